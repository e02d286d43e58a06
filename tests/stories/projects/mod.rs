//! Projects as users have them: the packed client in bare pages and in frameworks, each on a port of its own,
//! with an API on another and the issuer on a third. Each ends with Ada signed in, shown by the project's page.

mod api;
mod bare;
mod express;
mod hook;
mod next;
mod vite;
mod workshop;

use libtest_mimic::Trial;

pub(crate) fn trials() -> Vec<Trial> {
    [
        api::trials(),
        bare::trials(),
        express::trials(),
        vite::trials(),
        next::trials(),
        hook::trials(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

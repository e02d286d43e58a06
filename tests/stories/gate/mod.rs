//! Domains whose backends know nothing of Crosspass, behind `crosspass gate` and the real nginx and Caddy, with the
//! files of docs/gate.

mod caches;
mod calls;
mod carriers;
mod cookies;
mod faults;
mod identity;
mod outside;
mod paths;
mod proof;
mod tls;

pub(crate) use e2e::visitor;

use anyhow::Result;
use e2e::{GatedSite, Names, Place, Proxy, World, trial};
use libtest_mimic::Trial;

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = carriers::trials();
    trials.extend(caches::trials());
    trials.extend(calls::trials());
    trials.extend(cookies::trials());
    trials.extend(identity::trials());
    trials.extend(outside::trials());
    trials.extend(paths::trials());
    trials.extend(proof::trials());
    trials.extend(tls::trials());
    trials.extend(faults::trials());
    trials
}

/// Those that wait for the most part.
pub(crate) fn waiting() -> Vec<Trial> {
    let mut waiting = faults::waiting();
    waiting.extend(caches::waiting());
    waiting
}

/// Behind each proxy, told without a browser: what a client may send that no browser does. It goes with the stories of
/// that place.
fn proxy_story<F>(name: &str, place: Place, play: F) -> Vec<Trial>
where
    F: AsyncFn(&mut World, &mut GatedSite) -> Result<()> + Copy + Send + 'static,
{
    [Proxy::Nginx, Proxy::Caddy]
        .map(|proxy| one_proxy_story(name, place, proxy, play))
        .into()
}

/// The same behind one of them.
fn one_proxy_story<F>(name: &str, place: Place, proxy: Proxy, play: F) -> Trial
where
    F: AsyncFn(&mut World, &mut GatedSite) -> Result<()> + Copy + Send + 'static,
{
    let full = format!("{name}::{}", proxy.name());
    trial(&full, place.engine, async move || {
        let mut world = World::build(Names::Localhost).await?;
        let mut site = GatedSite::open(&world, "shop", proxy, &[OTHER.to_owned()]).await?;
        play(&mut world, &mut site).await
    })
}

/// Another origin that the gate answers for.
const OTHER: &str = "http://office.localhost:1";

//! A gated site behind each proxy, for stories that no browser tells.

use anyhow::Result;
use e2e::{GatedSite, Names, Place, Proxy, World, trial};
use libtest_mimic::Trial;

/// Behind each proxy, told without a browser: what a client may send that no browser does. It goes with the stories of
/// that place.
pub(super) fn proxy_story<F>(name: &str, place: Place, play: F) -> Vec<Trial>
where
    F: AsyncFn(&mut World, &mut GatedSite) -> Result<()> + Copy + Send + 'static,
{
    [Proxy::Nginx, Proxy::Caddy]
        .map(|proxy| one_proxy_story(name, place, proxy, play))
        .into()
}

/// The same behind one of them.
pub(super) fn one_proxy_story<F>(name: &str, place: Place, proxy: Proxy, play: F) -> Trial
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
pub(super) const OTHER: &str = "http://office.localhost:1";

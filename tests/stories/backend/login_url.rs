//! An application's login address from before stays, and only redirects: at a domain with the layer, and behind the gate.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{Backend, CHROMIUM, FIREFOX, GatedSite, Options, Proxy, Shop, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use super::page::landed_at;
use crate::steps;

pub(super) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    // attack: 31
    story("backend::login_url", &places, &Options::default(), login_url)
}

/// Places that are not the domain's own.
const ELSEWHERE: [&str; 4] = [
    "https://evil.test/",
    "//evil.test/",
    "/%5Cevil.test/",
    "https://evil.test%2F@shop.localhost/",
];

async fn login_url(stage: &mut Stage) -> Result<()> {
    let login = |next: &str| format!("{}?next={next}", Backend::LOGIN);
    let shop = Shop::open(&stage.world, "shop").await?;
    stage.browser.open(&shop.url(&login(Backend::PROTECTED))).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    landed_at(stage, shop.origin(), &ADA, "popup").await?;

    // Behind the gate nobody is asked again.
    let site = GatedSite::open(&stage.world, "office", Proxy::Nginx, &[]).await?;
    stage.browser.open(&site.url(&login(Backend::PROTECTED))).await?;
    landed_at(stage, site.origin(), &ADA, "redirect").await?;
    steps::credentials_were_sent(stage, 1)?;

    for next in ELSEWHERE {
        for (origin, url) in [
            (shop.origin(), shop.url(&login(next))),
            (site.origin(), site.url(&login(next))),
        ] {
            stage.browser.open(&url).await?;
            let address = stage.browser.address().await?;
            ensure!(
                address.starts_with(&format!("{origin}/")),
                "{url} led to {address}"
            );
        }
    }
    Ok(())
}

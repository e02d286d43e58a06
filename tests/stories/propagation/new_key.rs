//! A propagation comes to a domain whose key has vanished from the browser: it goes on, and says what to do there.

use anyhow::Result;
use e2e::people::ADA;
use e2e::{CHROMIUM, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use super::steps::{begin, receipt, says};
use crate::steps;

pub(super) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    // attack: 98
    story("propagation::new_key", &places, &options, new_key)
}

async fn new_key(stage: &mut Stage) -> Result<()> {
    // She came to Acme so long ago that a propagation goes there again.
    stage.world.set_issuer_clock(-70).await?;
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await?;
    stage.browser.wait_for_windows(1).await?;
    stage.world.set_issuer_clock(0).await?;
    let (browser, world) = (&stage.browser, &stage.world);
    browser.open(&world.acme.url("/")).await?;
    browser.script(steps::WIPE).await?;

    browser.open(&world.issuer.url("/")).await?;
    browser.wait_for("#everywhere").await?;
    let address = begin(stage).await?;
    browser.script(&format!("location.assign('{address}')")).await?;
    let told = receipt(stage).await?;
    let words = "Has a new key in this browser: open it from your domains";
    says(&told, world.acme.origin(), "skipped", words)?;
    says(&told, world.globex.origin(), "arrived", "Signed in")?;

    // One click, and it is done.
    browser.open(&world.issuer.url("/")).await?;
    let gate = format!("[data-origin=\"{}\"]", world.acme.origin());
    browser.click(&gate).await?;
    browser.wait_for_page(&world.acme.url("/")).await?;
    browser.wait_for_data("session", "signed-in").await?;
    browser.open(&address).await?;
    says(
        &receipt(stage).await?,
        world.acme.origin(),
        "arrived",
        "Signed in",
    )?;
    steps::credentials_were_sent(stage, 1)
}

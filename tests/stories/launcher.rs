//! The launcher: Ada signs in at the issuer first and then chooses where to go, to a first-party
//! domain by popup and to an external one by redirect.

use anyhow::{Result, ensure};
use e2e::people::{ADA, EVE};
use e2e::{CHROMIUM, CHROMIUM_TLS, Domain, Options, Stage, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, CHROMIUM_TLS];
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    let mut trials = story("launcher::first_party", &places, &options, first_party);
    trials.extend(story("launcher::external", &places, &options, external));
    trials.extend(story(
        "launcher::shows_what_is_open",
        &[CHROMIUM],
        &options,
        shows_what_is_open,
    ));
    trials
}

/// The launcher's button for a domain.
fn gate(domain: &Domain) -> String {
    format!("[data-origin=\"{}\"]", domain.origin())
}

async fn reach_the_launcher(stage: &Stage, person: &e2e::people::Person) -> Result<()> {
    stage.browser.open(&stage.world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, person).await?;
    stage.browser.wait_for("[data-page=launcher] [data-origin]").await
}

async fn first_party(stage: &mut Stage) -> Result<()> {
    reach_the_launcher(stage, &ADA).await?;
    stage.browser.click(&gate(&stage.world.acme)).await?;
    steps::landed_on(stage, &stage.world.acme, "/", &ADA, "popup").await?;
    stage.browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)
}

async fn external(stage: &mut Stage) -> Result<()> {
    reach_the_launcher(stage, &ADA).await?;
    stage.browser.click(&gate(&stage.world.initech)).await?;
    steps::landed_on(stage, &stage.world.initech, "/", &ADA, "redirect").await?;
    stage.browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)
}

async fn shows_what_is_open(stage: &mut Stage) -> Result<()> {
    reach_the_launcher(stage, &EVE).await?;
    let gates = stage
        .browser
        .script("return [...document.querySelectorAll('[data-origin]')].map((gate) => gate.dataset.origin)")
        .await?;
    ensure!(
        gates == serde_json::json!([stage.world.globex.origin()]),
        "{gates}"
    );
    Ok(())
}

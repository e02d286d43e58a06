//! An external domain: even a signed-in user is asked first, by a button that names user and
//! domain; the next visit is silent.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, CHROMIUM_TLS, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, CHROMIUM_TLS, FIREFOX, WEBKIT];
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    // attack: 84
    let mut trials = story("external::continue_as", &places, &options, continue_as);
    // attack: 83
    trials.extend(story("external::sign_in", &places, &options, sign_in));
    trials
}

async fn continue_as(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await?;

    let initech = &stage.world.initech;
    stage.browser.open(&initech.url(steps::PROTECTED)).await?;
    stage.browser.wait_for("#continue").await?;
    let button = stage.browser.text("#continue").await?;
    ensure!(
        button.contains(ADA.name) && button.contains(initech.origin()),
        "it says {button:?}"
    );
    let rows = stage.world.issuer.audit().await?;
    let told = rows
        .iter()
        .any(|row| row.event == "mint" && row.domain.as_deref() == Some(initech.origin()));
    ensure!(!told, "the domain was told before the click: {rows:#?}");
    stage.browser.click("#continue").await?;
    steps::landed(stage, initech, &ADA, "redirect").await?;
    stage.browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)?;

    // She has said yes once: after a sign-out there, the next visit needs no click.
    stage.browser.open(&initech.url("/")).await?;
    stage.browser.wait_for_data("session", "signed-in").await?;
    stage.browser.click("#sign-out").await?;
    stage.browser.wait_for_data("session", "none").await?;
    stage.browser.open(&initech.url(steps::PROTECTED)).await?;
    stage
        .browser
        .wait_for_page(&initech.url(steps::PROTECTED))
        .await?;
    let subject = stage.world.subject(ADA.login).await?;
    steps::shows(stage, &ADA, &subject, "redirect").await?;
    steps::recorded_again(stage, initech, &ADA, "redirect", 2).await
}

/// A password typed for an external domain: no popup is opened for other people's code.
async fn sign_in(stage: &mut Stage) -> Result<()> {
    let initech = &stage.world.initech;
    steps::begin_at(stage, initech).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, initech, &ADA, "redirect").await?;
    steps::credentials_were_sent(stage, 1)?;
    let rows = stage.world.issuer.audit().await?;
    ensure!(
        !rows
            .iter()
            .any(|row| row.event == "mint" && row.carrier.as_deref() == Some("popup")),
        "a popup token for an external domain: {rows:#?}"
    );
    Ok(())
}

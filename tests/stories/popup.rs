//! Sign in by popup: one form, and Ada is on the customer's page.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, CHROMIUM_TLS, FIREFOX, FIREFOX_TLS, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, CHROMIUM_TLS, FIREFOX, FIREFOX_TLS, WEBKIT];
    // The blocker is on, as it is for people: it lets a popup through that a click opens.
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    story("popup", &places, &options, sign_in)
}

async fn sign_in(stage: &mut Stage) -> Result<()> {
    let acme = &stage.world.acme;
    steps::begin_at(stage, acme).await?;
    stage.browser.wait_for_text("#domain-name", "Acme").await?;
    stage
        .browser
        .wait_for_text("#domain-origin", acme.origin())
        .await?;
    let main = stage.browser.window().await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, acme, &ADA, "popup").await?;
    let windows = stage.browser.wait_for_windows(1).await?;
    ensure!(
        windows.contains(&main),
        "the main window is not the one that is left"
    );
    steps::credentials_were_sent(stage, 1)?;
    ensure!(
        steps::asked(stage, "POST", "/api/handoffs") == 0,
        "the handoff asked a second time"
    );
    ensure!(
        steps::asked(stage, "POST", "/api/redeem") == 0,
        "a popup needs no ticket"
    );
    // The session is kept: a reload needs nobody.
    let before = stage.world.issuer.log().len();
    stage.browser.open(&acme.url(steps::PROTECTED)).await?;
    stage.browser.wait_for_data("session", "signed-in").await?;
    let after = stage.world.issuer.log();
    ensure!(
        after.len() == before,
        "a kept session asked the issuer: {:?}",
        &after[before..]
    );
    Ok(())
}

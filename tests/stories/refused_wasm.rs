//! A domain whose Content-Security-Policy refuses wasm: said with its code, never a hang, and
//! nobody is signed in.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, CHROMIUM_TLS, Options, RECEIVER_PATH, Stage, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    // attack: 62
    story(
        "refused_wasm",
        &[CHROMIUM, CHROMIUM_TLS],
        &Options::default(),
        said_with_its_code,
    )
}

async fn said_with_its_code(stage: &mut Stage) -> Result<()> {
    let issuer = stage.world.issuer.origin().to_owned();
    stage.world.acme.turn(|knobs| {
        knobs.csp = Some(format!("default-src 'self'; connect-src 'self' {issuer}"));
    });
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    stage
        .browser
        .wait_for_address(&stage.world.acme.url(RECEIVER_PATH))
        .await?;
    stage.browser.wait_for_data("code", "wasm_blocked").await?;
    let said = stage.browser.text("main").await?;
    ensure!(said.contains("wasm_blocked"), "the code is not shown: {said:?}");
    stage.browser.wait_for_windows(1).await?;
    stage.browser.open(&stage.world.acme.url("/")).await?;
    stage.browser.wait_for_data("session", "none").await
}

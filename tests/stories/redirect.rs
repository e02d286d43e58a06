//! Sign in by redirect, where a popup does not come through: blocked by the browser, cut from
//! its opener by a header of the domain, or closed by hand. Ada notices nothing but the way.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::http::{HeaderName, HeaderValue};
use e2e::people::ADA;
use e2e::{CHROMIUM, CHROMIUM_TLS, FIREFOX, FIREFOX_TLS, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, CHROMIUM_TLS, FIREFOX, FIREFOX_TLS, WEBKIT];
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    // attack: 12
    let mut trials = story("redirect::popup_blocked", &places, &options, popup_blocked);
    // attack: 12, 14
    trials.extend(story(
        "redirect::popup_cut",
        &[CHROMIUM, FIREFOX, WEBKIT],
        &options,
        popup_cut,
    ));
    // attack: 13
    trials.extend(story(
        "redirect::popup_closed",
        &[CHROMIUM, FIREFOX, WEBKIT],
        &options,
        popup_closed,
    ));
    trials
}

async fn popup_blocked(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::type_credentials(stage, ADA.login, &stage.world.password).await?;
    stage.browser.submit_without_gesture("#form").await?;
    lands(stage).await
}

async fn popup_cut(stage: &mut Stage) -> Result<()> {
    stage.world.acme.turn(|knobs| {
        let name = HeaderName::from_static("cross-origin-opener-policy");
        knobs
            .headers
            .push(("/crosspass/", name, HeaderValue::from_static("same-origin")));
    });
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    lands(stage).await
}

/// Ada closes the popup herself, before the slow domain has answered in it.
async fn popup_closed(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    let main = stage.browser.window().await?;
    steps::type_credentials(stage, ADA.login, &stage.world.password).await?;
    stage
        .world
        .acme
        .turn(|knobs| knobs.delay = Duration::from_secs(3));
    stage.browser.click("#submit").await?;
    let windows = stage.browser.wait_for_windows(2).await?;
    let popup = windows
        .iter()
        .find(|window| **window != main)
        .context("no popup")?;
    stage.browser.close_window(popup).await?;
    stage.browser.switch_to(&main).await?;
    stage.world.acme.turn(|knobs| knobs.delay = Duration::ZERO);
    lands(stage).await
}

async fn lands(stage: &mut Stage) -> Result<()> {
    steps::landed(stage, &stage.world.acme, &ADA, "redirect").await?;
    stage.browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)?;
    steps::reported(stage).await?;
    let address = stage.browser.address().await?;
    ensure!(
        !address.contains("ticket"),
        "the ticket is in the address: {address}"
    );
    Ok(())
}

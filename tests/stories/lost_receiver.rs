//! A domain that does not serve the receiver page: nobody is signed in there, no window is left over,
//! and nothing goes round in circles.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, Options, RECEIVER_PATH, Receiver, Stage, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 37
    let mut trials = story("lost_receiver::missing", &[CHROMIUM], &options, missing);
    // attack: 37
    trials.extend(story("lost_receiver::fallback", &[CHROMIUM], &options, fallback));
    trials
}

async fn missing(stage: &mut Stage) -> Result<()> {
    stage.world.acme.turn(|knobs| knobs.receiver = Receiver::Missing);
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    stage
        .browser
        .wait_for_address(&stage.world.acme.url(RECEIVER_PATH))
        .await?;
    nobody_is_signed_in(stage).await
}

/// The application's own page is served in place of the receiver: it needs a session, finds itself
/// at the receiver's address, and must begin nothing there.
async fn fallback(stage: &mut Stage) -> Result<()> {
    stage.world.acme.turn(|knobs| knobs.receiver = Receiver::Fallback);
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    stage
        .browser
        .wait_for_address(&stage.world.acme.url(RECEIVER_PATH))
        .await?;
    stage.browser.wait_for_data("session", "none").await?;
    nobody_is_signed_in(stage).await
}

async fn nobody_is_signed_in(stage: &Stage) -> Result<()> {
    stage.browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)?;
    // Once from the domain's page, once for the other carrier.
    let begun = steps::asked(stage, "GET", "/sign-in");
    ensure!(begun <= 2, "/sign-in was opened {begun} times");
    let rows = stage.world.issuer.audit().await?;
    ensure!(
        !rows.iter().any(|row| row.event == "redeem"),
        "a ticket was redeemed: {rows:#?}"
    );
    stage.browser.open(&stage.world.acme.url("/")).await?;
    stage.browser.wait_for_data("session", "none").await
}

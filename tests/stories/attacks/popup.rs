//! A domain whose popup is hostile: it posts what is no message, in bursts too, and leaves for a foreign
//! origin. The auth page hears nothing of it, sends nothing there, and the real sign-in completes.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{Options, Stage, story};
use libtest_mimic::Trial;
use std::time::Duration;

use super::EVERYWHERE;
use super::attacker::{Attacker, give_back, take_over};
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 5, 6
    let mut trials = story(
        "attacks::popup_posts_anything",
        &EVERYWHERE,
        &options,
        posts_anything,
    );
    // attack: 3, 4, 11
    trials.extend(story(
        "attacks::popup_moves_away",
        &EVERYWHERE,
        &options,
        moves_away,
    ));
    trials
}

/// Malformed messages, and good ones from a frame of the same origin.
async fn posts_anything(stage: &mut Stage) -> Result<()> {
    let acme = &stage.world.acme;
    take_over(acme, "anything");
    steps::begin_at(stage, acme).await?;
    steps::send_form(stage, &ADA).await?;
    // By popup: a message that was taken would have ended it, or used up the one token.
    steps::landed(stage, acme, &ADA, "popup").await?;
    stage.browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)?;
    ensure!(
        steps::asked(stage, "POST", "/api/handoffs") == 0,
        "a message of another window was taken"
    );
    ensure!(
        acme.log().iter().any(|access| access.path == "/hostile/frame.js"),
        "the hostile page never ran"
    );
    Ok(())
}

/// The popup is at a foreign origin when the token is there.
async fn moves_away(stage: &mut Stage) -> Result<()> {
    let attacker = Attacker::beside(stage, &stage.world.acme).await?;
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    take_over(acme, "leaves");
    browser.open(&acme.url("/")).await?;
    let decoy = attacker.host.url("/decoy.html");
    browser
        .script(&format!(
            "localStorage.setItem('hostile', JSON.stringify({{ decoy: {decoy:?} }}))"
        ))
        .await?;
    steps::begin_at(stage, acme).await?;
    // The answer comes when the popup has moved.
    stage
        .world
        .set_round_trips(Duration::from_secs(2), Duration::ZERO);
    steps::send_form(stage, &ADA).await?;
    attacker.asks_for("/decoy-is-there", 1).await?;
    ensure!(
        steps::asked(stage, "POST", "/api/sign-in") <= 1,
        "it was sent twice"
    );
    stage.world.set_round_trips(Duration::ZERO, Duration::ZERO);
    give_back(acme);
    // Nothing that the decoy said was believed: the other carrier takes over, by itself.
    steps::landed(stage, acme, &ADA, "redirect").await?;
    browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)?;
    attacker.heard_nothing()
}

//! A domain whose popup is hostile: it posts what is no message, in bursts too, and leaves for a foreign
//! origin. The auth page hears nothing of it, sends nothing there, and the real sign-in completes.

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{EVERYWHERE, Engine, Options, Stage, story};
use libtest_mimic::Trial;
use std::time::Duration;

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
    // attack: 83
    trials.extend(story(
        "attacks::popup_sends_its_opener_away",
        &EVERYWHERE,
        &options,
        sends_away,
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

/// Notes whether the browser was told to ask, each time that it is about to leave the page.
const NOTE: &str = "sessionStorage.asked = '';
     addEventListener('beforeunload', (event) => {
         let isNoted = false;
         const note = () => {
             if (!isNoted) sessionStorage.asked += `${event.defaultPrevented} `;
             isNoted = true;
         };
         addEventListener('pagehide', note);
         setTimeout(note);
     })";

/// Hostile script in the popup sends the auth page to a look-alike: the browser is told to ask its user, and never when
/// the page leaves by itself. (WebDriver answers the question at once, with "leave".)
async fn sends_away(stage: &mut Stage) -> Result<()> {
    let attacker = Attacker::beside(stage, &stage.world.acme).await?;
    let (browser, world) = (&stage.browser, &stage.world);
    take_over(&world.acme, "sends");
    browser.open(&world.acme.url("/")).await?;
    let decoy = attacker.host.url("/decoy.html");
    browser
        .script(&format!(
            "localStorage.setItem('hostile', JSON.stringify({{ decoy: {decoy:?} }}))"
        ))
        .await?;
    steps::begin_at(stage, &world.acme).await?;
    let main = browser.window().await?;
    browser.script(NOTE).await?;
    steps::send_form(stage, &ADA).await?;
    let windows = browser.wait_for_windows(2).await?;
    let popup = windows
        .iter()
        .find(|window| **window != main)
        .context("no popup")?;
    browser.switch_to(popup).await?;
    browser.wait_for_data("ready", "true").await?;
    // The launcher needs the session below.
    until("the answer to the credentials", PATIENCE, async || {
        Ok((steps::asked(stage, "POST", "/api/sign-in") == 1).then_some(()))
    })
    .await?;
    browser.script("document.querySelector('#send').click()").await?;
    browser.switch_to(&main).await?;
    if browser.engine() == Engine::Firefox {
        // Nothing comes of the popup's attempt there. Sent away from within, the page is asked about all the same.
        browser.script(&format!("location = {decoy:?}")).await?;
    }
    browser.wait_for_page(&decoy).await?;
    attacker.heard_nothing()?;
    asked(stage, "true ").await?;

    browser.open(&world.issuer.url("/")).await?;
    let gate = format!("[data-origin=\"{}\"]", world.globex.origin());
    browser.wait_for(&gate).await?;
    browser.script(NOTE).await?;
    browser.click(&gate).await?;
    steps::landed_on(stage, &world.globex, "/", &ADA, "popup").await?;
    asked(stage, "false ").await
}

/// What was noted when this window left the issuer's page last.
async fn asked(stage: &Stage, expected: &str) -> Result<()> {
    stage.browser.open(&stage.world.issuer.url("/sign-out")).await?;
    let noted = stage.browser.script("return sessionStorage.asked").await?;
    ensure!(noted == expected, "told to ask: {noted}, not {expected}");
    Ok(())
}

//! Links of attackers, and sessions of others: nobody is swapped silently, and everybody gets on.

use anyhow::{Result, ensure};
use e2e::people::{ADA, EVE};
use e2e::{CHROMIUM, Options, RECEIVER_PATH, Stage, story};
use libtest_mimic::Trial;

use super::steps::{begin, reach_the_button, receipt, says};
use crate::steps;

pub(super) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 38, 39
    let mut trials = story(
        "propagation::attackers_link",
        &[CHROMIUM],
        &options,
        attackers_link,
    );
    // attack: 39
    trials.extend(story(
        "propagation::other_user",
        &[CHROMIUM],
        &options,
        other_user,
    ));
    trials
}

/// A propagation of Ada's own browser, begun in a session that is no more, is as good as a stranger's.
async fn attackers_link(stage: &mut Stage) -> Result<()> {
    let (world, browser) = (&stage.world, &stage.browser);
    reach_the_button(stage, &ADA).await?;
    let begun = begin(stage).await?;
    browser.open(&world.issuer.url("/sign-out")).await?;
    browser.click("#sign-out").await?;
    browser.wait_for_data("state", "done").await?;
    browser.open(&world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &EVE).await?;
    browser.wait_for("[data-page=launcher] [data-origin]").await?;

    browser.open(&begun).await?;
    browser
        .wait_for_text("#message", "There is nothing at this address.")
        .await?;
    // A link to a domain's receiver signs in who is signed in at the issuer, and ends at that same page.
    let id = begun.rsplit('/').next().unwrap_or_default();
    browser
        .open(&world.globex.url(&format!("{RECEIVER_PATH}#propagate={id}")))
        .await?;
    browser.wait_for_page(&begun).await?;
    browser
        .wait_for_text("#message", "There is nothing at this address.")
        .await?;
    browser.open(&world.globex.url(steps::PROTECTED)).await?;
    steps::landed(stage, &world.globex, &EVE, "redirect").await?;
    // What is no id leads nowhere at all.
    for fragment in ["#propagate=x", "#propagate=https://evil.example", "#propagate"] {
        browser.open("about:blank").await?;
        browser
            .open(&world.globex.url(&format!("{RECEIVER_PATH}{fragment}")))
            .await?;
        browser.wait_for_data("state", "alone").await?;
    }
    Ok(())
}

/// Somebody else's session is there: it asks as always, and both answers lead on.
async fn other_user(stage: &mut Stage) -> Result<()> {
    let (world, browser) = (&stage.world, &stage.browser);
    for (answer, name) in [("#stay", EVE.name), ("#switch", ADA.name)] {
        browser.open(&world.issuer.url("/sign-out")).await?;
        browser.click("#sign-out").await?;
        browser.wait_for_data("state", "done").await?;
        if answer == "#stay" {
            steps::begin_at(stage, &world.globex).await?;
            steps::send_form(stage, &EVE).await?;
            steps::landed(stage, &world.globex, &EVE, "popup").await?;
        }
        // Eve's session at Globex stays: what ends it is its next renewal.
        steps::forget_issuer(stage).await?;
        reach_the_button(stage, &ADA).await?;
        browser.click("#everywhere").await?;
        browser.wait_for_data("state", "asking").await?;
        browser.wait_for_text("#title", "Switch to Ada Lovelace?").await?;
        browser.click(answer).await?;
        let told = receipt(stage).await?;
        says(&told, world.acme.origin(), "arrived", "Signed in")?;
        browser.open(&world.globex.url(steps::PROTECTED)).await?;
        browser.wait_for_text("#session-name", name).await?;
    }
    let rows = super::propagations(stage).await?;
    ensure!(
        rows.iter().filter(|reason| *reason == "ok").count() == 2,
        "{rows:?}"
    );
    Ok(())
}

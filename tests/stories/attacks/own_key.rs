//! Hostile script on a domain wants a session that is bound to a key of its own, which it could carry off.

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM_PORTS, EVERYWHERE, FIREFOX_PORTS, Options, Stage, WEBKIT_PORTS, story};
use libtest_mimic::Trial;

use super::attacker::pages;
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    // Only ports differ, so all are of one site, and the issuer's cookie goes along into frames and calls.
    let one_site = [CHROMIUM_PORTS, FIREFOX_PORTS, WEBKIT_PORTS];
    let options = Options::default();
    // attack: 96
    let mut trials = story("attacks::own_key_out_of_sight", &one_site, &options, out_of_sight);
    // attack: 97
    trials.extend(story(
        "attacks::own_key_in_a_window",
        &EVERYWHERE,
        &options,
        in_a_window,
    ));
    trials
}

/// Hostile script does this in the page that is open.
async fn hostile(stage: &Stage, does: &str) -> Result<()> {
    let text = std::fs::read_to_string(pages().join("own-key.js"))?;
    let issuer = stage.world.issuer.origin();
    let script = format!("{text}\nreturn (async (issuer) => {{ {does}; }})({issuer:?})");
    stage.browser.script(&script).await?;
    Ok(())
}

/// How often the issuer gave something, for whatever domain.
async fn minted(stage: &Stage) -> Result<usize> {
    let rows = stage.world.issuer.audit().await?;
    let minted = rows
        .iter()
        .filter(|row| row.event == "mint" && row.outcome == "allowed");
    Ok(minted.count())
}

/// Before anything came to the domain: there is no key yet that another one could be compared with.
async fn out_of_sight(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    browser.open(&stage.world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    browser.wait_for("#domains [data-origin]").await?;

    acme.turn(|knobs| knobs.csp = Some("default-src * 'unsafe-inline'".to_owned()));
    browser.open(&acme.url("/")).await?;
    for way in [
        "hide('iframe', await askFor(issuer))",
        "hide('object', await askFor(issuer))",
        "hide('embed', await askFor(issuer))",
        "call('no-cors', await askFor(issuer))",
        "call('cors', await askFor(issuer))",
    ] {
        let before = steps::asked(stage, "GET", "/sign-in");
        hostile(stage, way).await?;
        until(&format!("the issuer's answer to {way}"), PATIENCE, async || {
            Ok((steps::asked(stage, "GET", "/sign-in") > before).then_some(()))
        })
        .await?;
        let minted = minted(stage).await?;
        ensure!(minted == 0, "{way}: the issuer gave something");
    }

    // The same cookie, in a whole window: the user's own way is open.
    acme.turn(|knobs| knobs.csp = None);
    browser.open(&acme.url(steps::PROTECTED)).await?;
    steps::landed(stage, acme, &ADA, "redirect").await
}

/// Ada has come to the domain with her browser's key. Script there sends her window, and one of its own, to the issuer: both
/// show the button, which names her and says why, and script gets at neither.
async fn in_a_window(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    steps::begin_at(stage, acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, acme, &ADA, "popup").await?;

    hostile(stage, "location.assign(await askFor(issuer))").await?;
    asks_about_the_key(stage).await?;

    browser.open(&acme.url("/")).await?;
    browser.wait_for_data("session", "signed-in").await?;
    let page = browser.window().await?;
    let before = browser.windows().await?;
    hostile(stage, "offer(await askFor(issuer))").await?;
    browser.click("#offer").await?;
    let after = browser.wait_for_windows(before.len() + 1).await?;
    let opened = after.difference(&before).next().context("no new window")?;
    browser.switch_to(opened).await?;
    asks_about_the_key(stage).await?;
    browser.switch_to(&page).await?;
    let reached = browser
        .script("return window.victim.document?.querySelector('#continue') ?? null")
        .await;
    ensure!(
        !reached.is_ok_and(|reached| !reached.is_null()),
        "script has the button in its hands"
    );
    browser.close_window(opened).await?;
    browser.switch_to(&page).await?;
    let minted = minted(stage).await?;
    ensure!(minted == 1, "the issuer gave something {minted} times");

    // Her own session goes on, and her own key needs no click.
    browser.script("localStorage.clear()").await?;
    browser.open(&acme.url(steps::PROTECTED)).await?;
    let subject = stage.world.subject(ADA.login).await?;
    browser.wait_for_page(&acme.url(steps::PROTECTED)).await?;
    steps::shows(stage, &ADA, &subject, "redirect").await
}

async fn asks_about_the_key(stage: &Stage) -> Result<()> {
    let browser = &stage.browser;
    browser.wait_for("#continue").await?;
    let words = browser.text("#continue").await?;
    let origin = stage.world.acme.origin();
    ensure!(
        words.contains(ADA.name) && words.contains(origin),
        "it says {words:?}"
    );
    let why = "Acme has a new key in this browser, as after its data was cleared. \
               Continue only if you want to sign in there now.";
    browser.wait_for_text("#asks", why).await
}

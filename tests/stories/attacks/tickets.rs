//! Links with tickets: an attacker's own, and a good one that others visit first.

use anyhow::{Result, ensure};
use e2e::people::{ADA, EVE};
use e2e::wait::{PATIENCE, until};
use e2e::{EVERYWHERE, Options, Stage, story};
use libtest_mimic::Trial;

use super::attacker::Attacker;
use super::issued::{Binding, Issued};
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 10, 30, 34, 39, 97
    let mut trials = story(
        "attacks::ticket_of_the_attacker",
        &EVERYWHERE,
        &options,
        of_the_attacker,
    );
    // attack: 42
    trials.extend(story(
        "attacks::ticket_visited_by_scanners",
        &EVERYWHERE,
        &options,
        visited,
    ));
    trials
}

/// Eve's own ticket, opened by Ada: as it is, and in the forms that other systems read.
async fn of_the_attacker(stage: &mut Stage) -> Result<()> {
    let (browser, globex) = (&stage.browser, &stage.world.globex);
    steps::begin_at(stage, globex).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, globex, &ADA, "popup").await?;

    let eve = Issued::to(stage, &EVE).await?;
    let landing = eve.landing(globex, &Binding::foreign()?).await?;
    let token = eve.token(globex, &Binding::foreign()?).await?;
    browser.open(&landing).await?;
    browser.wait_for_data("code", "nonce_mismatch").await?;
    // A link that begins a handoff of the attacker's making, for the user who is signed in.
    let Binding { nonce, jkt } = Binding::foreign()?;
    let query = format!("return_to={}&nonce={nonce}&jkt={jkt}", globex.url("/"));
    browser.open("about:blank").await?;
    browser
        .open(&stage.world.issuer.url(&format!("/sign-in?{query}")))
        .await?;
    // Its key is none that her session has used there, so she is asked; and her yes is to a handoff that nobody began.
    browser.click("#continue").await?;
    browser.wait_for_data("code", "nonce_mismatch").await?;
    let receiver = landing.split('#').next().unwrap_or_default();
    // Refused or not, the ticket is off the address.
    browser.wait_for_page(receiver).await?;
    for form in [
        landing.replace('#', "?"),
        format!("{receiver}?token={token}#token={token}"),
        format!("{receiver}#session={token}"),
        globex.url(&format!("/?token={token}#ticket={token}")),
    ] {
        // From an empty page: a change of the fragment alone loads nothing.
        browser.open("about:blank").await?;
        browser.open(&form).await?;
        still_ada(stage).await?;
    }
    ensure!(
        steps::asked(stage, "POST", "/api/redeem") == 0,
        "the attacker's ticket was presented"
    );
    Ok(())
}

async fn still_ada(stage: &Stage) -> Result<()> {
    let subject = stage.world.subject(ADA.login).await?;
    // A receiver that nobody opened closes itself, where the browser lets it: then there is no page.
    let globex = &stage.world.globex;
    stage.browser.open(&globex.url(steps::PROTECTED)).await?;
    steps::shows(stage, &ADA, &subject, "popup").await
}

/// A mail scanner, a prefetch and a frame are there before the person: the ticket is still good.
async fn visited(stage: &mut Stage) -> Result<()> {
    let attacker = Attacker::start(stage).await?;
    let (browser, globex) = (&stage.browser, &stage.world.globex);
    steps::begin_at(stage, globex).await?;
    let begun = Binding::begun(stage).await?;
    let landing = Issued::to(stage, &ADA).await?.landing(globex, &begun).await?;

    let main = browser.window().await?;
    let tab = browser.open_tab().await?;
    browser.open(&attacker.host.url("/")).await?;
    browser
        .script(&format!(
            "frame({landing:?});
             return fetch({landing:?}, {{ mode: 'no-cors', credentials: 'include' }}).then(() => true)"
        ))
        .await?;
    until("the frame", PATIENCE, async || {
        let loaded = browser
            .script("return document.querySelector('#framed').dataset.loaded === ''")
            .await?;
        Ok((loaded == true).then_some(()))
    })
    .await?;
    ensure!(
        steps::asked(stage, "POST", "/api/redeem") == 0,
        "a visit presented the ticket"
    );
    browser.close_window(&tab).await?;
    browser.switch_to(&main).await?;
    browser.open(&landing).await?;
    steps::landed(stage, globex, &ADA, "redirect").await
}

//! Two windows of one browser and one handoff, or one storage: the slower one says nothing that is not so.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM, FIREFOX, Options, RECEIVER_PATH, Stage, WEBKIT, story, story_on_both};
use libtest_mimic::Trial;
use serde_json::json;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    let mut trials = story("races::handoff_that_has_landed", &places, &options, has_landed);
    // attack: 39
    trials.extend(story_on_both(
        "races::another_user_meanwhile",
        &places,
        &options,
        another_user,
    ));
    trials
}

/// The popup was done, but its word came late: the redirect carrier brings a ticket of the same handoff. It leads
/// where the handoff led, and nothing changes.
async fn has_landed(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    steps::begin_at(stage, acme).await?;
    let begun = browser.address().await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, acme, &ADA, "popup").await?;
    let kept = "return localStorage.getItem('crosspass:session')";
    let before = browser.script(kept).await?;
    browser.open("about:blank").await?;
    browser.open(&begun).await?;
    browser.wait_for_page(&acme.url(steps::PROTECTED)).await?;
    let subject = stage.world.subject(ADA.login).await?;
    steps::shows(stage, &ADA, &subject, "popup").await?;
    ensure!(browser.script(kept).await? == before, "the session was replaced");
    ensure!(
        steps::asked(stage, "POST", "/api/redeem") == 0,
        "the ticket was redeemed"
    );
    Ok(())
}

/// While the receiver keeps Ada's session, after it has looked whose session is there, another tab keeps Bob's: it
/// stays, and the page says why.
async fn another_user(stage: &mut Stage) -> Result<()> {
    let (browser, initech) = (&stage.browser, &stage.world.initech);
    steps::begin_at(stage, initech).await?;
    // Long enough to be there before the ticket is redeemed.
    stage
        .world
        .set_round_trips(Duration::from_secs(3), Duration::ZERO);
    steps::send_form(stage, &ADA).await?;
    until("the receiver", PATIENCE, async || {
        let address = browser.address().await?;
        Ok(address.ends_with(RECEIVER_PATH).then_some(()))
    })
    .await?;
    let bob = json!({
        "token": "t", "nonce": "n", "clock": 0,
        "session": {
            "subject": "bob", "name": "Bob", "email": "bob@initech.example",
            "issuer": stage.world.issuer.origin(), "domain": initech.origin(), "sessionId": "s",
            "authTime": 1, "issuedAt": 1, "expiresAt": 9_000_000_000_u64, "carrier": "redirect",
        },
    })
    .to_string();
    // The other tab's moment: when this page looks for the second time.
    browser
        .script(&format!(
            "const look = Storage.prototype.getItem;
             let looks = 0;
             Storage.prototype.getItem = function (name) {{
                 if (name === 'crosspass:session' && ++looks === 2) this.setItem(name, {bob:?});
                 return look.call(this, name);
             }};"
        ))
        .await?;
    stage.world.set_round_trips(Duration::ZERO, Duration::ZERO);
    browser.wait_for_data("code", "account_mismatch").await?;
    let kept = "return JSON.parse(localStorage.getItem('crosspass:session')).session.name";
    ensure!(browser.script(kept).await? == "Bob", "his session was replaced");
    Ok(())
}

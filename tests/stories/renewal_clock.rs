//! A browser whose clock is five minutes wrong: its first proof is refused, the refusal tells the time, and
//! renewals go on.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::page::{self, Outcome};
use crate::steps;

/// Five minutes, in seconds.
const WRONG: i64 = 300;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    let mut trials = story("renewal_clock::ahead", &places, &options, ahead);
    trials.extend(story("renewal_clock::behind", &places, &options, behind));
    trials.extend(story(
        "renewal_clock::ahead_from_the_beginning",
        &places,
        &options,
        ahead_from_the_beginning,
    ));
    trials
}

async fn ahead(stage: &mut Stage) -> Result<()> {
    goes_wrong(stage, WRONG).await
}

async fn behind(stage: &mut Stage) -> Result<()> {
    goes_wrong(stage, -WRONG).await
}

/// The clock goes wrong after sign-in, while the page is open; later pages begin with it.
async fn goes_wrong(stage: &mut Stage, seconds: i64) -> Result<()> {
    page::sign_in_short(stage, &ADA).await?;
    let mut present = page::present(&stage.browser).await?;
    stage
        .browser
        .script(&format!("machine.setWrong({seconds})"))
        .await?;
    for _ in 0..3 {
        present = page::until_newer(&stage.browser, &present, PATIENCE).await?;
    }
    page::never_none(&stage.browser).await?;

    page::open(stage).await?;
    let asked = page::ask(&stage.browser, "(await story.client.requireSession()).name").await?;
    ensure!(asked == Outcome::Value(ADA.name.into()), "{asked:?}");
    page::until_newer(&stage.browser, &present, PATIENCE).await?;
    page::never_none(&stage.browser).await?;
    // What the first refusal told is remembered. There is none if the clock went wrong during a renewal.
    ensure!(refusals(stage).await? <= 1, "it did not remember the time");
    ensure!(
        steps::asked(stage, "GET", "/sign-in") == 1,
        "the browser left for the issuer again"
    );
    Ok(())
}

/// The clock was wrong all along, on every page of the domain and of the issuer: it is the issuer that is
/// five minutes behind. Its tokens are five minutes old when they arrive, and good.
async fn ahead_from_the_beginning(stage: &mut Stage) -> Result<()> {
    page::serve(stage);
    stage.world.issuer.set_clock(-WRONG)?;
    // Half a minute is left of the first one when it comes, by the wrong clock: it is due at once. By the
    // right one its successor is not.
    let life = (WRONG + 30).to_string();
    stage
        .world
        .configure_issuer(&[("session.token_seconds", &life)])
        .await?;
    page::sign_in(stage, &ADA).await?;
    steps::recorded(stage, &stage.world.acme, "popup").await?;
    let renewed = until("the renewal", PATIENCE, async || {
        let mut rows = page::renewals(stage).await?;
        rows.retain(|row| row.outcome == "allowed");
        Ok(rows.pop())
    })
    .await?;
    // Often in the same second: what was renewed is the token that is kept, and nothing more is asked.
    page::until_heard(&stage.browser, "the renewed session", PATIENCE, |heard| {
        let newest = heard.last().and_then(Option::as_ref);
        newest.is_some_and(|newest| newest.issued_at == renewed.at)
    })
    .await?;
    page::open(stage).await?;
    page::never_none(&stage.browser).await?;
    ensure!(refusals(stage).await? == 1, "the clock was right");
    ensure!(
        steps::asked(stage, "POST", "/api/renew") == 2,
        "renewed by the wrong clock again"
    );
    Ok(())
}

/// The renewals that were refused: proofs by the wrong clock.
async fn refusals(stage: &Stage) -> Result<usize> {
    let rows = page::renewals(stage).await?;
    Ok(rows.iter().filter(|row| row.outcome == "refused").count())
}

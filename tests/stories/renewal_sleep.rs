//! A laptop that sleeps: timers come late, tokens are past their end, and the session goes on, or has ended.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::clock::unix_milliseconds;
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::{page, steps};

const HOUR: i64 = 3600;
/// What verifiers grant a token past its end, in seconds.
const LEEWAY: i64 = 30;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    let mut trials = story("renewal_sleep::frozen", &places, &options, frozen);
    trials.extend(story("renewal_sleep::for_hours", &places, &options, for_hours));
    trials
}

/// Every process of the browser stands still until the token is past everything that is granted to it.
async fn frozen(stage: &mut Stage) -> Result<()> {
    page::sign_in_short(stage, &ADA).await?;
    let tabs = page::open_tabs(stage, 3).await?;
    let frozen = stage.browser.freeze()?;
    let before = page::renewals(stage).await?;
    // Whatever was renewed last is worth nothing any more, for a moment at least.
    let dead = before.last().map_or(0, |row| row.at).max(now()) + page::SHORT + LEEWAY + 1;
    until("the token's end", Duration::from_secs(60), async || {
        Ok((now() > dead).then_some(()))
    })
    .await?;
    let slept = page::renewals(stage).await?;
    ensure!(slept == before, "it did not sleep: {slept:#?}");
    drop(frozen);
    for tab in &tabs {
        stage.browser.switch_to(tab).await?;
        page::until_heard(&stage.browser, "a session after the sleep", PATIENCE, |heard| {
            let newest = heard.last().and_then(Option::as_ref);
            newest.is_some_and(|newest| newest.issued_at > dead)
        })
        .await?;
        page::never_none(&stage.browser).await?;
    }
    Ok(())
}

/// An hour's sleep is no end: timers are an hour late, browser and issuer know what time it is. After three
/// more hours the issuer session has ended for want of use.
async fn for_hours(stage: &mut Stage) -> Result<()> {
    page::sign_in_short(stage, &ADA).await?;
    sleep(stage, 0, HOUR).await?;
    page::until_heard(&stage.browser, "a session an hour later", PATIENCE, |heard| {
        let newest = heard.last().and_then(Option::as_ref);
        newest.is_some_and(|newest| newest.issued_at >= now() + HOUR - LEEWAY)
    })
    .await?;
    page::never_none(&stage.browser).await?;
    ensure!(
        page::renewals(stage)
            .await?
            .iter()
            .all(|row| row.outcome == "allowed"),
        "a renewal was refused"
    );

    sleep(stage, HOUR, 3 * HOUR).await?;
    let here = [stage.browser.window().await?];
    page::until_none(stage, &here).await?;
    let rows = page::renewals(stage).await?;
    let refused: Vec<_> = rows.iter().filter(|row| row.outcome != "allowed").collect();
    ensure!(
        refused.len() == 1 && refused[0].reason == "login_required",
        "{refused:#?}"
    );
    stage.browser.click("#require").await?;
    steps::reach_the_form(stage).await
}

/// The page sleeps so many seconds, and the world goes on by them.
async fn sleep(stage: &mut Stage, ahead: i64, seconds: i64) -> Result<()> {
    stage.browser.script("machine.sleep()").await?;
    stage.world.set_issuer_clock(ahead + seconds).await?;
    stage.browser.script(&format!("machine.wake({seconds})")).await?;
    Ok(())
}

#[expect(clippy::cast_possible_truncation, reason = "seconds of this century")]
fn now() -> i64 {
    (unix_milliseconds() / 1000.0) as i64
}

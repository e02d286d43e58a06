//! The network goes while a renewal is under way, and comes back: so does the session, by itself.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Browser, CHROMIUM, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::page;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    let mut trials = story(
        "renewal_network::gone_for_a_while",
        &places,
        &options,
        for_a_while,
    );
    trials.extend(story(
        "renewal_network::gone_for_longer_than_a_token_lives",
        &[CHROMIUM],
        &options,
        for_long,
    ));
    trials
}

/// Longer than a token lives, shorter than what is granted to it: nobody notices.
async fn for_a_while(stage: &mut Stage) -> Result<()> {
    cut_during_a_renewal(stage).await?;
    let present = page::present(&stage.browser).await?;
    let attempts = until_attempts(&stage.browser, 3).await?;
    stage.world.cut_issuer(false);
    page::until_newer(&stage.browser, &present, PATIENCE).await?;
    page::never_none(&stage.browser).await?;
    doubling(&attempts)
}

/// Pages are told when the token is worth nothing any more, and again when the network is back.
async fn for_long(stage: &mut Stage) -> Result<()> {
    cut_during_a_renewal(stage).await?;
    let present = page::present(&stage.browser).await?;
    let limit = Duration::from_secs(60);
    let heard = page::until_heard(&stage.browser, "the end of the session", limit, |heard| {
        heard.last() == Some(&None)
    })
    .await?;
    ensure!(heard.iter().filter(|it| it.is_none()).count() == 1, "{heard:?}");
    let attempts = attempts(&stage.browser).await?;
    stage.world.cut_issuer(false);
    // The pause that was begun last is waited for, or the browser says that it is online again.
    stage.browser.script("dispatchEvent(new Event('online'))").await?;
    page::until_newer(&stage.browser, &present, PATIENCE).await?;
    doubling(&attempts)
}

/// Signs in, and cuts the browser off while its renewal is on the way.
async fn cut_during_a_renewal(stage: &mut Stage) -> Result<()> {
    page::sign_in_short(stage, &ADA).await?;
    let present = page::present(&stage.browser).await?;
    page::until_newer(&stage.browser, &present, PATIENCE).await?;
    stage
        .world
        .set_round_trips(Duration::from_secs(3), Duration::ZERO);
    until("a renewal on its way", PATIENCE, async || {
        Ok((stage.browser.script(UNDER_WAY).await? == true).then_some(()))
    })
    .await?;
    stage.world.cut_issuer(true);
    stage.world.set_round_trips(Duration::ZERO, Duration::ZERO);
    stage.browser.script("requests.length = 0").await?;
    Ok(())
}

/// Whether this tab waits for the issuer.
const UNDER_WAY: &str = "return requests.some(({ path, settled }) => path === '/api/renew' && !settled)";

/// When the page tried, in milliseconds.
async fn attempts(browser: &Browser) -> Result<Vec<f64>> {
    let asked = "return requests.filter(({ path }) => path === '/api/renew').map(({ at }) => at)";
    Ok(serde_json::from_value(browser.script(asked).await?)?)
}

async fn until_attempts(browser: &Browser, count: usize) -> Result<Vec<f64>> {
    until(
        &format!("{count} attempts"),
        Duration::from_secs(40),
        async || {
            let attempts = attempts(browser).await?;
            Ok((attempts.len() >= count).then_some(attempts))
        },
    )
    .await
}

/// Each attempt came after a pause twice as long as the one before, of which up to a quarter is left to chance.
fn doubling(attempts: &[f64]) -> Result<()> {
    let mut least = 1000.0 * 0.75;
    for pair in attempts.windows(2) {
        // The one that was cut off began the first pause.
        least *= 2.0;
        let pause = pair[1] - pair[0];
        ensure!(
            pause >= least,
            "{pause} ms after one attempt, at least {least} expected: {attempts:?}"
        );
    }
    Ok(())
}

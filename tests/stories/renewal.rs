//! Renewal: a page that stays open stays signed in, and each generation of the token is renewed once for
//! all tabs.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::page::{self, Heard};
use crate::steps;

/// How many generations are looked at.
const GENERATIONS: usize = 20;
/// How many tabs are open.
const TABS: usize = 5;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    story(
        "renewal::twenty_generations_in_five_tabs",
        &places,
        &Options::default(),
        twenty_generations,
    )
}

/// "Exactly twenty" is a comparison of two records that nobody writes together: the issuer's audit rows, and
/// what the five pages were told. The pages know which generation of the token was the present one; each that
/// any of them heard of must have one row, and there must be no row beside those. A tab that renews for itself
/// makes rows of tokens that no page ever hears of, or two rows where the pages hear of one generation.
async fn twenty_generations(stage: &mut Stage) -> Result<()> {
    page::sign_in_short(stage, &ADA).await?;
    let tabs = page::open_tabs(stage, TABS).await?;
    let begun = same_in_all(stage, &tabs).await?;

    let reached = Duration::from_secs(120);
    page::until_heard(&stage.browser, "twenty generations", reached, |heard| {
        after(heard, &begun).len() >= GENERATIONS
    })
    .await?;

    let mut heard_of = BTreeSet::new();
    for tab in &tabs {
        stage.browser.switch_to(tab).await?;
        let heard = page::heard(&stage.browser).await?;
        let sessions: Vec<&Heard> = heard.iter().flatten().collect();
        ensure!(
            sessions.len() == heard.len(),
            "a tab was told of a sign-out: {heard:?}"
        );
        let grows = sessions
            .windows(2)
            .all(|pair| pair[0].issued_at < pair[1].issued_at);
        ensure!(grows, "a tab went back to an older session: {heard:?}");
        ensure!(
            stage.browser.script("return story.flashes()").await? == 0,
            "a tab that looked all the time saw nobody signed in"
        );
        heard_of.extend(after(&heard, &begun));
    }
    let last = *heard_of
        .iter()
        .nth(GENERATIONS - 1)
        .with_context(|| format!("only {heard_of:?}"))?;
    let heard_of: Vec<i64> = heard_of.into_iter().filter(|at| *at <= last).collect();

    let rows = page::renewals(stage).await?;
    let refused: Vec<_> = rows.iter().filter(|row| row.outcome != "allowed").collect();
    ensure!(refused.is_empty(), "{refused:#?}");
    let on_record: Vec<i64> = rows
        .iter()
        .map(|row| row.at)
        .filter(|at| *at > begun.issued_at && *at <= last)
        .collect();
    ensure!(
        on_record == heard_of,
        "renewed at {on_record:?}, but the pages heard of {heard_of:?}"
    );
    ensure!(on_record.len() == GENERATIONS, "{on_record:?}");
    // Ahead of expiry, and not before three quarters of a life: load makes these gaps longer, never shorter.
    let too_soon = on_record
        .windows(2)
        .any(|pair| pair[1] - pair[0] < page::SHORT * 3 / 4);
    ensure!(!too_soon, "a token was renewed that was not due: {on_record:?}");

    let preflights = steps::asked(stage, "OPTIONS", "/api/renew");
    ensure!(
        preflights <= TABS,
        "{preflights} preflights: browsers may remember the first"
    );

    let ended = same_in_all(stage, &tabs).await?;
    ensure!(
        ended.issued_at >= last && ended.subject == begun.subject,
        "{ended:?}"
    );
    Ok(())
}

/// Waits until all tabs have last heard of the same session, and tells which.
async fn same_in_all(stage: &Stage, tabs: &[String]) -> Result<Heard> {
    until("the same session in all tabs", PATIENCE, async || {
        let mut present = Vec::new();
        for tab in tabs {
            stage.browser.switch_to(tab).await?;
            present.push(page::present(&stage.browser).await?);
        }
        ensure!(present.windows(2).all(|pair| pair[0] == pair[1]), "{present:?}");
        Ok(present.pop())
    })
    .await
}

/// The generations after this one, by when they were issued.
fn after(heard: &[Option<Heard>], begun: &Heard) -> Vec<i64> {
    let issued = heard.iter().flatten().map(|session| session.issued_at);
    issued.filter(|at| *at > begun.issued_at).collect()
}

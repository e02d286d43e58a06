//! The stories' own page at Acme (`tests/pages`): how it is served, opened and asked.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::people::Person;
use e2e::wait::{PATIENCE, until};
use e2e::{AuditRow, Browser, Release, Stage, workspace};
use serde::Deserialize;
use serde_json::Value;

use crate::steps;

/// Where it is.
pub(crate) const PAGE: &str = "/story/page.html";
/// The shortest life that a session token may have, in seconds: what is waited for comes soon.
pub(crate) const SHORT: i64 = 5;

/// What a page was told of a session.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Heard {
    pub(crate) issued_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) subject: String,
}

/// How something ended that a page was asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    Value(Value),
    Error { code: Option<String>, message: String },
}

/// From now on Acme serves the page, beside the package that it imports.
pub(crate) fn serve(stage: &Stage) {
    serve_with(stage, stage.world.cast.hosts);
}

/// The same with the package of a certain build.
pub(crate) fn serve_with(stage: &Stage, release: Release) {
    stage.world.acme.turn(|knobs| {
        knobs.folders = vec![
            ("/story/client/", release.built("npm/client")),
            ("/story/", workspace().join("tests/pages")),
        ];
    });
}

/// Signs in there, with session tokens of the shortest life. From then on it is a matter of waiting.
pub(crate) async fn sign_in_short(stage: &mut Stage, person: &Person) -> Result<()> {
    serve(stage);
    let life = SHORT.to_string();
    stage
        .world
        .configure_issuer(&[("session.token_seconds", &life)])
        .await?;
    sign_in(stage, person).await?;
    stage.browser.give_place();
    Ok(())
}

/// Opens the page in the current tab, and waits until its script runs.
pub(crate) async fn open(stage: &Stage) -> Result<()> {
    open_with(stage, "").await
}

/// The same with a query: `?api=` and the origin of an API that the client lists.
pub(crate) async fn open_with(stage: &Stage, query: &str) -> Result<()> {
    let address = stage.world.acme.url(&format!("{PAGE}{query}"));
    stage.browser.open(&address).await?;
    stage.browser.wait_for_data("ready", "true").await
}

/// Opens the page and signs in from there, by popup.
pub(crate) async fn sign_in(stage: &Stage, person: &Person) -> Result<()> {
    open(stage).await?;
    sign_in_here(stage, person).await
}

/// Signs in from the page that is open.
pub(crate) async fn sign_in_here(stage: &Stage, person: &Person) -> Result<()> {
    stage.browser.click("#require").await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, person).await?;
    is_back(stage, person).await
}

/// Waits until the page is there again, with a session.
pub(crate) async fn is_back(stage: &Stage, person: &Person) -> Result<()> {
    stage
        .browser
        .wait_for_address(&stage.world.acme.url(PAGE))
        .await?;
    stage.browser.wait_for_data("ready", "true").await?;
    stage.browser.wait_for_text("#name", person.name).await
}

/// Everything that the page in the current tab was told, oldest first.
pub(crate) async fn heard(browser: &Browser) -> Result<Vec<Option<Heard>>> {
    Ok(serde_json::from_value(
        browser.script("return story.heard()").await?,
    )?)
}

/// Waits until what the current tab was told fulfils a condition.
pub(crate) async fn until_heard(
    browser: &Browser,
    what: &str,
    limit: Duration,
    is_so: impl Fn(&[Option<Heard>]) -> bool,
) -> Result<Vec<Option<Heard>>> {
    until(what, limit, async || {
        let heard = heard(browser).await?;
        ensure!(is_so(&heard), "heard so far: {heard:?}");
        Ok(Some(heard))
    })
    .await
}

/// Waits until the session is newer than this.
pub(crate) async fn until_newer(browser: &Browser, than: &Heard, limit: Duration) -> Result<Heard> {
    let newest = |heard: &[Option<Heard>]| heard.last().cloned().flatten();
    let heard = until_heard(browser, "a renewed session", limit, |heard| {
        newest(heard).is_some_and(|newest| newest.issued_at > than.issued_at)
    })
    .await?;
    newest(&heard).context("a session")
}

/// The session that the current tab was told of last.
pub(crate) async fn present(browser: &Browser) -> Result<Heard> {
    let heard = heard(browser).await?;
    heard
        .last()
        .cloned()
        .flatten()
        .with_context(|| format!("no session: {heard:?}"))
}

/// Has the page evaluate something that takes time, and waits for the outcome.
pub(crate) async fn ask(browser: &Browser, expression: &str) -> Result<Outcome> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    browser
        .script(&format!("story.run({number}, async () => {expression})"))
        .await?;
    until(&format!("the outcome of {expression}"), PATIENCE, async || {
        let outcome = browser.script(&format!("return story.outcome({number})")).await?;
        Ok(serde_json::from_value(outcome)?)
    })
    .await
}

/// Waits until the page in every tab shows that nobody is signed in.
pub(crate) async fn until_none(stage: &Stage, tabs: &[String]) -> Result<()> {
    for tab in tabs {
        stage.browser.switch_to(tab).await?;
        stage.browser.wait_for_data("session", "none").await?;
        let heard = heard(&stage.browser).await?;
        ensure!(heard.last() == Some(&None), "shown, but not told: {heard:?}");
    }
    Ok(())
}

/// The page in the current tab was never told that nobody is signed in.
pub(crate) async fn never_none(browser: &Browser) -> Result<()> {
    let heard = heard(browser).await?;
    ensure!(!heard.contains(&None), "a sign-out was told of: {heard:?}");
    Ok(())
}

/// The page, open in so many tabs, the present one first.
pub(crate) async fn open_tabs(stage: &Stage, count: usize) -> Result<Vec<String>> {
    let mut tabs = vec![stage.browser.window().await?];
    while tabs.len() < count {
        tabs.push(stage.browser.open_tab().await?);
        open(stage).await?;
    }
    Ok(tabs)
}

/// The renewals on record for Acme.
pub(crate) async fn renewals(stage: &Stage) -> Result<Vec<AuditRow>> {
    let mut rows = stage.world.issuer.audit().await?;
    let acme = stage.world.acme.origin();
    rows.retain(|row| row.event == "renew" && row.domain.as_deref() == Some(acme));
    Ok(rows)
}

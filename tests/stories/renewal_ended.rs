//! Sessions that ended elsewhere end on the page: by its next renewal every tab is told.

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;
use std::time::Duration;

use crate::page::{self, Outcome};
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    // attack: 70
    let mut trials = story("renewal_ended::elsewhere", &places, &options, elsewhere);
    // attack: 69
    trials.extend(story(
        "renewal_ended::in_another_tab_during_a_renewal",
        &places,
        &options,
        during_a_renewal,
    ));
    trials
}

async fn elsewhere(stage: &mut Stage) -> Result<()> {
    page::sign_in_short(stage, &ADA).await?;
    let tabs = page::open_tabs(stage, 3).await?;
    let acme = stage.world.acme.origin().to_owned();

    by(stage, &tabs, &["domain", "suspend", &acme], "domain_suspended").await?;
    stage.world.issuer.run(&["domain", "resume", &acme], None).await?;
    // The issuer session goes on: nobody is asked for a password.
    stage.browser.click("#require").await?;
    page::is_back(stage, &ADA).await?;

    let leave = ["member", "remove", ADA.login, "--org", "acme"];
    by(stage, &tabs, &leave, "not_a_member").await?;
    let join = ["member", "add", ADA.login, "--org", "acme"];
    stage.world.issuer.run(&join, None).await?;
    stage.browser.click("#require").await?;
    page::is_back(stage, &ADA).await?;

    let issuer = stage.browser.open_tab().await?;
    stage.browser.open(&stage.world.issuer.url("/sign-out")).await?;
    stage.browser.click("#sign-out").await?;
    stage.browser.wait_for_data("state", "done").await?;
    stage.browser.close_window(&issuer).await?;
    ends(stage, &tabs, "login_required").await?;
    page::sign_in_here(stage, &ADA).await?;

    by(stage, &tabs, &["user", "disable", ADA.login], "login_required").await
}

/// An operator's command ends the session.
async fn by(stage: &Stage, tabs: &[String], command: &[&str], reason: &str) -> Result<()> {
    stage.world.issuer.run(command, None).await?;
    ends(stage, tabs, reason).await
}

/// No renewal is allowed from now on; the next is refused for this reason, and then all tabs know. The
/// first tab is the present one afterwards.
async fn ends(stage: &Stage, tabs: &[String], reason: &str) -> Result<()> {
    let before = page::renewals(stage).await?.len();
    page::until_none(stage, tabs).await?;
    stage.browser.switch_to(&tabs[0]).await?;
    let rows = page::renewals(stage).await?;
    let since = &rows[before..];
    let refused = |row: &e2e::AuditRow| row.outcome == "refused" && row.reason == reason;
    // The command was carried out before it was waited for; a refusal may be on record already.
    ensure!(
        since.iter().all(refused) && rows.last().is_some_and(refused),
        "{reason} was expected: {rows:#?}"
    );
    Ok(())
}

/// One tab's renewal was answered by the issuer and the answer is on its way, when the user signs out in
/// another tab.
async fn during_a_renewal(stage: &mut Stage) -> Result<()> {
    page::sign_in_short(stage, &ADA).await?;
    let tabs = page::open_tabs(stage, 2).await?;
    let present = page::present(&stage.browser).await?;
    page::until_newer(&stage.browser, &present, PATIENCE).await?;

    let answered = steps::asked(stage, "POST", "/api/renew");
    stage
        .world
        .set_round_trips(Duration::from_secs(6), Duration::ZERO);
    until("an answer on its way", PATIENCE, async || {
        let now = steps::asked(stage, "POST", "/api/renew");
        Ok((now > answered).then_some(()))
    })
    .await?;
    let mut renewing = String::new();
    for tab in &tabs {
        stage.browser.switch_to(tab).await?;
        if stage.browser.script(UNDER_WAY).await? == true {
            renewing.clone_from(tab);
        } else {
            stage.browser.click("#sign-out").await?;
            stage.browser.wait_for_data("session", "none").await?;
        }
    }
    // The answer has come, and whatever is done with it has been done: the lock is free.
    until("the end of the renewal", PATIENCE, async || {
        let held = page::ask(&stage.browser, "(await navigator.locks.query()).held.length").await?;
        Ok((held == Outcome::Value(0.into())).then_some(()))
    })
    .await?;
    stage
        .browser
        .switch_to(&renewing)
        .await
        .context("no tab was renewing any more")?;
    let status = stage.browser.script("return requests.at(-1).status").await?;
    ensure!(status == 200, "the answer did not come through: {status}");
    stage.world.set_round_trips(Duration::ZERO, Duration::ZERO);
    page::until_none(stage, &tabs).await?;
    for tab in &tabs {
        stage.browser.switch_to(tab).await?;
        page::open(stage).await?;
        stage.browser.wait_for_data("session", "none").await?;
    }
    let left = stage
        .browser
        .script("return Object.values({ ...localStorage })")
        .await?;
    ensure!(!left.to_string().contains("eyJ"), "a token is left: {left}");
    Ok(())
}

/// Whether this tab waits for the issuer.
const UNDER_WAY: &str = "return requests.some(({ path, settled }) => path === '/api/renew' && !settled)";

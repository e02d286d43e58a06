//! Pages of a domain: both carriers, renewal, and both ways to sign out.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Domain, Stage};

use crate::page::{self, Outcome};
use crate::steps;

/// By popup to the first domain, by redirect to the second, and to an external one after its question.
pub(super) async fn carriers(stage: &mut Stage) -> Result<()> {
    let world = &stage.world;
    steps::begin_at(stage, &world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &world.acme, &ADA, "popup").await?;
    let open = async |domain: &Domain| stage.browser.open(&domain.url(steps::PROTECTED)).await;
    open(&world.globex).await?;
    steps::landed(stage, &world.globex, &ADA, "redirect").await?;
    open(&world.initech).await?;
    stage.browser.click("#continue").await?;
    steps::landed(stage, &world.initech, &ADA, "redirect").await?;
    steps::credentials_were_sent(stage, 1)?;
    asks_for_permission(stage, "/api/redeem")
}

/// Renewed twice; out there alone, and in again; then out everywhere.
pub(super) async fn life(stage: &mut Stage) -> Result<()> {
    page::sign_in_short(stage, &ADA).await?;
    for _ in 0..2 {
        let present = page::present(&stage.browser).await?;
        page::until_newer(&stage.browser, &present, Duration::from_secs(30)).await?;
    }
    page::never_none(&stage.browser).await?;
    // One side of each pair has not heard of it.
    let methods = page::ask(&stage.browser, "story.client.getSession().amr ?? null").await?;
    ensure!(methods == Outcome::Value(serde_json::Value::Null), "{methods:?}");
    asks_for_permission(stage, "/api/renew")?;
    out(stage, "story.client.signOut()", "domain_session_end").await?;
    let sessions = stage.world.issuer.list("session").await?;
    ensure!(sessions.len() == 1, "{sessions:?}");
    stage.browser.click("#require").await?;
    page::is_back(stage, &ADA).await?;
    steps::credentials_were_sent(stage, 1)?;
    out(stage, "story.client.signOut({ everywhere: true })", "sign_out").await?;
    let sessions = stage.world.issuer.list("session").await?;
    ensure!(sessions.is_empty(), "{sessions:?}");
    asks_for_permission(stage, "/api/end")
}

/// The page says so, and the issuer has it on record.
async fn out(stage: &Stage, call: &str, event: &str) -> Result<()> {
    let ended = page::ask(&stage.browser, call).await?;
    ensure!(matches!(ended, Outcome::Value(_)), "{call}: {ended:?}");
    stage.browser.wait_for_data("session", "none").await?;
    until("the issuer to know", PATIENCE, async || {
        let rows = stage.world.issuer.audit().await?;
        let known = |row: &e2e::AuditRow| row.event == event && row.outcome == "allowed";
        Ok(rows.iter().any(known).then_some(()))
    })
    .await
}

/// What these pairs go without: a browser asks first whether the receiver may call the issuer.
fn asks_for_permission(stage: &Stage, path: &str) -> Result<()> {
    let asked = steps::asked(stage, "OPTIONS", path);
    let called = steps::asked(stage, "POST", path);
    ensure!(
        called > 0 && asked > 0 && asked <= called,
        "{path}: {asked} preflights, {called} calls"
    );
    Ok(())
}

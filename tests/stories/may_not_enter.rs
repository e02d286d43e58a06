//! A user who may not enter: Eve signs in with the right password, and is told that Acme is not
//! open to her; where she is a member she goes on without a second password.

use anyhow::{Result, ensure};
use e2e::people::EVE;
use e2e::{CHROMIUM, CHROMIUM_TLS, Options, Stage, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    story(
        "may_not_enter",
        &[CHROMIUM, CHROMIUM_TLS],
        &Options::default(),
        eve_at_acme,
    )
}

async fn eve_at_acme(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &EVE).await?;
    stage.browser.wait_for_data("code", "access_denied").await?;
    stage.browser.wait_for_windows(1).await?;
    let said = stage.browser.text("main").await?;
    ensure!(said.contains("Acme"), "the page does not name the domain: {said}");
    nothing_was_minted(stage).await?;

    // Signed in now, she tries again: the issuer answers without a form.
    stage
        .browser
        .open(&stage.world.acme.url(steps::PROTECTED))
        .await?;
    stage.browser.wait_for_text("#code", "access_denied").await?;
    let said = stage.browser.text("main").await?;
    ensure!(
        said.contains("Acme") && said.contains(EVE.name),
        "user or domain not named: {said}"
    );
    ensure!(
        !stage.browser.text("#reference").await?.is_empty(),
        "no reference"
    );
    nothing_was_minted(stage).await?;

    stage
        .browser
        .open(&stage.world.globex.url(steps::PROTECTED))
        .await?;
    steps::landed(stage, &stage.world.globex, &EVE, "redirect").await
}

async fn nothing_was_minted(stage: &Stage) -> Result<()> {
    let rows = stage.world.issuer.audit().await?;
    let minted = rows
        .iter()
        .any(|row| row.event == "mint" && row.outcome == "allowed");
    ensure!(!minted, "something was minted: {rows:#?}");
    let subject = stage.world.subject(EVE.login).await?;
    let refused = rows.iter().find(|row| row.outcome == "refused");
    ensure!(
        refused.is_some_and(|row| row.sub.as_deref() == Some(&*subject)
            && row.domain.as_deref() == Some(stage.world.acme.origin())),
        "no refusal of Eve at Acme on record: {rows:#?}"
    );
    Ok(())
}

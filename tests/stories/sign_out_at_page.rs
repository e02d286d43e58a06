//! Signing out from a domain's page by the client: there alone, everywhere, and with the issuer out of reach.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Backend, CHROMIUM, FIREFOX, Options, Shop, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::page::{self, Outcome};
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    // attack: 65
    let mut trials = story(
        "sign_out_at_page::there_alone",
        &[CHROMIUM],
        &options,
        there_alone,
    );
    // attack: 65
    trials.extend(story(
        "sign_out_at_page::everywhere",
        &places,
        &options,
        everywhere,
    ));
    trials
}

/// The issuer's records say so, too; its session goes on.
async fn there_alone(stage: &mut Stage) -> Result<()> {
    page::serve(stage);
    page::sign_in(stage, &ADA).await?;
    let methods = page::ask(&stage.browser, "story.client.getSession().amr").await?;
    ensure!(
        methods == Outcome::Value(serde_json::json!(["pwd"])),
        "{methods:?}"
    );
    let ended = page::ask(&stage.browser, "story.client.signOut()").await?;
    ensure!(matches!(ended, Outcome::Value(_)), "{ended:?}");
    stage.browser.wait_for_data("session", "none").await?;
    until("the issuer to know", PATIENCE, async || {
        let rows = stage.world.issuer.audit().await?;
        let known =
            |row: &e2e::AuditRow| row.event == "domain_session_end" && row.reason == "signed_out_there";
        Ok(rows.iter().any(known).then_some(()))
    })
    .await?;
    let sessions = stage.world.issuer.list("session").await?;
    ensure!(
        sessions.len() == 1 && sessions[0]["domains"] == serde_json::json!([]),
        "{sessions:?}"
    );
    stage.browser.click("#require").await?;
    page::is_back(stage, &ADA).await?;
    steps::credentials_were_sent(stage, 1)
}

/// A shop with a server is told at once. Where the issuer cannot be told, the page hears that, and has signed out here.
async fn everywhere(stage: &mut Stage) -> Result<()> {
    let shop = Shop::open(&stage.world, "shop").await?;
    page::serve(stage);
    page::sign_in(stage, &ADA).await?;
    let home = stage.browser.address().await?;
    stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
    stage.browser.wait_for_data("session", "signed-in").await?;
    stage.browser.open(&home).await?;
    stage.browser.wait_for_data("session", "signed-in").await?;
    let ended = page::ask(&stage.browser, "story.client.signOut({ everywhere: true })").await?;
    ensure!(matches!(ended, Outcome::Value(_)), "{ended:?}");
    stage.browser.wait_for_data("session", "none").await?;
    until("the shop to be told", PATIENCE, async || {
        let rows = stage.world.issuer.audit().await?;
        Ok(rows.iter().any(|row| row.event == "logout").then_some(()))
    })
    .await?;
    stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    stage.browser.wait_for_page(&shop.url(Backend::PROTECTED)).await?;
    stage.browser.open(&home).await?;
    stage.browser.click("#require").await?;
    page::is_back(stage, &ADA).await?;

    stage.world.cut_issuer(true);
    let ended = page::ask(&stage.browser, "story.client.signOut({ everywhere: true })").await?;
    stage.world.cut_issuer(false);
    ensure!(
        matches!(&ended, Outcome::Error { code: Some(code), .. } if code == "network"),
        "{ended:?}"
    );
    stage.browser.wait_for_data("session", "none").await
}

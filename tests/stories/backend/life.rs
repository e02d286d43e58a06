//! A session at a backend lives as long as the issuer's, through renewals and restarts, and needs no script.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Backend, CHROMIUM, FIREFOX, Options, Shop, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use super::page::{begin_at, landed, shows};
use crate::steps;

pub(super) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    let mut trials = story("backend::renewed", &places, &options, renewed);
    // attack: 70
    trials.extend(story("backend::ended", &[CHROMIUM], &options, ended));
    trials.extend(story("backend::no_script", &[CHROMIUM], &options, no_script));
    trials
}

/// A short life, in seconds: several renewals are seen.
const LIFE: i64 = 6;

async fn signed_in(stage: &Stage) -> Result<Shop> {
    let shop = Shop::open(&stage.world, "shop").await?;
    begin_at(stage, &shop).await?;
    steps::send_form(stage, &ADA).await?;
    landed(stage, &shop, &ADA, "popup").await?;
    Ok(shop)
}

/// Three tokens later, with a backend that was ended and started anew between any two of them, nobody was signed out.
async fn renewed(stage: &mut Stage) -> Result<()> {
    let life = LIFE.to_string();
    stage
        .world
        .configure_issuer(&[("session.token_seconds", &life)])
        .await?;
    let mut shop = signed_in(stage).await?;
    let subject = stage.world.subject(ADA.login).await?;
    for renewals in 1..=3 {
        let before = expires(stage).await?;
        shop.restart().await?;
        until("a renewed token", Duration::from_secs(20), async || {
            stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
            shows(stage, &ADA, &subject).await?;
            Ok((expires(stage).await? > before).then_some(()))
        })
        .await?;
        let asked = steps::asked(stage, "POST", "/api/renew");
        ensure!(asked == renewals, "{asked} renewals, not {renewals}");
    }
    steps::credentials_were_sent(stage, 1)
}

/// In a form whose order is that of time.
async fn expires(stage: &Stage) -> Result<String> {
    let told = stage.browser.attribute("#session-expires", "datetime").await?;
    told.context("the page does not say how long its token lives")
}

/// Who leaves by the form is out at this domain alone; who is put out at the issuer is out by the next renewal.
async fn ended(stage: &mut Stage) -> Result<()> {
    let life = LIFE.to_string();
    stage
        .world
        .configure_issuer(&[("session.token_seconds", &life)])
        .await?;
    let shop = signed_in(stage).await?;
    stage.browser.click("#sign-out").await?;
    stage.browser.wait_for_page(&shop.url("/")).await?;
    stage.browser.wait_for_data("session", "none").await?;
    // The issuer session goes on.
    stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
    let subject = stage.world.subject(ADA.login).await?;
    shows(stage, &ADA, &subject).await?;
    steps::credentials_were_sent(stage, 1)?;

    let disable = ["user", "disable", ADA.login];
    stage.world.issuer.run(&disable, None).await?;
    until("the session to end", PATIENCE, async || {
        stage.browser.open(&shop.url("/")).await?;
        let state = stage.browser.attribute("body", "data-session").await?;
        Ok((state.as_deref() == Some("none")).then_some(()))
    })
    .await
}

/// Who is known at the issuer gets in at a backend without any script, from the first request to the page.
async fn no_script(stage: &mut Stage) -> Result<()> {
    signed_in(stage).await?;
    let office = Shop::open(&stage.world, "office").await?;
    stage.browser.allow_scripts(false).await?;
    stage.browser.open(&office.url(Backend::PROTECTED)).await?;
    stage
        .browser
        .wait_for_page(&office.url(Backend::PROTECTED))
        .await?;
    stage.browser.wait_for_text("#session-name", ADA.name).await?;
    stage.browser.wait_for_text("#session-email", ADA.email).await?;
    stage.browser.click("#sign-out").await?;
    stage.browser.wait_for_page(&office.url("/")).await?;
    stage.browser.wait_for_data("session", "none").await?;
    stage.browser.allow_scripts(true).await
}

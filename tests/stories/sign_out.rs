//! Sign out: at a domain, where another tab learns of it; and at the issuer, after which every door
//! asks for the password again.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, CHROMIUM_TLS, Options, Stage, story_on_both};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, CHROMIUM_TLS];
    // attack: 61
    let mut trials = story_on_both(
        "sign_out::at_the_domain",
        &places,
        &Options::default(),
        at_the_domain,
    );
    trials.extend(story_on_both(
        "sign_out::at_the_issuer",
        &places,
        &Options::default(),
        at_the_issuer,
    ));
    trials
}

async fn at_the_domain(stage: &mut Stage) -> Result<()> {
    let acme = &stage.world.acme;
    steps::begin_at(stage, acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, acme, &ADA, "popup").await?;
    stage.browser.open(&acme.url("/")).await?;
    stage.browser.wait_for_data("session", "signed-in").await?;
    let first = stage.browser.window().await?;

    let second = stage.browser.open_tab().await?;
    stage.browser.open(&acme.url("/")).await?;
    stage.browser.wait_for_data("session", "signed-in").await?;
    stage.browser.click("#sign-out").await?;
    stage.browser.wait_for_data("session", "none").await?;

    stage.browser.switch_to(&first).await?;
    stage.browser.wait_for_data("session", "none").await?;
    stage.browser.switch_to(&second).await?;
    stage.browser.open(&acme.url("/")).await?;
    stage.browser.wait_for_data("session", "none").await?;
    let left = stage
        .browser
        .script(
            "return [localStorage, sessionStorage].flatMap((storage) => Object.values({ ...storage }))
                 .concat(document.cookie).filter((kept) => /eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+/.test(kept))",
        )
        .await?;
    ensure!(
        left == serde_json::json!([]),
        "a token is left in storage: {left}"
    );

    // Only that domain's session has ended: another domain is entered without a password.
    stage
        .browser
        .open(&stage.world.globex.url(steps::PROTECTED))
        .await?;
    steps::landed(stage, &stage.world.globex, &ADA, "redirect").await
}

async fn at_the_issuer(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await?;
    stage.browser.open(&stage.world.issuer.url("/sign-out")).await?;
    stage.browser.click("#sign-out").await?;
    stage.browser.wait_for_data("state", "done").await?;
    let rows = stage.world.issuer.audit().await?;
    let minted = steps::recorded(stage, &stage.world.acme, "popup").await?;
    let ended = rows.iter().find(|row| row.event == "sign_out");
    ensure!(
        ended.is_some_and(|row| row.outcome == "allowed" && row.sub == minted.sub && row.sid == minted.sid),
        "no end of this session on record: {rows:#?}"
    );
    steps::begin_at(stage, &stage.world.globex).await
}

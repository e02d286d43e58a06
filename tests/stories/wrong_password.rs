//! A wrong password: the popup goes, the form says so and waits at the password; the second try
//! works.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM, CHROMIUM_TLS, FIREFOX, FIREFOX_TLS, Options, Sought, Stage, WEBKIT, only, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, CHROMIUM_TLS, FIREFOX, FIREFOX_TLS, WEBKIT];
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    story("wrong_password", &places, &options, second_try_works)
}

async fn second_try_works(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::type_credentials(stage, ADA.login, "not her password").await?;
    stage.browser.click("#submit").await?;
    stage.browser.wait_for_data("code", "invalid_credentials").await?;
    stage.browser.wait_for_data("state", "failed").await?;
    ensure!(
        !stage.browser.text("#status").await?.is_empty(),
        "nothing is said"
    );
    stage.browser.wait_for_windows(1).await?;
    until("the focus on the password", PATIENCE, async || {
        Ok(stage.browser.is_focused("#password").await?.then_some(()))
    })
    .await?;
    let rows = stage.world.issuer.audit().await?;
    let refused = rows
        .iter()
        .filter(|row| row.event == "sign_in" && row.outcome == "refused");
    let reasons: Vec<&str> = refused.map(|row| row.reason.as_str()).collect();
    ensure!(reasons == ["invalid_credentials"], "{reasons:?}");
    ensure!(
        !rows.iter().any(|row| row.event == "mint"),
        "something was minted: {rows:#?}"
    );

    // The login is still there; only the password is typed again.
    stage.browser.fill("#password", &stage.world.password).await?;
    stage.browser.click("#submit").await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await?;
    stage.browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 2)?;
    let rows = stage.world.issuer.audit().await?;
    let allowed = Sought {
        event: "sign_in",
        outcome: "allowed",
        domain: None,
        carrier: None,
    };
    only(&rows, allowed)?;
    Ok(())
}

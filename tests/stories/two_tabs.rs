//! Two tabs: both were begun before either was sent; each lands, with one attempt's nonce each, and
//! neither disturbs the other.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, CHROMIUM_TLS, Options, Stage, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    story(
        "two_tabs",
        &[CHROMIUM, CHROMIUM_TLS],
        &Options::default(),
        both_land,
    )
}

async fn both_land(stage: &mut Stage) -> Result<()> {
    let acme = &stage.world.acme;
    let subject = stage.world.subject(ADA.login).await?;
    steps::begin_at(stage, acme).await?;
    let first = stage.browser.window().await?;
    let second = stage.browser.open_tab().await?;
    steps::begin_at(stage, acme).await?;

    stage.browser.switch_to(&first).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, acme, &ADA, "popup").await?;
    stage.browser.switch_to(&second).await?;
    steps::send_form(stage, &ADA).await?;
    stage.browser.wait_for_page(&acme.url(steps::PROTECTED)).await?;
    steps::shows(stage, &ADA, &subject, "popup").await?;
    stage.browser.wait_for_windows(2).await?;
    steps::credentials_were_sent(stage, 2)?;

    stage.browser.switch_to(&first).await?;
    steps::shows(stage, &ADA, &subject, "popup").await?;
    let rows = stage.world.issuer.audit().await?;
    let minted: Vec<_> = rows.iter().filter(|row| row.event == "mint").collect();
    ensure!(minted.len() == 2, "{minted:#?}");
    for row in minted {
        ensure!(
            row.outcome == "allowed" && row.carrier.as_deref() == Some("popup"),
            "{row:?}"
        );
        ensure!(row.sub.as_deref() == Some(&*subject), "{row:?}");
    }
    Ok(())
}

//! Where the operator has it so, a sign-in goes to every domain before it ends: by both carriers.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, Options, Stage, story};
use libtest_mimic::Trial;

use crate::steps;

pub(super) fn trials() -> Vec<Trial> {
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    story("propagation::after_sign_in", &[CHROMIUM], &options, after_sign_in)
}

async fn after_sign_in(stage: &mut Stage) -> Result<()> {
    let settings = [("propagation.after_sign_in", "true")];
    stage.world.configure_issuer(&settings).await?;
    let world = &stage.world;
    // By popup: Acme has its session already, and only Globex is gone to.
    steps::begin_at(stage, &world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &world.acme, &ADA, "popup").await?;
    stage.browser.wait_for_windows(1).await?;
    stage.browser.open(&world.globex.url(steps::PROTECTED)).await?;
    steps::landed(stage, &world.globex, &ADA, "redirect").await?;
    let redeemed = steps::asked(stage, "POST", "/api/redeem");
    ensure!(redeemed == 1, "Acme was gone to twice");
    let rows = super::steps::propagations(stage).await?;
    ensure!(rows == ["ok", "arrived"], "{rows:?}");

    // At an external domain: the others first, and then its page, which has the session without a question.
    stage.browser.open(&world.issuer.url("/sign-out")).await?;
    stage.browser.click("#sign-out").await?;
    stage.browser.wait_for_data("state", "done").await?;
    steps::begin_at(stage, &world.initech).await?;
    steps::send_form(stage, &ADA).await?;
    stage
        .browser
        .wait_for_page(&world.initech.url(steps::PROTECTED))
        .await?;
    let subject = world.subject(ADA.login).await?;
    steps::shows(stage, &ADA, &subject, "redirect").await?;
    steps::recorded_again(stage, &world.initech, &ADA, "redirect", 1).await?;
    let rows = super::steps::propagations(stage).await?;
    ensure!(rows.len() == 5, "{rows:?}");
    steps::credentials_were_sent(stage, 2)
}

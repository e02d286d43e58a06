//! Both carriers end in the backend's cookie, and a restart of the backend ends nothing.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{Backend, CHROMIUM, FIREFOX, Options, Shop, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use super::page::{begin_at, landed, shows};
use crate::steps;

pub(super) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    let mut trials = story("backend::popup", &places, &options, popup);
    trials.extend(story("backend::redirect", &places, &options, redirect));
    trials.extend(story("backend::launcher", &[CHROMIUM], &options, launcher));
    trials
}

async fn popup(stage: &mut Stage) -> Result<()> {
    let mut shop = Shop::open(&stage.world, "shop").await?;
    begin_at(stage, &shop).await?;
    steps::send_form(stage, &ADA).await?;
    landed(stage, &shop, &ADA, "popup").await?;
    stage.browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)?;
    let asked = steps::asked(stage, "POST", "/api/redeem");
    ensure!(asked == 0, "a popup needs no ticket");
    // Nothing but the key is left of it, and nobody is signed out.
    shop.restart().await?;
    stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
    let subject = stage.world.subject(ADA.login).await?;
    shows(stage, &ADA, &subject).await
}

async fn redirect(stage: &mut Stage) -> Result<()> {
    let shop = Shop::open(&stage.world, "shop").await?;
    begin_at(stage, &shop).await?;
    steps::type_credentials(stage, ADA.login, &stage.world.password).await?;
    stage.browser.submit_without_gesture("#form").await?;
    landed(stage, &shop, &ADA, "redirect").await?;
    steps::credentials_were_sent(stage, 1)?;
    // A second domain needs no form, no click and no popup.
    let office = Shop::open(&stage.world, "office").await?;
    stage.browser.open(&office.url(Backend::PROTECTED)).await?;
    landed(stage, &office, &ADA, "redirect").await?;
    steps::credentials_were_sent(stage, 1)
}

/// Chosen at the issuer: the handoff begins in the popup, at the backend.
async fn launcher(stage: &mut Stage) -> Result<()> {
    let shop = Shop::open(&stage.world, "shop").await?;
    stage.browser.open(&stage.world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    let gate = format!("[data-page=launcher] [data-origin=\"{}\"]", shop.origin());
    stage.browser.click(&gate).await?;
    stage.browser.wait_for_page(&shop.url("/")).await?;
    stage.browser.wait_for_windows(1).await?;
    stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
    landed(stage, &shop, &ADA, "popup").await
}

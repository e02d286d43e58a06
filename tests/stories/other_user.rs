//! Another user's session is there: nobody is replaced silently. Eve comes from the launcher to a
//! domain where Ada is signed in; the popup does not decide that, the main window asks.

use anyhow::Result;
use e2e::people::{ADA, EVE};
use e2e::{CHROMIUM, CHROMIUM_TLS, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    let everywhere = [CHROMIUM, CHROMIUM_TLS, FIREFOX, WEBKIT];
    // attack: 39
    let mut trials = story("other_user::switches", &everywhere, &options, switches);
    // attack: 39
    trials.extend(story("other_user::stays", &[CHROMIUM], &options, stays));
    trials
}

/// Ada is signed in at Globex, Eve at the issuer, and Eve chooses Globex: the question is asked.
async fn reach_the_question(stage: &Stage) -> Result<()> {
    let (browser, world) = (&stage.browser, &stage.world);
    steps::begin_at(stage, &world.globex).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &world.globex, &ADA, "popup").await?;

    steps::forget_issuer(stage).await?;
    browser.open(&world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &EVE).await?;
    let gate = format!("[data-page=launcher] [data-origin=\"{}\"]", world.globex.origin());
    browser.wait_for(&gate).await?;
    browser.click(&gate).await?;
    browser.wait_for_data("state", "asking").await?;
    browser.wait_for_windows(1).await?;
    browser.wait_for_text("#title", "Switch to Eve Moore?").await
}

async fn switches(stage: &mut Stage) -> Result<()> {
    reach_the_question(stage).await?;
    stage.browser.click("#switch").await?;
    steps::landed_on(stage, &stage.world.globex, "/", &EVE, "redirect").await
}

async fn stays(stage: &mut Stage) -> Result<()> {
    reach_the_question(stage).await?;
    stage.browser.click("#stay").await?;
    let subject = stage.world.subject(ADA.login).await?;
    stage.browser.wait_for_page(&stage.world.globex.url("/")).await?;
    stage
        .browser
        .open(&stage.world.globex.url(steps::PROTECTED))
        .await?;
    steps::shows(stage, &ADA, &subject, "popup").await
}

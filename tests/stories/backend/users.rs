//! Another user's session is at the backend: nobody is replaced silently. The popup does not decide that, the main
//! window asks, without any script.

use anyhow::Result;
use e2e::people::{ADA, EVE};
use e2e::{Backend, CHROMIUM, FIREFOX, Options, Shop, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use super::page::{begin_at, landed, shows};
use crate::steps;

pub(super) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    // attack: 39
    let mut trials = story("backend::switches", &places, &options, switches);
    // attack: 39
    trials.extend(story("backend::stays", &[CHROMIUM], &options, stays));
    trials
}

/// Ada is signed in at the shop, Eve at the issuer, and Eve chooses the shop: the question is asked.
async fn reach_the_question(stage: &Stage) -> Result<Shop> {
    let (browser, world) = (&stage.browser, &stage.world);
    let shop = Shop::open(world, "shop").await?;
    let join = ["member", "add", EVE.login, "--org", "acme"];
    world.issuer.run(&join, None).await?;
    begin_at(stage, &shop).await?;
    steps::send_form(stage, &ADA).await?;
    landed(stage, &shop, &ADA, "popup").await?;

    steps::forget_issuer(stage).await?;
    browser.open(&world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &EVE).await?;
    browser
        .click(&format!(
            "[data-page=launcher] [data-origin=\"{}\"]",
            shop.origin()
        ))
        .await?;
    browser.wait_for_text("h1", "Switch to Eve Moore?").await?;
    browser.wait_for_windows(1).await?;
    Ok(shop)
}

async fn switches(stage: &mut Stage) -> Result<()> {
    let shop = reach_the_question(stage).await?;
    stage.browser.click("[value=switch]").await?;
    is_at(stage, &shop, &EVE).await
}

async fn stays(stage: &mut Stage) -> Result<()> {
    let shop = reach_the_question(stage).await?;
    stage.browser.click("[value=stay]").await?;
    is_at(stage, &shop, &ADA).await
}

/// The form leads to the root, and the protected page shows that person.
async fn is_at(stage: &Stage, shop: &Shop, person: &e2e::people::Person) -> Result<()> {
    stage.browser.wait_for_page(&shop.url("/")).await?;
    stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
    shows(stage, person, &stage.world.subject(person.login).await?).await
}

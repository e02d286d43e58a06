//! The React hook, closely: one subscription for all components, one state for as long as nothing changes.

use anyhow::{Result, ensure};
use e2e::{CHROMIUM_PORTS, Options, Stage, story};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::workshop::{self, Workshop};
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    story("projects::hook", &[CHROMIUM_PORTS], &Options::default(), hook)
}

async fn hook(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage).await?;
    let project = workshop.project("hook").await?;
    let arguments = ["--host", "127.0.0.1", "--port", "0"];
    let (_vite, port) = project.serve("vite", &arguments, "127.0.0.1:").await?;
    workshop.lead_to(port);
    let browser = &stage.browser;
    let page = format!("{}/", workshop.page);
    browser.open(&page).await?;
    browser.wait_for_text("#three", "signed-out").await?;
    browser.script("void crosspass.signIn()").await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &e2e::people::ADA).await?;
    browser.wait_for_page(&page).await?;
    browser.wait_for_text("#three", "Ada Lovelace").await?;

    // StrictMode subscribes, ends and subscribes again; the three share what is left.
    counts(stage, json!([1, 1, 0])).await?;
    // Rendering again reads nothing new: the state is the same object.
    browser.click("#again").await?;
    browser.wait_for_text("#again", "1").await?;
    counts(stage, json!([1, 1, 0])).await?;
    // Components come and go: the subscription stays for those that are left.
    browser.click("#toggle").await?;
    let gone = browser
        .script("return document.querySelector('#one') === null")
        .await?;
    ensure!(gone == json!(true), "the components are still there");
    browser.click("#toggle").await?;
    browser.wait_for_text("#three", "Ada Lovelace").await?;
    counts(stage, json!([1, 1, 0])).await?;

    // Another tab signs out: everybody here sees it, at once and the same.
    let first = browser.window().await?;
    browser.open_tab().await?;
    browser.open(&page).await?;
    browser.wait_for_text("#one", "Ada Lovelace").await?;
    browser.script("return crosspass.signOut()").await?;
    browser.switch_to(&first).await?;
    for id in ["#one", "#two", "#three"] {
        browser.wait_for_text(id, "signed-out").await?;
    }
    counts(stage, json!([1, 2, 0])).await?;
    browser.click("#leave").await?;
    counts(stage, json!([0, 2, 0])).await?;
    workshop::quiet(browser).await
}

/// Subscriptions that live, different states that were rendered, and renderings that saw two states at once.
async fn counts(stage: &Stage, expected: Value) -> Result<()> {
    let counted = stage
        .browser
        .script("return [seen.subscriptions - seen.ended, seen.states.length, seen.torn]")
        .await?;
    ensure!(counted == expected, "{counted}, not {expected}");
    Ok(())
}

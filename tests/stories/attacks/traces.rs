//! What a sign-in leaves behind: no secret in addresses, history, referrers, logs; nothing after its end.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{EVERYWHERE, Options, Stage, story};
use libtest_mimic::Trial;
use serde_json::json;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 30
    let mut trials = story("attacks::secrets_leave_no_trace", &EVERYWHERE, &options, no_trace);
    // attack: 61
    trials.extend(story(
        "attacks::nothing_after_sign_out",
        &EVERYWHERE,
        &options,
        nothing_after,
    ));
    trials
}

/// What each token of ours begins with: `{"` in base64url.
const TOKEN: &str = "eyJ";

async fn no_trace(stage: &mut Stage) -> Result<()> {
    let (browser, world) = (&stage.browser, &stage.world);
    let initech = &world.initech;
    steps::begin_at(stage, initech).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, initech, &ADA, "redirect").await?;
    let seen = browser
        .script("return [location.href, document.referrer]")
        .await?;
    ensure!(!seen.to_string().contains(TOKEN), "a ticket is left: {seen}");
    let referrer = seen[1].as_str().unwrap_or_default();
    let origins = [initech.origin(), world.issuer.origin()];
    let is_bare = origins.iter().any(|origin| referrer == format!("{origin}/"));
    let is_own = referrer.starts_with(initech.origin());
    ensure!(
        referrer.is_empty() || is_bare || is_own,
        "the referrer is {referrer}"
    );
    // Its own entries are what a page can list, and what its user could go back to there.
    let entries = "return (window.navigation?.entries() ?? []).map(({ url }) => url)";
    let entries = browser.script(entries).await?;
    ensure!(!entries.to_string().contains(TOKEN), "the history has {entries}");
    let said = [world.issuer.lines(), browser.console().await].concat();
    let telling: Vec<_> = said.iter().filter(|line| line.contains(TOKEN)).collect();
    ensure!(telling.is_empty(), "a log has a token: {telling:#?}");
    Ok(())
}

async fn nothing_after(stage: &mut Stage) -> Result<()> {
    let (browser, world) = (&stage.browser, &stage.world);
    let acme = &world.acme;
    steps::begin_at(stage, acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, acme, &ADA, "popup").await?;
    browser.open(&world.issuer.url("/sign-out")).await?;
    browser.click("#sign-out").await?;
    browser.wait_for_data("state", "done").await?;
    browser.open(&acme.url("/")).await?;
    browser.wait_for_data("session", "none").await?;
    let kept = "return (async () => {
             const opening = indexedDB.open('crosspass');
             const database = await new Promise((resolve) => { opening.onsuccess = () => resolve(opening.result); });
             const asked = database.transaction('attempts').objectStore('attempts').getAll();
             const attempts = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
             database.close();
             const texts = [localStorage, sessionStorage].flatMap((storage) => Object.values({ ...storage }));
             return [attempts.length, texts.concat(document.cookie).filter((text) => /eyJ|ada@/.test(text))];
         })()";
    let kept = browser.script(kept).await?;
    ensure!(kept == json!([0, []]), "left in storage: {kept}");
    // The page that showed her, out of the history: it shows nobody, and asks who is there.
    browser.script("setTimeout(() => history.go(-3))").await?;
    steps::reach_the_form(stage).await?;
    let shown = browser.script("return document.body.innerText").await?;
    ensure!(!shown.to_string().contains(ADA.email), "it shows {shown}");
    Ok(())
}

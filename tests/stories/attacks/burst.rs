//! A burst of messages at the auth page and at a receiver: no request is caused, memory is back where it
//! was, and the real sign-in completes.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::until;
use e2e::{Access, EVERYWHERE, Engine, Options, RECEIVER_PATH, Stage, story};
use libtest_mimic::Trial;
use serde_json::json;

use super::attacker::{Attacker, give_back, take_over};
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 7
    let mut trials = story(
        "attacks::burst_at_the_auth_page",
        &EVERYWHERE,
        &options,
        at_the_auth_page,
    );
    // attack: 7
    trials.extend(story(
        "attacks::burst_at_the_receiver",
        &EVERYWHERE,
        &options,
        at_the_receiver,
    ));
    trials
}

const BURST: u32 = 100_000;

/// So long a burst may take, on machines that do other things too.
const PATIENCE: Duration = Duration::from_secs(60);

const COUNT: &str = "window.counted = 0; addEventListener('message', () => { window.counted += 1; })";

async fn at_the_auth_page(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    take_over(acme, "floods");
    browser.open(&acme.url("/")).await?;
    let told = json!({ "count": BURST }).to_string();
    browser
        .script(&format!("localStorage.setItem('hostile', {told:?})"))
        .await?;
    steps::begin_at(stage, acme).await?;
    browser.script(COUNT).await?;
    let before = memory(stage).await?;
    let known = (acme.log().len(), stage.world.issuer.log().len());
    // The burst comes while the issuer's answer is on its way.
    stage
        .world
        .set_round_trips(Duration::from_secs(16), Duration::ZERO);
    steps::send_form(stage, &ADA).await?;
    counted(stage).await?;
    give_back_with_the_genuine(stage);
    let caused = |log: &[Access]| {
        let expected = |access: &Access| {
            access.path == "/api/sign-in"
                || access.path == RECEIVER_PATH
                || access.path.starts_with("/hostile/")
        };
        log.iter().filter(|access| !expected(access)).count()
    };
    let requests = caused(&acme.log()[known.0..]) + caused(&stage.world.issuer.log()[known.1..]);
    ensure!(requests <= icons(stage), "the burst caused {requests} requests");
    is_back(before, memory(stage).await?)?;
    stage.world.set_round_trips(Duration::ZERO, Duration::ZERO);

    // The popup becomes a good one, if it was not given up meanwhile on a machine that is very busy.
    let main = browser.window().await?;
    let tab = browser.open_tab().await?;
    browser.open(&acme.url("/")).await?;
    browser.script("localStorage.setItem('hostile:go', '')").await?;
    browser.close_window(&tab).await?;
    browser.switch_to(&main).await?;
    signs_in(stage).await
}

/// The popup is a good one again, and so is what the other carrier would find.
fn give_back_with_the_genuine(stage: &Stage) {
    let acme = &stage.world.acme;
    acme.turn(|knobs| knobs.folders.retain(|(prefix, _)| *prefix != RECEIVER_PATH));
}

/// Browsers ask for an icon when they please.
fn icons(stage: &Stage) -> usize {
    let is_icon = |access: &&Access| access.path.ends_with("favicon.ico");
    stage.world.acme.log().iter().filter(is_icon).count()
}

async fn signs_in(stage: &Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    browser.wait_for_page(&acme.url(steps::PROTECTED)).await?;
    browser.wait_for_text("#session-name", ADA.name).await?;
    browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)
}

async fn at_the_receiver(stage: &mut Stage) -> Result<()> {
    let attacker = Attacker::start(stage).await?;
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    browser.open(&attacker.host.url("/")).await?;
    let page = browser.window().await?;
    let receiver = attacker
        .opens(stage, &acme.url(&format!("{RECEIVER_PATH}#popup")))
        .await?;
    browser.switch_to(&receiver).await?;
    let announced =
        "return (async () => (await indexedDB.databases()).some(({ name }) => name === 'crosspass'))()";
    until("the receiver to announce itself", PATIENCE, async || {
        Ok((browser.script(announced).await? == true).then_some(()))
    })
    .await?;
    browser.script(COUNT).await?;
    let before = memory(stage).await?;
    let known = (acme.log().len(), stage.world.issuer.log().len());
    browser.switch_to(&page).await?;
    browser.script(&format!("flood(window.victim, {BURST})")).await?;
    browser.switch_to(&receiver).await?;
    counted(stage).await?;
    let requests = acme.log().len() - known.0 + stage.world.issuer.log().len() - known.1;
    ensure!(requests <= icons(stage), "the burst caused {requests} requests");
    is_back(before, memory(stage).await?)?;
    attacker.heard_nothing()?;

    // Elsewhere in the browser Ada signs in. The receiver still lives: it sees that its opener is gone, and closes itself.
    let tab = browser.open_tab().await?;
    browser.close_window(&page).await?;
    browser.switch_to(&tab).await?;
    steps::begin_at(stage, acme).await?;
    steps::send_form(stage, &ADA).await?;
    give_back(acme);
    signs_in(stage).await
}

/// Waits until the current window has got the whole burst.
async fn counted(stage: &Stage) -> Result<()> {
    until("the end of the burst", PATIENCE, async || {
        let counted = stage.browser.script("return window.counted").await?;
        ensure!(counted == json!(BURST), "{counted} messages came");
        Ok(Some(()))
    })
    .await
}

/// What the current page holds when all garbage is gone, where the engine tells (Chromium).
async fn memory(stage: &Stage) -> Result<Option<f64>> {
    if stage.browser.engine() != Engine::Chromium {
        return Ok(None);
    }
    stage.browser.devtools("HeapProfiler.collectGarbage").await?;
    let usage = stage.browser.devtools("Runtime.getHeapUsage").await?;
    let parts = ["usedSize", "embedderHeapUsedSize", "backingStorageSize"];
    Ok(Some(parts.iter().filter_map(|part| usage[part].as_f64()).sum()))
}

/// What the page may hold more than before for each message: code that was compiled meanwhile is some 600 KB in
/// all, and a message that is kept takes ten times that.
const BYTES_A_MESSAGE: f64 = 16.0;

fn is_back(before: Option<f64>, after: Option<f64>) -> Result<()> {
    if let (Some(before), Some(after)) = (before, after) {
        println!("memory: {before} bytes before the burst, {after} after it");
        ensure!(
            after - before < BYTES_A_MESSAGE * f64::from(BURST),
            "the page held {before} bytes, and holds {after}"
        );
    }
    Ok(())
}

//! A foreign page opens the auth page and the receiver, and waits: nothing is ever posted to it.

use anyhow::{Result, ensure};
use axum::http::{HeaderName, HeaderValue};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{EVERYWHERE, Options, RECEIVER_PATH, Stage, story};
use libtest_mimic::Trial;

use super::attacker::Attacker;
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 1, 14
    let mut trials = story("attacks::foreign_window_waits", &EVERYWHERE, &options, waits);
    // attack: 2
    trials.extend(story(
        "attacks::address_names_the_target",
        &EVERYWHERE,
        &options,
        named,
    ));
    trials
}

/// The values of Cross-Origin-Opener-Policy that the attacker's page may have.
const POLICIES: [&str; 4] = [
    "unsafe-none",
    "same-origin-allow-popups",
    "noopener-allow-popups",
    "same-origin",
];

async fn waits(stage: &mut Stage) -> Result<()> {
    let attacker = Attacker::start(stage).await?;
    let (browser, world) = (&stage.browser, &stage.world);
    let mut begun = 0;
    for policy in POLICIES {
        attacker.host.turn(|knobs| {
            let name = HeaderName::from_static("cross-origin-opener-policy");
            knobs.headers = vec![("/", name, HeaderValue::from_static(policy))];
        });
        browser.open(&attacker.host.url("/")).await?;
        let receiver = world.acme.url(&format!("{RECEIVER_PATH}#popup"));
        hear_out(stage, &attacker, &receiver, &mut begun).await?;
    }

    // The victim signs in, in the window that the attacker opened.
    let page = browser.window().await?;
    let address = world.issuer.url(&format!(
        "/sign-in?return_to={}",
        world.acme.url(steps::PROTECTED)
    ));
    let auth = attacker.opens(stage, &address).await?;
    browser.switch_to(&auth).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &world.acme, &ADA, "popup").await?;
    browser.switch_to(&page).await?;
    attacker.heard_nothing()?;

    // It would have heard, had there been anything.
    browser.script("window.postMessage('control', '*')").await?;
    attacker.asks_for("/heard", 1).await
}

/// The attacker's page opens Acme's receiver, until it has begun its handoff, and so has posted what it has to say, or has
/// closed itself because nobody opened it; then back to the attacker's page. `begun` counts the handoffs that were begun.
async fn hear_out(stage: &Stage, attacker: &Attacker, receiver: &str, begun: &mut u64) -> Result<()> {
    let browser = &stage.browser;
    let count = "return (async () => {
             const databases = await indexedDB.databases();
             if (!databases.some(({ name }) => name === 'crosspass')) return 0;
             const answer = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
             const database = await answer(indexedDB.open('crosspass'));
             const count = await answer(database.transaction('attempts').objectStore('attempts').count());
             database.close();
             return count;
         })()";
    let page = browser.window().await?;
    let before = browser.windows().await?;
    let asked = || {
        let log = stage.world.acme.log();
        log.iter().filter(|access| access.path == RECEIVER_PATH).count()
    };
    let asked_before = asked();
    attacker.click(stage, receiver).await?;
    until("the receiver's handoff, or its end", PATIENCE, async || {
        // A window that closes itself may be gone before anybody looks: that it was there shows in its request.
        let was_there = asked() > asked_before;
        let windows = browser.windows().await?;
        let Some(opened) = windows.difference(&before).next() else {
            return Ok(was_there.then_some(()));
        };
        browser.switch_to(opened).await?;
        if browser.script(count).await? == *begun {
            return Ok(None);
        }
        *begun += 1;
        browser.close_window(opened).await?;
        Ok(Some(()))
    })
    .await?;
    browser.switch_to(&page).await
}

/// The address of auth page or receiver says where messages shall go: nobody listens to it.
async fn named(stage: &mut Stage) -> Result<()> {
    let attacker = Attacker::start(stage).await?;
    let (browser, world) = (&stage.browser, &stage.world);
    let evil = attacker.host.origin();
    browser.open(&attacker.host.url("/")).await?;
    let page = browser.window().await?;
    let mut begun = 0;
    for query in ["?issuer=EVIL#popup", "?origin=EVIL#popup", "#popup&issuer=EVIL"] {
        let address = world
            .acme
            .url(&format!("{RECEIVER_PATH}{}", query.replace("EVIL", evil)));
        hear_out(stage, &attacker, &address, &mut begun).await?;
    }
    let good = format!("return_to={}", world.acme.url("/"));
    for parameter in ["origin", "target_origin", "receiver", "opener"] {
        let address = world.issuer.url(&format!("/sign-in?{good}&{parameter}={evil}"));
        let auth = attacker.opens(stage, &address).await?;
        browser.switch_to(&auth).await?;
        // What the issuer does not know it passes over: the page names the registered domain, and nothing of the attacker's.
        browser.wait_for_text("#domain-name", "Acme").await?;
        let is_named = format!("return document.documentElement.outerHTML.includes({evil:?})");
        let is_named = browser.script(&is_named).await?;
        ensure!(is_named == false, "{parameter} is in the page");
        browser.close_window(&auth).await?;
        browser.switch_to(&page).await?;
    }
    ensure!(
        steps::asked(stage, "POST", "/api/sign-in") == 0,
        "somebody signed in"
    );
    attacker.heard_nothing()
}

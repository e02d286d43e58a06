//! Pages of other sites call the issuer with the visitor's cookie, and look at it from outside.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM_PORTS, EVERYWHERE, FIREFOX_PORTS, Options, Stage, WEBKIT_PORTS, story};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::attacker::{Attacker, pages};
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 47, 66, 81
    let mut trials = story("attacks::other_sites_call", &EVERYWHERE, &options, call);
    // attack: 81
    trials.extend(story(
        "attacks::pages_of_the_site_ask",
        &[CHROMIUM_PORTS, FIREFOX_PORTS, WEBKIT_PORTS],
        &options,
        ask,
    ));
    // attack: 85
    trials.extend(story(
        "attacks::signed_in_or_not",
        &EVERYWHERE,
        &options,
        indistinguishable,
    ));
    trials
}

/// From a stranger's page, and from another domain's.
async fn call(stage: &mut Stage) -> Result<()> {
    let attacker = Attacker::start(stage).await?;
    let (browser, world) = (&stage.browser, &stage.world);
    steps::begin_at(stage, &world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &world.acme, &ADA, "popup").await?;
    for page in [attacker.host.url("/"), world.globex.url("/")] {
        browser.open(&page).await?;
        with(stage, "calls.js").await?;
        let (issuer, domain) = (world.issuer.origin(), world.acme.origin());
        let read = browser
            .script(&format!("return call({issuer:?}, {domain:?})"))
            .await?;
        ensure!(read == json!([]), "{page} could read {read}");
    }
    browser.open(&attacker.host.url("/")).await?;
    let image = world.issuer.url("/sign-out");
    browser.script(&format!("new Image().src = {image:?}")).await?;
    until("the picture", PATIENCE, async || {
        Ok((steps::asked(stage, "GET", "/sign-out") > 0).then_some(()))
    })
    .await?;
    // Nobody was signed out and nothing was minted: she enters the next domain as before.
    browser.open(&world.globex.url(steps::PROTECTED)).await?;
    steps::landed(stage, &world.globex, &ADA, "redirect").await?;
    let rows = world.issuer.audit().await?;
    let wrong = rows
        .iter()
        .any(|row| row.event == "sign_out" || row.reason == "invalid_credentials");
    ensure!(!wrong, "a call of another site did something: {rows:#?}");
    steps::recorded(stage, &world.acme, "popup").await.map(|_| ())
}

/// What a page is told about the issuer session; `null` where the browser lets it read nothing.
async fn told(stage: &Stage, page: &str) -> Result<Value> {
    stage.browser.open(page).await?;
    let address = stage.world.issuer.url("/api/session");
    stage
        .browser
        .script(&format!(
            "return fetch({address:?}, {{ credentials: 'include' }}).then((answer) => answer.json(), () => null)"
        ))
        .await
}

/// Only ports differ, so all are of one site, and the cookie goes along: to be told takes a handoff of this session.
async fn ask(stage: &mut Stage) -> Result<()> {
    let attacker = Attacker::start(stage).await?;
    let world = &stage.world;
    let (acme, globex) = (world.acme.url("/"), world.globex.url("/"));
    ensure!(
        told(stage, &acme).await? == Value::Null,
        "told before the sign-in"
    );
    steps::begin_at(stage, &world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &world.acme, &ADA, "popup").await?;
    let session = told(stage, &acme).await?;
    ensure!(session["session"]["name"] == ADA.name, "acme was told {session}");
    for page in [&globex, &attacker.host.url("/")] {
        let session = told(stage, page).await?;
        ensure!(session == Value::Null, "{page} was told {session}");
    }
    stage.browser.open(&world.globex.url(steps::PROTECTED)).await?;
    steps::landed(stage, &world.globex, &ADA, "redirect").await?;
    let session = told(stage, &globex).await?;
    ensure!(
        session["session"]["name"] == ADA.name,
        "globex was told {session}"
    );
    Ok(())
}

/// Runs a hostile script in the current page, whatever its policy.
async fn with(stage: &Stage, script: &str) -> Result<()> {
    let text = std::fs::read_to_string(pages().join(script))?;
    // Scripts of a driver have a scope of their own: what they declare is put into the page's.
    let names = ["call", "probe", "handle"];
    let shared: Vec<_> = names
        .iter()
        .filter(|name| text.contains(&format!("function {name}(")))
        .collect();
    let shared: Vec<_> = shared
        .iter()
        .map(|name| format!("window.{name} = {name};"))
        .collect();
    stage
        .browser
        .script(&format!("{text}\n{}", shared.join("")))
        .await?;
    Ok(())
}

/// Everything that a page outside can observe is the same for a visitor who is signed in.
async fn indistinguishable(stage: &mut Stage) -> Result<()> {
    let attacker = Attacker::start(stage).await?;
    let signed_out = observe(stage, &attacker).await?;
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await?;
    let signed_in = observe(stage, &attacker).await?;
    ensure!(
        signed_out == signed_in,
        "signed out {signed_out:#}\nsigned in {signed_in:#}"
    );
    Ok(())
}

async fn observe(stage: &Stage, attacker: &Attacker) -> Result<Value> {
    let (browser, world) = (&stage.browser, &stage.world);
    let mut seen = Vec::new();
    browser.open(&attacker.host.url("/")).await?;
    let page = browser.window().await?;
    let to = |origin: &str| world.issuer.url(&format!("/sign-in?return_to={origin}/"));
    for address in [
        world.issuer.url("/sign-in"),
        world.issuer.url("/"),
        to(world.acme.origin()),
        to(world.initech.origin()),
    ] {
        browser.open(&attacker.host.url("/")).await?;
        with(stage, "probe.js").await?;
        let probed = browser.script(&format!("return probe({address:?})")).await?;
        let victim = attacker.opens(stage, &address).await?;
        browser.switch_to(&victim).await?;
        until("the window's page", PATIENCE, async || {
            let there = "return location.origin !== 'null' && document.readyState === 'complete' \
                         && document.querySelector('#password, #continue, #domains, [data-session]') !== null";
            Ok((browser.script(there).await? == true).then_some(()))
        })
        .await?;
        browser.switch_to(&page).await?;
        until("the handle to be cut", PATIENCE, async || {
            Ok((browser.script("return window.victim.closed").await? == true).then_some(()))
        })
        .await?;
        let handle = browser.script("return handle(window.victim)").await?;
        seen.push(json!([address, probed, handle]));
        browser.close_window(&victim).await?;
        browser.switch_to(&page).await?;
    }
    Ok(Value::Array(seen))
}

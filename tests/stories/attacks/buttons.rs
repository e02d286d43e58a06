//! Clicks that their user did not mean: frames, a window that lay on top, a double-click.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{EVERYWHERE, Options, RECEIVER_PATH, Stage, story};
use libtest_mimic::Trial;

use super::attacker::Attacker;
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 15, 86
    let mut trials = story("attacks::framed", &EVERYWHERE, &options, framed);
    // attack: 86
    trials.extend(story("attacks::button_covered", &EVERYWHERE, &options, covered));
    trials
}

async fn framed(stage: &mut Stage) -> Result<()> {
    let attacker = Attacker::start(stage).await?;
    let world = &stage.world;
    let return_to = world.acme.url("/");
    for path in [
        "/sign-in",
        "/sign-out",
        &format!("/sign-in?return_to={return_to}"),
    ] {
        in_a_frame(stage, &attacker, &world.issuer.url(path)).await?;
        let shown = "return document.querySelector('#password, #sign-out, #continue') !== null";
        let shown = stage.browser.script(shown).await;
        ensure!(
            !matches!(shown, Ok(found) if found == true),
            "{path} shows itself in a frame"
        );
    }
    for fragment in ["#popup", "#ticket=a.b.c", "#begin", "#begin=%2Faccount.html"] {
        in_a_frame(
            stage,
            &attacker,
            &world.acme.url(&format!("{RECEIVER_PATH}{fragment}")),
        )
        .await?;
        // The module's own script has run to its end when its import is there.
        let state = "return (async () => {
                 await import(document.querySelector('script[type=module]').src);
                 const begun = await indexedDB.databases().catch(() => []);
                 return [document.body.dataset.state, begun.length];
             })()";
        let state = stage.browser.script(state).await?;
        ensure!(state == serde_json::json!(["working", 0]), "{fragment}: {state}");
    }
    attacker.heard_nothing()?;
    let asked = steps::asked(stage, "POST", "/api/redeem") + steps::asked(stage, "POST", "/api/report");
    ensure!(asked == 0, "a framed receiver called the issuer");
    Ok(())
}

/// Opens an address in a frame of the attacker's, and sends commands to that frame.
async fn in_a_frame(stage: &Stage, attacker: &Attacker, address: &str) -> Result<()> {
    let browser = &stage.browser;
    browser.driver().enter_default_frame().await?;
    browser.open(&attacker.host.url("/")).await?;
    browser.script(&format!("frame({address:?})")).await?;
    until("the frame", PATIENCE, async || {
        let loaded = browser
            .script("return document.querySelector('#framed').dataset.loaded === ''")
            .await?;
        Ok((loaded == true).then_some(()))
    })
    .await?;
    Ok(browser.driver().enter_frame(0).await?)
}

/// A window lay on top and goes away between the two clicks of a double-click.
async fn covered(stage: &mut Stage) -> Result<()> {
    let (browser, initech) = (&stage.browser, &stage.world.initech);
    browser.open(&stage.world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    browser.wait_for("#domains [data-origin]").await?;

    browser.open(&initech.url(steps::PROTECTED)).await?;
    browser.wait_for("#continue").await?;
    let words = browser.text("#continue").await?;
    ensure!(
        words.contains(ADA.name) && words.contains(initech.origin()),
        "it says {words:?}"
    );
    let clicked = "const button = document.querySelector('#continue');
         dispatchEvent(new Event('blur'));
         dispatchEvent(new Event('focus'));
         button.click();
         return [button.getAttribute('aria-disabled'), document.body.dataset.state]";
    let clicked = browser.script(clicked).await?;
    ensure!(
        clicked == serde_json::json!(["true", "idle"]),
        "a click through a cover: {clicked}"
    );

    // Seen long enough it answers, and once.
    browser.wait_for("#continue").await?;
    browser
        .script("for (const time of [1, 2]) document.querySelector('#continue').click()")
        .await?;
    steps::landed(stage, initech, &ADA, "redirect").await?;
    let handed = steps::asked(stage, "POST", "/api/handoffs");
    ensure!(handed == 1, "it handed over {handed} times");
    Ok(())
}

//! Tokens that were not made for this browser's handoff, posted by the auth page's own window: the
//! strongest place that an attacker could inject them from.

use anyhow::{Context, Result, ensure};
use e2e::people::{ADA, EVE};
use e2e::{Domain, EVERYWHERE, Options, RECEIVER_PATH, Stage, story};
use libtest_mimic::Trial;

use super::issued::{Binding, Issued};

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 8
    let mut trials = story(
        "attacks::captured_token_replayed",
        &EVERYWHERE,
        &options,
        replayed,
    );
    // attack: 9, 82
    trials.extend(story(
        "attacks::token_of_another_domain",
        &EVERYWHERE,
        &options,
        of_another,
    ));
    // attack: 10
    trials.extend(story(
        "attacks::attackers_own_token",
        &EVERYWHERE,
        &options,
        attackers,
    ));
    trials
}

async fn replayed(stage: &mut Stage) -> Result<()> {
    let captured = Issued::to(stage, &ADA)
        .await?
        .token(&stage.world.globex, &Binding::foreign()?)
        .await?;
    refused(stage, &captured, "nonce_mismatch").await
}

async fn of_another(stage: &mut Stage) -> Result<()> {
    let other = Issued::to(stage, &ADA)
        .await?
        .token(&stage.world.acme, &Binding::foreign()?)
        .await?;
    refused(stage, &other, "invalid_token").await
}

async fn attackers(stage: &mut Stage) -> Result<()> {
    let own = Issued::to(stage, &EVE)
        .await?
        .token(&stage.world.globex, &Binding::foreign()?)
        .await?;
    refused(stage, &own, "nonce_mismatch").await
}

/// The issuer's own window opens the receiver of Globex and posts this token when it is ready.
async fn refused(stage: &Stage, token: &str, code: &str) -> Result<()> {
    let (browser, domain) = (&stage.browser, &stage.world.globex);
    browser.open(&stage.world.issuer.url("/sign-in")).await?;
    let opener = browser.window().await?;
    let (receiver, origin) = (domain.url(&format!("{RECEIVER_PATH}#popup")), domain.origin());
    browser
        .script(&format!(
            "window.said = [];
             addEventListener('message', ({{ data, source }}) => {{
                 window.said.push(data.type);
                 if (data.type === 'ready') source.postMessage({{ crosspass: 1, type: 'session', token: {token:?} }}, {origin:?});
             }});
             document.querySelector('#login').addEventListener('click', () => window.open({receiver:?}, '_blank'));"
        ))
        .await?;
    browser.click("#login").await?;
    let windows = browser.wait_for_windows(2).await?;
    let popup = windows
        .iter()
        .find(|window| **window != opener)
        .context("no popup")?;
    browser.switch_to(popup).await?;
    browser.wait_for_data("code", code).await?;
    nobody_is_signed_in(stage, domain).await?;
    browser.switch_to(&opener).await?;
    let said = browser.script("return window.said").await?;
    ensure!(
        said == serde_json::json!(["ready", "failed"]),
        "the receiver said {said}"
    );
    Ok(())
}

/// The current window, of this domain, has no session.
async fn nobody_is_signed_in(stage: &Stage, domain: &Domain) -> Result<()> {
    stage.browser.open(&domain.url("/")).await?;
    stage.browser.wait_for_data("session", "none").await?;
    let kept = stage
        .browser
        .script("return localStorage.getItem('crosspass:session')")
        .await?;
    ensure!(kept.is_null(), "a session is kept: {kept}");
    Ok(())
}

//! The issuer crashes (SIGKILL) while people sign in, and comes back: the page says what happened
//! and the next try works; nothing is half-written, the keys are the same.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM, Options, Stage, random, story_on_both};
use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    // attack: 73
    story_on_both("crash", &[CHROMIUM], &Options::default(), killed_and_back)
}

async fn killed_and_back(stage: &mut Stage) -> Result<()> {
    let keys = keys(stage).await?;
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::type_credentials(stage, ADA.login, &stage.world.password).await?;

    let mut others = sign_ins(stage)?;
    // The first answer has come: the rest is on the way, in the hash or in the database.
    let mut answered = usize::from(next(&mut others).await);
    // Slow enough that Ada's request is still on the way when the issuer dies.
    stage
        .world
        .set_round_trips(Duration::from_secs(4), Duration::ZERO);
    stage.browser.click("#submit").await?;
    stage.browser.wait_for_data("state", "processing").await?;
    stage.world.issuer.kill();
    stage.browser.wait_for_data("state", "failed").await?;
    stage.browser.wait_for_data("code", "network").await?;
    while !others.is_empty() {
        answered += usize::from(next(&mut others).await);
    }

    stage.world.set_round_trips(Duration::ZERO, Duration::ZERO);
    stage.world.restart_issuer().await?;
    let ready = stage.world.issuer.ask("/readyz").await?;
    ensure!(ready.status().is_success(), "not ready: {}", ready.status());
    ensure!(self::keys(stage).await? == keys, "the keys have changed");
    let minted = whole_rows(stage, answered).await?;

    stage.browser.fill("#password", &stage.world.password).await?;
    stage.browser.click("#submit").await?;
    stage
        .browser
        .wait_for_page(&stage.world.acme.url(steps::PROTECTED))
        .await?;
    let subject = stage.world.subject(ADA.login).await?;
    steps::shows(stage, &ADA, &subject, "popup").await?;
    steps::recorded_again(stage, &stage.world.acme, &ADA, "popup", minted + 1).await?;
    stage.browser.wait_for_windows(1).await?;
    Ok(())
}

async fn keys(stage: &Stage) -> Result<Value> {
    Ok(serde_json::from_str(
        &stage
            .world
            .issuer
            .ask("/.well-known/jwks.json")
            .await?
            .text()
            .await?,
    )?)
}

/// Others who sign in at the same moment, each as a page would ask; whether each was answered.
fn sign_ins(stage: &Stage) -> Result<JoinSet<Result<bool>>> {
    let mut others = JoinSet::new();
    for _ in 0..6 {
        let address = stage
            .world
            .issuer
            .address()
            .context("the issuer is not running")?;
        let origin = stage.world.issuer.origin().to_owned();
        let body = json!({
            "login": ADA.login,
            "password": stage.world.password,
            "audience": stage.world.acme.origin(),
            "return_to": stage.world.acme.url(steps::PROTECTED),
            "nonce": random::token(32)?,
            "jkt": random::token(32)?,
        });
        others.spawn(async move {
            let host = origin.rsplit('/').next().unwrap_or_default().to_owned();
            let sent = reqwest::Client::new()
                .post(format!("http://{address}/api/sign-in"))
                .header("Host", host)
                .header("Origin", origin)
                .json(&body)
                .send()
                .await;
            let Ok(answer) = sent else { return Ok(false) };
            let status = answer.status();
            let Ok(text) = answer.text().await else {
                return Ok(false);
            };
            ensure!(status.is_success(), "{status}: {text}");
            Ok(true)
        });
    }
    Ok(others)
}

async fn next(others: &mut JoinSet<Result<bool>>) -> bool {
    matches!(others.join_next().await, Some(Ok(Ok(true))))
}

/// Who was answered is on record, and every mint stands beside its own sign-in. Says how many there are.
async fn whole_rows(stage: &Stage, answered: usize) -> Result<usize> {
    ensure!(answered > 0, "nobody was answered before the crash");
    let rows = until("the record", PATIENCE, async || {
        stage.world.issuer.audit().await.map(Some)
    })
    .await?;
    let sessions = |event: &str| -> Vec<_> {
        let mut sessions: Vec<_> = rows
            .iter()
            .filter(|row| row.event == event && row.outcome == "allowed")
            .map(|row| (row.sid.clone(), row.sub.clone()))
            .collect();
        sessions.sort();
        sessions
    };
    let (signed_in, minted) = (sessions("sign_in"), sessions("mint"));
    ensure!(
        signed_in.len() >= answered,
        "{answered} were answered, on record are {signed_in:?}"
    );
    ensure!(
        signed_in == minted,
        "half a sign-in: {signed_in:#?} but minted {minted:#?}"
    );
    Ok(minted.len())
}

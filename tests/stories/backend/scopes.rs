//! An operator changes whose calls the session cookie goes along with, to and fro, while somebody is signed in: a browser
//! keeps partitioned and unpartitioned cookies apart, and its user is not locked out.

use std::time::Duration;

use anyhow::{Result, ensure};
use crosspass_backend::{Calls, CrossSite};
use e2e::people::ADA;
use e2e::wait::until;
use e2e::{Backend, CHROMIUM, FIREFOX, Options, Shop, Stage, story};
use libtest_mimic::Trial;
use serde_json::Value;

use super::page::{begin_at, landed, shows};
use crate::steps;

pub(super) fn trials() -> Vec<Trial> {
    // WebKitGTK takes no `Secure` cookie over plain http.
    // attack: 109
    story(
        "backend::scopes",
        &[CHROMIUM, FIREFOX],
        &Options::default(),
        changed,
    )
}

/// A short life, in seconds: a renewal is seen in each scope, and was what left two cookies.
const LIFE: i64 = 6;

async fn changed(stage: &mut Stage) -> Result<()> {
    let life = LIFE.to_string();
    stage
        .world
        .configure_issuer(&[("session.token_seconds", &life)])
        .await?;
    let acme = stage.world.acme.origin().to_owned();
    let mut shop = Shop::open(&stage.world, "shop").await?;
    begin_at(stage, &shop).await?;
    steps::send_form(stage, &ADA).await?;
    landed(stage, &shop, &ADA, "popup").await?;
    let subject = stage.world.subject(ADA.login).await?;
    let handoffs = || steps::asked(stage, "POST", "/api/redeem");
    let (partitioned, shared) = (Some(CrossSite::Partitioned), Some(CrossSite::Shared));
    for (scope, goes_on) in [
        (partitioned, true),
        (None, false),
        (shared, true),
        // The third time within a minute that the browser is sent to the issuer: a fourth would be taken for a loop.
        (partitioned, false),
    ] {
        let before = handoffs();
        shop.restart_with(|options| match scope {
            None => options,
            Some(across) => options.calls(Calls::from([acme.clone()]).with_cookies_across_sites(across)),
        })
        .await?;
        stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
        stage.browser.wait_for_page(&shop.url(Backend::PROTECTED)).await?;
        shows(stage, &ADA, &subject).await?;
        // Silently, by the issuer, where the cookie was for other requests than are wanted now.
        let came_back = handoffs() > before;
        ensure!(came_back != goes_on, "{scope:?}: {came_back}");
        let renewals = steps::asked(stage, "POST", "/api/renew");
        until("a renewed token", Duration::from_secs(20), async || {
            stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
            shows(stage, &ADA, &subject).await?;
            Ok((steps::asked(stage, "POST", "/api/renew") > renewals).then_some(()))
        })
        .await?;
        let told = stage
            .browser
            .script("return fetch('/crosspass/cookies').then((answer) => answer.json())")
            .await?;
        ensure!(told["came"] == Value::Bool(true), "{scope:?}: {told}");
        ensure!(
            told["across_sites"] == Value::Bool(scope.is_some()),
            "{scope:?}: {told}"
        );
    }
    steps::credentials_were_sent(stage, 1)
}

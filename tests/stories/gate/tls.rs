//! The same over TLS, which nginx ends: cookies are `__Host-` and `Secure`, the gate asks the issuer over TLS, and is told
//! over TLS that a session has ended.

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Backend, CHROMIUM_SECURE, FIREFOX_SECURE, GatedSite, Options, Proxy, Stage, story};
use libtest_mimic::Trial;
use serde_json::Value;

use crate::backend::landed_at;
use crate::steps;

pub(super) fn trials() -> Vec<Trial> {
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    // attack: 48, 65
    let mut trials = story(
        "gate::tls_popup",
        &[CHROMIUM_SECURE, FIREFOX_SECURE],
        &options,
        popup,
    );
    // attack: 9, 34, 82
    trials.extend(story(
        "gate::tls_redirect_and_isolation",
        &[CHROMIUM_SECURE],
        &options,
        redirect_and_isolation,
    ));
    trials
}

async fn open(stage: &Stage) -> Result<GatedSite> {
    GatedSite::open(&stage.world, "shop", Proxy::Nginx, &[]).await
}

async fn begin_at(stage: &Stage, site: &GatedSite) -> Result<()> {
    stage.browser.open(&site.url(Backend::PROTECTED)).await?;
    steps::reach_the_form(stage).await
}

/// Signed in by popup, signed out at the issuer: the cookie is worth nothing from then on.
async fn popup(stage: &mut Stage) -> Result<()> {
    let site = open(stage).await?;
    begin_at(stage, &site).await?;
    steps::send_form(stage, &ADA).await?;
    landed_at(stage, site.origin(), &ADA, "popup").await?;
    let cookies = stage.browser.driver().get_all_cookies().await?;
    let session = cookies
        .iter()
        .find(|cookie| cookie.name.starts_with("__Host-crosspass"));
    let session = session.with_context(|| format!("{cookies:?}"))?;
    ensure!(
        session.secure == Some(true) && session.path.as_deref() == Some("/"),
        "{session:?}"
    );
    let before = site.reached();
    stage.browser.open(&stage.world.issuer.url("/sign-out")).await?;
    stage.browser.click("#sign-out").await?;
    until("the gate to be told", PATIENCE, async || {
        let rows = stage.world.issuer.audit().await?;
        let told = rows
            .iter()
            .any(|row| row.event == "logout" && row.outcome == "allowed");
        Ok(told.then_some(()))
    })
    .await?;
    begin_at(stage, &site).await?;
    ensure!(
        site.reached() == before,
        "a request got through after the sign-out"
    );
    Ok(())
}

/// By redirect; then an operator looks whether anything of one domain is good at another.
async fn redirect_and_isolation(stage: &mut Stage) -> Result<()> {
    let site = open(stage).await?;
    begin_at(stage, &site).await?;
    steps::type_credentials(stage, ADA.login, &stage.world.password).await?;
    stage.browser.submit_without_gesture("#form").await?;
    landed_at(stage, site.origin(), &ADA, "redirect").await?;
    let world = &mut stage.world;
    world
        .configure_issuer(&[("limits.address_calls", "100000")])
        .await?;
    let acme = world.acme.origin();
    let asked = [
        "check-isolation",
        "--login",
        ADA.login,
        "--password-stdin",
        "--json",
        "--domain",
        acme,
        "--domain",
        site.origin(),
    ];
    let printed = world.issuer.run(&asked, Some(&world.password)).await?;
    let rows: Vec<Value> = printed
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let held = rows.iter().filter(|row| row["result"] == "held").count();
    let refused = rows.iter().filter(|row| row["result"] == "refused").count();
    ensure!(
        held > 10 && refused > 50,
        "{held} held, {refused} refused: {printed}"
    );
    ensure!(held + refused == rows.len(), "{printed}");
    Ok(())
}

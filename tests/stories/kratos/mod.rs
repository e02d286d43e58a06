//! Users sign in at Ory Kratos: there and back to a domain, single sign-on to a second one, the end of the session
//! there, and sign-out, which ends it there. Told at the stand-in and, where `cargo xtask setup` could build it, at the real Kratos.

mod answers;
mod asking;
mod provider;

use anyhow::{Result, ensure};
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM, Domain, FIREFOX, Options, RealKratos, Stage, WEBKIT, story, unless_missing};
use libtest_mimic::Trial;

use crate::page::SHORT;
use crate::steps::{self, PROTECTED};
use provider::Provider;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    // attack: 71
    let mut trials = story("kratos", &places, &options, async |stage| {
        there_and_back(stage, Provider::stand_in(&stage.world).await?).await
    });
    // attack: 71
    let mut real = story("kratos_real", &places, &options, async |stage| {
        there_and_back(stage, Provider::real(&stage.world).await?).await
    });
    real.extend(answers::trials());
    let missing = RealKratos::program().is_err();
    trials.extend(unless_missing(
        real,
        missing.then_some("no Ory Kratos without Go"),
    ));
    trials
}

async fn there_and_back(stage: &mut Stage, mut kratos: Provider) -> Result<()> {
    kratos.configure(&mut stage.world, SHORT).await?;
    let (acme, globex) = (&stage.world.acme, &stage.world.globex);

    stage.browser.open(&acme.url(PROTECTED)).await?;
    names_the_way(stage, acme).await?;
    stage.browser.click("#leave").await?;
    kratos.sign_in(stage).await?;
    signed_in_at(stage, acme, kratos.login, 1).await?;

    // Nobody is asked for anything, neither here nor there.
    stage.browser.open(&globex.url(PROTECTED)).await?;
    signed_in_at(stage, globex, kratos.login, 1).await?;
    let sessions = kratos.active().await?;
    ensure!(sessions.len() == 1, "{sessions:?}");

    // The end at Kratos reaches a page that is open by its next renewal.
    stage.browser.open(&acme.url("/")).await?;
    stage.browser.wait_for_data("session", "signed-in").await?;
    kratos.end(&sessions[0]).await?;
    stage.browser.wait_for_data("session", "none").await?;
    let rows = stage.world.issuer.audit().await?;
    let says = |event: &str, reason: &str| rows.iter().any(|row| row.event == event && row.reason == reason);
    ensure!(
        says("sign_out", "provider_session_ended") && says("renew", "login_required"),
        "{rows:#?}"
    );

    stage.browser.open(&acme.url(PROTECTED)).await?;
    stage.browser.click("#leave").await?;
    kratos.sign_in(stage).await?;
    signed_in_at(stage, acme, kratos.login, 2).await?;

    // In a browser where Kratos alone has a session the user confirms it first.
    stage
        .browser
        .forget_cookie(&stage.world.issuer.url("/healthz"), "crosspass_issuer")
        .await?;
    stage.browser.open(&stage.world.issuer.url("/sign-in")).await?;
    stage.browser.click("#leave").await?;
    stage
        .browser
        .wait_for_text("#newcomer .email", kratos.login)
        .await?;
    // The button takes no clicks at first. Where a click got through, the page is gone, now or soon.
    until("the end of the question", PATIENCE, async || {
        let is_asked = stage.browser.address().await?.contains("/provider/return");
        if is_asked {
            stage.browser.click_at_once("#confirm").await?;
        }
        Ok((!is_asked).then_some(()))
    })
    .await?;
    stage.browser.wait_for_page(&stage.world.issuer.url("/")).await?;

    signs_out_there(stage, &kratos).await
}

/// The sign-in page says where the user wants to go, and with whom they sign in.
async fn names_the_way(stage: &Stage, domain: &Domain) -> Result<()> {
    stage.browser.wait_for("#leave").await?;
    let page = stage.browser.text("main").await?;
    ensure!(
        page.contains(domain.origin()) && page.contains("Ory Kratos"),
        "it says {page:?}"
    );
    Ok(())
}

/// The protected page of a domain shows the user of this login, who came by so many redirects so far.
async fn signed_in_at(stage: &Stage, domain: &Domain, login: &str, times: usize) -> Result<()> {
    let browser = &stage.browser;
    browser.wait_for_page(&domain.url(PROTECTED)).await?;
    browser.wait_for_data("session", "signed-in").await?;
    let subject = stage.world.subject(login).await?;
    browser.wait_for_text("#session-subject", &subject).await?;
    browser.wait_for_text("#session-email", login).await?;
    browser.wait_for_text("#session-carrier", "redirect").await?;
    let rows = stage.world.issuer.audit().await?;
    let redeemed = rows
        .iter()
        .filter(|row| row.event == "redeem" && row.outcome == "allowed")
        .filter(|row| {
            row.domain.as_deref() == Some(domain.origin()) && row.sub.as_deref() == Some(&*subject)
        });
    ensure!(redeemed.count() == times, "{rows:#?}");
    Ok(())
}

/// After signing out at the issuer Kratos has ended its session, too, and its cookie leads nowhere.
async fn signs_out_there(stage: &Stage, kratos: &Provider) -> Result<()> {
    stage.browser.open(&stage.world.issuer.url("/sign-out")).await?;
    stage.browser.click("#sign-out").await?;
    until("the end of the session at Kratos", PATIENCE, async || {
        Ok(kratos.active().await?.is_empty().then_some(()))
    })
    .await?;
    ensure!(
        steps::asked(stage, "POST", "/api/sign-in") == 0,
        "a password went to the issuer"
    );
    stage.browser.open(&stage.world.issuer.url("/sign-in")).await?;
    stage.browser.click("#leave").await?;
    stage.browser.wait_for("[name=identifier]").await
}

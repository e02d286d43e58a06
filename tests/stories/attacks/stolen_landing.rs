//! The attacker begins at a backend's domain, keeps the cookie of the nonce, and sends the victim to the issuer: the ticket
//! that lands in the victim's browser is worth nothing to the attacker, who reads it in an access log.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::{Backend, CHROMIUM, EVERYWHERE, GatedSite, Options, Proxy, Shop, Stage, story};
use libtest_mimic::Trial;

use crate::backend::landed_at;
use crate::gate::visitor::Visitor;
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 91
    let mut trials = story("attacks::stolen_landing_layer", &EVERYWHERE, &options, layer);
    // attack: 91
    trials.extend(story(
        "attacks::stolen_landing_nginx",
        &[CHROMIUM],
        &options,
        nginx,
    ));
    // attack: 91
    trials.extend(story(
        "attacks::stolen_landing_caddy",
        &[CHROMIUM],
        &options,
        caddy,
    ));
    trials
}

async fn layer(stage: &mut Stage) -> Result<()> {
    let shop = Shop::open(&stage.world, "shop").await?;
    attack(stage, shop.origin(), shop.front(), || shop.landings()).await
}

async fn nginx(stage: &mut Stage) -> Result<()> {
    gated(stage, Proxy::Nginx).await
}

async fn caddy(stage: &mut Stage) -> Result<()> {
    gated(stage, Proxy::Caddy).await
}

async fn gated(stage: &Stage, proxy: Proxy) -> Result<()> {
    let site = GatedSite::open(&stage.world, "shop", proxy, &[]).await?;
    attack(stage, site.origin(), site.address(), || site.landings()).await
}

async fn attack(
    stage: &Stage,
    origin: &str,
    socket: SocketAddr,
    landings: impl Fn() -> Vec<String>,
) -> Result<()> {
    let browser = &stage.browser;
    browser.open(&stage.world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    browser.wait_for("[data-page=launcher]").await?;

    let mut attacker = Visitor::at(origin, socket);
    let begun = attacker
        .ask("GET /crosspass/begin?return_to=/account", &[])
        .await?;
    let lure = begun.header("location").context("the domain begins nothing")?;
    browser.open(lure).await?;
    let page = format!("{origin}/crosspass/refused?code=nonce_mismatch");
    browser.wait_for_page(&page).await?;
    no_address_holds_the_ticket(stage).await?;

    let read = landings();
    let [landing] = read.as_slice() else {
        anyhow::bail!("{} landings", read.len());
    };
    let answer = attacker.ask(&format!("GET {landing}"), &[]).await?;
    ensure!(
        answer.header("location") == Some("/crosspass/refused?code=token_used"),
        "the kept cookie gets {answer:?}"
    );
    let session = attacker.ask("GET /crosspass/session", &[]).await?;
    ensure!(
        session.body == r#"{"session":null}"#,
        "the attacker is {}",
        session.body
    );
    let rows = stage.world.issuer.audit().await?;
    let count = |event: &str| rows.iter().filter(|row| row.event == event).count();
    ensure!((count("discard"), count("redeem")) == (1, 1), "{rows:?}");

    // Her own way there is as good as ever.
    browser.open(&format!("{origin}{}", Backend::PROTECTED)).await?;
    landed_at(stage, origin, &ADA, "redirect").await
}

/// What the domain's own script can read of how the browser came to the page.
async fn no_address_holds_the_ticket(stage: &Stage) -> Result<()> {
    let seen = "return [location.href, document.referrer, performance.getEntriesByType('navigation')[0].name,
        ...(window.navigation?.entries() ?? []).map((entry) => entry.url)].join(' ')";
    let seen = stage.browser.script(seen).await?;
    ensure!(
        seen.as_str().is_some_and(|seen| !seen.contains("ticket")),
        "a script finds {seen}"
    );
    Ok(())
}

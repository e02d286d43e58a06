//! A gate in front of a backend that knows nothing of it: both carriers, renewal, and the end that the issuer tells.

use std::time::Duration;

use anyhow::{Context, Result};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Backend, GatedSite, Proxy, Stage};

use crate::backend::landed_at;
use crate::steps;

/// A token's life in seconds: renewals come soon.
const LIFE: &str = "6";

/// By popup to one, by redirect to another, through a renewal, and out by the issuer's sign-out.
pub(super) async fn in_and_out(stage: &mut Stage) -> Result<()> {
    let short = [("session.token_seconds", LIFE)];
    stage.world.configure_issuer(&short).await?;
    let shop = GatedSite::open(&stage.world, "shop", Proxy::Nginx, &[]).await?;
    let office = GatedSite::open(&stage.world, "office", Proxy::Nginx, &[]).await?;
    stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    landed_at(stage, shop.origin(), &ADA, "popup").await?;
    stage.browser.open(&office.url(Backend::PROTECTED)).await?;
    landed_at(stage, office.origin(), &ADA, "redirect").await?;
    is_renewed(stage, &office).await?;
    signs_out(stage, [&shop, &office]).await
}

/// The page is asked for until the gate has renewed on the way; it never leads to the form.
pub(super) async fn is_renewed(stage: &Stage, site: &GatedSite) -> Result<()> {
    let before = steps::asked(stage, "POST", "/api/renew");
    until("a renewal by the gate", Duration::from_secs(20), async || {
        stage.browser.open(&site.url(Backend::PROTECTED)).await?;
        stage.browser.wait_for_page(&site.url(Backend::PROTECTED)).await?;
        stage.browser.wait_for_text("#session-name", ADA.name).await?;
        Ok((steps::asked(stage, "POST", "/api/renew") > before).then_some(()))
    })
    .await?;
    steps::credentials_were_sent(stage, 1)
}

/// Both gates take the logout token, and both doors ask for the password again.
async fn signs_out(stage: &Stage, sites: [&GatedSite; 2]) -> Result<()> {
    let world = &stage.world;
    stage.browser.open(&world.issuer.url("/sign-out")).await?;
    stage.browser.click("#sign-out").await?;
    stage.browser.wait_for_data("state", "done").await?;
    let rows = world.issuer.audit().await?;
    let ended = rows.iter().rev().find(|row| row.event == "sign_out");
    let sid = ended.and_then(|row| row.sid.clone());
    let sid = sid.context("no sign-out on record")?;
    until("both gates to be told", PATIENCE, async || {
        let asked = ["session", "receipts", &sid, "--json"];
        let printed = world.issuer.run(&asked, None).await?;
        let delivered = printed.matches("\"delivered\"").count();
        Ok((delivered == sites.len()).then_some(()))
    })
    .await?;
    for site in sites {
        stage.browser.open(&site.url(Backend::PROTECTED)).await?;
        steps::reach_the_form(stage).await?;
    }
    Ok(())
}

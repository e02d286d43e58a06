//! The issuer is upgraded under a session, then the hosts are, and hosts go back: nobody signs in again.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{Backend, GatedSite, Proxy, Release, Stage};

use super::gate::is_renewed;
use crate::backend::landed_at;
use crate::{page, steps};

const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn in_place(stage: &mut Stage) -> Result<()> {
    page::sign_in_short(stage, &ADA).await?;
    let mut shop = GatedSite::open(&stage.world, "shop", Proxy::Nginx, &[]).await?;
    let tab = stage.browser.window().await?;
    let other = stage.browser.open_tab().await?;
    stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
    landed_at(stage, shop.origin(), &ADA, "redirect").await?;

    stage.world.change_issuer(Release::Present).await?;
    is_renewed(stage, &shop).await?;
    goes_on(stage, &tab).await?;
    for release in [Release::Present, Release::Last] {
        shop.gate.become_release(release).await?;
        stage.browser.switch_to(&other).await?;
        is_renewed(stage, &shop).await?;
        page::serve_with(stage, release);
        // As `npx @crosspass/client install` does: package and receiver belong together.
        let receiver = ("/crosspass/", release.built("pages/receiver"));
        stage.world.acme.turn(|knobs| knobs.folders.push(receiver));
        stage.browser.switch_to(&tab).await?;
        page::open(stage).await?;
        goes_on(stage, &tab).await?;
    }
    steps::credentials_were_sent(stage, 1)
}

/// The page renews, and was never told that nobody is signed in.
async fn goes_on(stage: &Stage, tab: &str) -> Result<()> {
    stage.browser.switch_to(tab).await?;
    stage.browser.wait_for_data("session", "signed-in").await?;
    let present = page::present(&stage.browser).await?;
    let newer = page::until_newer(&stage.browser, &present, PATIENCE).await?;
    ensure!(newer.subject == present.subject, "{newer:?} after {present:?}");
    page::never_none(&stage.browser).await
}

//! Sign-ins by popup and by redirect end at a backend that only reads headers.

use anyhow::{Result, ensure};
use e2e::people::{ADA, Person};
use e2e::{Backend, CHROMIUM, FIREFOX, GatedSite, Options, Proxy, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::backend::landed_at;
use crate::steps;

pub(super) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    let mut trials = story("gate::nginx_popup", &places, &options, nginx_popup);
    trials.extend(story("gate::nginx_redirect", &places, &options, nginx_redirect));
    trials.extend(story("gate::caddy_popup", &[CHROMIUM], &options, caddy_popup));
    trials.extend(story(
        "gate::caddy_redirect",
        &[CHROMIUM],
        &options,
        caddy_redirect,
    ));
    trials
}

/// Somebody whose name is not ASCII: headers are.
const ZOE: Person = Person {
    login: "zoe",
    name: "Zoë \"Zed\" Ødegård, 佐藤",
    email: "zoe+shop@example.com",
    orgs: &["acme"],
};

async fn nginx_popup(stage: &mut Stage) -> Result<()> {
    popup(stage, Proxy::Nginx).await
}

async fn nginx_redirect(stage: &mut Stage) -> Result<()> {
    redirect(stage, Proxy::Nginx).await
}

async fn caddy_popup(stage: &mut Stage) -> Result<()> {
    popup(stage, Proxy::Caddy).await
}

async fn caddy_redirect(stage: &mut Stage) -> Result<()> {
    redirect(stage, Proxy::Caddy).await
}

async fn begin_at(stage: &Stage, site: &GatedSite) -> Result<()> {
    stage.browser.open(&site.url(Backend::PROTECTED)).await?;
    steps::reach_the_form(stage).await?;
    ensure!(site.reached() == 0, "a request got through without a session");
    Ok(())
}

async fn popup(stage: &mut Stage, proxy: Proxy) -> Result<()> {
    let site = GatedSite::open(&stage.world, "shop", proxy, &[]).await?;
    begin_at(stage, &site).await?;
    steps::send_form(stage, &ADA).await?;
    landed_at(stage, site.origin(), &ADA, "popup").await?;
    stage.browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)?;
    let asked = steps::asked(stage, "POST", "/api/redeem");
    ensure!(asked == 0, "a popup needs no ticket");
    Ok(())
}

async fn redirect(stage: &mut Stage, proxy: Proxy) -> Result<()> {
    stage.world.issuer.add_person(&ZOE, &stage.world.password).await?;
    let site = GatedSite::open(&stage.world, "shop", proxy, &[]).await?;
    begin_at(stage, &site).await?;
    steps::type_credentials(stage, ZOE.login, &stage.world.password).await?;
    stage.browser.submit_without_gesture("#form").await?;
    landed_at(stage, site.origin(), &ZOE, "redirect").await?;
    steps::credentials_were_sent(stage, 1)
}

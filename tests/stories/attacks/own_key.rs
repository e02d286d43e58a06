//! Hostile script on a domain wants a session that is bound to a key of its own, which it could carry off.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM_PORTS, FIREFOX_PORTS, Options, Stage, WEBKIT_PORTS, story};
use libtest_mimic::Trial;

use super::attacker::pages;
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    // Only ports differ, so all are of one site, and the issuer's cookie goes along into frames and calls.
    let one_site = [CHROMIUM_PORTS, FIREFOX_PORTS, WEBKIT_PORTS];
    // attack: 96
    story(
        "attacks::own_key_out_of_sight",
        &one_site,
        &Options::default(),
        out_of_sight,
    )
}

/// Hostile script does this in the page that is open.
async fn hostile(stage: &Stage, does: &str) -> Result<()> {
    let text = std::fs::read_to_string(pages().join("own-key.js"))?;
    let issuer = stage.world.issuer.origin();
    let script = format!("{text}\nreturn (async (issuer) => {{ {does}; }})({issuer:?})");
    stage.browser.script(&script).await?;
    Ok(())
}

/// How often the issuer gave something, for whatever domain.
async fn minted(stage: &Stage) -> Result<usize> {
    let rows = stage.world.issuer.audit().await?;
    let minted = rows
        .iter()
        .filter(|row| row.event == "mint" && row.outcome == "allowed");
    Ok(minted.count())
}

/// Before anything came to the domain: there is no key yet that another one could be compared with.
async fn out_of_sight(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    browser.open(&stage.world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    browser.wait_for("#domains [data-origin]").await?;

    acme.turn(|knobs| knobs.csp = Some("default-src * 'unsafe-inline'".to_owned()));
    browser.open(&acme.url("/")).await?;
    for way in [
        "hide('iframe', await askFor(issuer))",
        "hide('object', await askFor(issuer))",
        "hide('embed', await askFor(issuer))",
        "call('no-cors', await askFor(issuer))",
        "call('cors', await askFor(issuer))",
    ] {
        let before = steps::asked(stage, "GET", "/sign-in");
        hostile(stage, way).await?;
        until(&format!("the issuer's answer to {way}"), PATIENCE, async || {
            Ok((steps::asked(stage, "GET", "/sign-in") > before).then_some(()))
        })
        .await?;
        let minted = minted(stage).await?;
        ensure!(minted == 0, "{way}: the issuer gave something");
    }

    // The same cookie, in a whole window: the user's own way is open.
    acme.turn(|knobs| knobs.csp = None);
    browser.open(&acme.url(steps::PROTECTED)).await?;
    steps::landed(stage, acme, &ADA, "redirect").await
}

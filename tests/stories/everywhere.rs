//! Five domains of one user (two without a server, two with the layer, one behind nginx), of which one is down: one
//! sign-in reaches the others and says which it did not; one sign-out ends them all, and says so of each.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use e2e::clock::unix_milliseconds;
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{
    Backend, CHROMIUM, Domain, FIREFOX, GatedSite, Options, Proxy, Shop, Stage, WEBKIT, story_on_both,
};
use libtest_mimic::Trial;
use serde_json::Value;

use crate::backend::landed_at;
use crate::gate::visitor::Visitor;
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    // attack: 36, 65, 68
    story_on_both("everywhere::in_and_out", &places, &Options::default(), in_and_out)
}

struct Five {
    shop: Shop,
    down: Shop,
    gated: GatedSite,
}

async fn in_and_out(stage: &mut Stage) -> Result<()> {
    let five = Five {
        shop: Shop::open(&stage.world, "shop").await?,
        down: Shop::open(&stage.world, "down").await?,
        gated: GatedSite::open(&stage.world, "gated", Proxy::Nginx, &[]).await?,
    };
    five.down.cut(true);
    sign_in_everywhere(stage, &five).await?;
    five.down.cut(false);
    is_signed_in(stage, &five).await?;
    sign_out_everywhere(stage, &five).await
}

/// One sign-in; the receipt names the result at each domain.
async fn sign_in_everywhere(stage: &Stage, five: &Five) -> Result<()> {
    let (browser, world) = (&stage.browser, &stage.world);
    steps::begin_at(stage, &world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &world.acme, &ADA, "popup").await?;
    browser.open(&world.issuer.url("/")).await?;
    browser.click("#everywhere").await?;
    let arrived = [
        world.acme.origin(),
        world.globex.origin(),
        five.shop.origin(),
        five.gated.origin(),
    ];
    for (origin, came) in arrived
        .map(|origin| (origin, "arrived"))
        .into_iter()
        .chain([(five.down.origin(), "skipped")])
    {
        // Pages in between show how far it is.
        let hop = format!("[data-page=propagate] [data-origin=\"{origin}\"][data-hop={came}]");
        browser.wait_for(&hop).await?;
    }
    steps::credentials_were_sent(stage, 1)
}

/// Nobody is asked for anything at the four.
async fn is_signed_in(stage: &Stage, five: &Five) -> Result<()> {
    let asked = steps::asked(stage, "GET", "/sign-in");
    let subject = stage.world.subject(ADA.login).await?;
    for domain in [&stage.world.globex, &stage.world.acme] {
        stage.browser.open(&domain.url(steps::PROTECTED)).await?;
        stage.browser.wait_for_text("#session-subject", &subject).await?;
    }
    for origin in [five.shop.origin(), five.gated.origin()] {
        stage
            .browser
            .open(&format!("{origin}{}", Backend::PROTECTED))
            .await?;
        landed_at(stage, origin, &ADA, "redirect").await?;
    }
    ensure!(
        steps::asked(stage, "GET", "/sign-in") == asked,
        "a domain asked the issuer"
    );
    Ok(())
}

/// One sign-out. What was copied before is refused everywhere, and how long that took is told.
async fn sign_out_everywhere(stage: &Stage, five: &Five) -> Result<()> {
    let (browser, world) = (&stage.browser, &stage.world);
    let mut copies = BTreeMap::new();
    for (kind, origin, address) in [
        ("layer", five.shop.origin(), five.shop.front()),
        ("nginx and gate", five.gated.origin(), five.gated.address()),
    ] {
        let mut copy = Visitor::at(origin, address);
        browser.open(&format!("{origin}{}", Backend::PROTECTED)).await?;
        for cookie in browser.driver().get_all_cookies().await? {
            copy.cookies.insert(cookie.name, cookie.value);
        }
        let answer = copy.ask(&format!("GET {}", Backend::PROTECTED), &[]).await?;
        ensure!(answer.status == 200, "the copy is not good: {answer:?}");
        copies.insert(kind, copy);
    }
    let tab = browser.window().await?;
    let mut pages = Vec::new();
    for domain in [&world.acme, &world.globex] {
        pages.push((browser.open_tab().await?, domain));
        browser.open(&domain.url("/")).await?;
        browser.wait_for_data("session", "signed-in").await?;
    }
    browser.switch_to(&tab).await?;
    browser.open(&world.issuer.url("/sign-out")).await?;
    browser.click("#sign-out").await?;
    let begun = unix_milliseconds();
    let mut took = Vec::new();
    for (kind, copy) in &mut copies {
        until("the copy to be refused", PATIENCE, async || {
            let answer = copy.ask(&format!("GET {}", Backend::PROTECTED), &[]).await?;
            Ok(matches!(answer.status, 303 | 401).then_some(()))
        })
        .await?;
        took.push((*kind, unix_milliseconds() - begun));
    }
    for (window, domain) in &pages {
        browser.switch_to(window).await?;
        browser.wait_for_data("session", "none").await?;
        took.push(("page of a static domain", unix_milliseconds() - begun));
        // Nor does it renew what it may have had.
        no_token_is_left(stage, domain).await?;
    }
    browser.switch_to(&tab).await?;
    browser.wait_for_data("state", "done").await?;
    receipts(stage, five).await?;
    let took: Vec<String> = took
        .iter()
        .map(|(kind, time)| format!("{kind} {time:.0} ms"))
        .collect();
    println!(
        "{}: refused after the click: {}",
        browser.engine(),
        took.join(", ")
    );
    Ok(())
}

async fn no_token_is_left(stage: &Stage, domain: &Domain) -> Result<()> {
    let kept = "return localStorage.getItem('crosspass:session')";
    let kept = stage.browser.script(kept).await?;
    ensure!(kept == Value::Null, "{}: {kept}", domain.origin());
    Ok(())
}

/// The page and the command line say of each domain that it knows; the one that was down held nothing.
async fn receipts(stage: &Stage, five: &Five) -> Result<()> {
    let rows = stage.world.issuer.audit().await?;
    let ended = rows.iter().rev().find(|row| row.event == "sign_out");
    let sid = ended
        .and_then(|row| row.sid.clone())
        .context("no sign-out on record")?;
    let expected = [
        stage.world.acme.origin(),
        stage.world.globex.origin(),
        five.shop.origin(),
        five.gated.origin(),
    ];
    let told = until("all to be told", PATIENCE, async || {
        let printed = stage
            .world
            .issuer
            .run(&["session", "receipts", &sid, "--json"], None)
            .await?;
        let rows: Vec<Value> = printed
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?;
        Ok(rows.iter().all(|row| row["state"] == "delivered").then_some(rows))
    })
    .await?;
    let mut origins: Vec<_> = told.iter().filter_map(|row| row["origin"].as_str()).collect();
    let mut expected = expected.to_vec();
    origins.sort_unstable();
    expected.sort_unstable();
    ensure!(origins == expected, "{told:?}");
    for origin in expected {
        let receipt = format!("[data-page=sign-out] [data-origin=\"{origin}\"][data-receipt=delivered]");
        stage.browser.wait_for(&receipt).await?;
    }
    Ok(())
}

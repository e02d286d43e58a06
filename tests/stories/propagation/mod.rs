//! Propagation: one sign-in makes several domains ready, static ones and one with a backend, and says what is missing.

mod costs;
mod new_key;
mod sign_in;
mod steps;
mod strangers;

use anyhow::{Context, Result, ensure};
use e2e::people::{ADA, Person};
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM, Domain, FIREFOX, Options, Shop, Stage, Venue, WEBKIT, story_on_both};
use libtest_mimic::Trial;

use self::steps::{begin, propagations, reach_the_button, receipt, says};
use crate::backend;
use crate::steps::{PROTECTED, credentials_were_sent, landed};

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    // attack: 36
    let mut trials = story_on_both(
        "propagation::one_is_down",
        &places,
        &Options::default(),
        one_is_down,
    );
    // attack: 36
    trials.extend(story_on_both(
        "propagation::reload",
        &[CHROMIUM],
        &Options::default(),
        reload,
    ));
    trials.extend(new_key::trials());
    trials.extend(sign_in::trials());
    trials.extend(strangers::trials());
    trials.extend(costs::trials());
    trials
}

/// The domain's protected page has a session by redirect, and asks nobody.
async fn is_there(stage: &Stage, domain: &Domain, person: &Person) -> Result<()> {
    stage.browser.open(&domain.url(PROTECTED)).await?;
    landed(stage, domain, person, "redirect").await
}

/// The receipt names the domain that is down; the others are ready. It comes back, and the button goes there alone.
async fn one_is_down(stage: &mut Stage) -> Result<()> {
    let world = &stage.world;
    // With one less a browser that counts redirects would not notice.
    let mut shops = Vec::new();
    for number in 0..6 {
        shops.push(Shop::open(world, &format!("shop{number}")).await?);
    }
    let gone = Venue::open(world, "gone").await?;
    gone.cut(true);
    reach_the_button(stage, &ADA).await?;
    stage.browser.click("#everywhere").await?;
    let told = receipt(stage).await?;
    ensure!(told.len() == 9, "{told:#?}");
    let shops_too = shops.iter().map(|shop| shop.origin());
    for origin in [world.acme.origin(), world.globex.origin()]
        .into_iter()
        .chain(shops_too)
    {
        says(&told, origin, "arrived", "Signed in")?;
    }
    says(&told, gone.origin(), "skipped", "Cannot be reached")?;

    gone.cut(false);
    let asked = world.acme.log().len();
    stage.browser.click("#again").await?;
    stage.browser.wait_for_data("state", "done").await?;
    says(&receipt(stage).await?, gone.origin(), "arrived", "Signed in")?;
    ensure!(
        world.acme.log().len() == asked,
        "Acme was ready, and was gone to again"
    );
    stage.browser.click("#on").await?;
    stage
        .browser
        .wait_for("[data-page=launcher] [data-origin]")
        .await?;

    is_there(stage, &world.acme, &ADA).await?;
    is_there(stage, &world.globex, &ADA).await?;
    is_there(stage, &gone, &ADA).await?;
    let shop = shops.last().context("no shop")?;
    stage.browser.open(&shop.url(e2e::Backend::PROTECTED)).await?;
    backend::landed_at(stage, shop.origin(), &ADA, "redirect").await?;
    credentials_were_sent(stage, 1)
}

/// A domain that answers the issuer and then keeps the browser: a reload of the issuer's address goes on.
async fn reload(stage: &mut Stage) -> Result<()> {
    let world = &stage.world;
    reach_the_button(stage, &ADA).await?;
    // The page is there, and its script does not run.
    world
        .acme
        .turn(|knobs| knobs.csp = Some("script-src 'none'".to_owned()));
    let address = begin(stage).await?;
    stage
        .browser
        .script(&format!("location.assign('{address}')"))
        .await?;
    until("the browser's visit at Acme", PATIENCE, async || {
        let visits = world.acme.log();
        let visits = visits.iter().filter(|access| access.path == e2e::RECEIVER_PATH);
        // The issuer's own visit, and the browser's.
        Ok((visits.count() == 2).then_some(()))
    })
    .await?;
    let rows = propagations(stage).await?;
    ensure!(rows == ["ok"], "{rows:?}");
    stage.browser.open(&address).await?;
    let told = receipt(stage).await?;
    says(
        &told,
        world.acme.origin(),
        "failed",
        "Could not complete the sign-in",
    )?;
    says(&told, world.globex.origin(), "arrived", "Signed in")?;
    world.acme.turn(|knobs| knobs.csp = None);
    stage.browser.click("#again").await?;
    stage.browser.wait_for_data("state", "done").await?;
    is_there(stage, &world.acme, &ADA).await
}

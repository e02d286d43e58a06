//! Somebody is refused, reads why, presses the button, and ends signed in or where the button says.

use anyhow::{Result, ensure};
use e2e::people::{ADA, EVE};
use e2e::{CHROMIUM, FIREFOX, Options, RECEIVER_PATH, Stage, WEBKIT, story, story_on_both};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let everywhere = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    let mut trials = story("recovery::network", &everywhere, &options, network);
    trials.extend(story_on_both(
        "recovery::too_often",
        &[CHROMIUM],
        &options,
        too_often,
    ));
    trials.extend(story("recovery::signed_out", &[CHROMIUM], &options, signed_out));
    trials.extend(story("recovery::account", &[CHROMIUM], &options, account));
    trials.extend(story("recovery::issuer", &[CHROMIUM], &options, issuer));
    // attack: 10
    trials.extend(story("recovery::receiver", &everywhere, &options, receiver));
    // attack: 64
    trials.extend(story("recovery::storage", &[CHROMIUM], &options, storage));
    trials
}

/// What was typed stays, and the button tries again.
async fn network(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::type_credentials(stage, ADA.login, &stage.world.password).await?;
    stage.world.cut_issuer(true);
    stage.browser.click("#submit").await?;
    stage.browser.wait_for_data("code", "network").await?;
    stage.browser.wait_for_windows(1).await?;
    stage.browser.wait_for_text("#submit", "Try again").await?;
    ensure!(
        stage.browser.is_focused("#submit").await?,
        "the focus is elsewhere"
    );
    stage.world.cut_issuer(false);
    stage.browser.click("#submit").await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await
}

/// The page says when, and its button works from then on.
async fn too_often(stage: &mut Stage) -> Result<()> {
    let settings = [
        ("limits.account_attempts", "1"),
        ("limits.account_refill_seconds", "4"),
    ];
    stage.world.configure_issuer(&settings).await?;
    let browser = &stage.browser;
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::type_credentials(stage, ADA.login, "not her password").await?;
    browser.click("#submit").await?;
    browser.wait_for_data("code", "invalid_credentials").await?;
    browser.fill("#password", &stage.world.password).await?;
    browser.click("#submit").await?;
    browser.wait_for_data("code", "rate_limited").await?;
    let now = "return [document.querySelector('#submit').getAttribute('aria-disabled'),
         document.querySelector('#status').innerText]";
    let now = browser.script(now).await?;
    ensure!(now[0] == "true", "a button that would be refused: {now}");
    let said = now[1].as_str().unwrap_or_default();
    ensure!(
        said.contains("You can try again at") && !said.contains('{'),
        "{said}"
    );
    // Enter does not go round the button.
    browser
        .script("document.querySelector('#form').requestSubmit()")
        .await?;
    let sent = steps::asked(stage, "POST", "/api/sign-in");
    ensure!(sent == 2, "it was sent {sent} times");
    browser.click("#submit").await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await
}

/// Signed out in another tab, before the click on "Continue as".
async fn signed_out(stage: &mut Stage) -> Result<()> {
    let (browser, initech) = (&stage.browser, &stage.world.initech);
    sign_in(stage).await?;
    browser.open(&initech.url(steps::PROTECTED)).await?;
    browser.wait_for("#continue").await?;
    stage
        .world
        .issuer
        .run(&["user", "disable", ADA.login], None)
        .await?;
    stage
        .world
        .issuer
        .run(&["user", "enable", ADA.login], None)
        .await?;
    browser.click("#continue").await?;
    browser.wait_for_data("code", "login_required").await?;
    ensure!(
        browser.is_focused(".way-sign-in").await?,
        "the focus is elsewhere"
    );
    browser.click(".way-sign-in").await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, initech, &ADA, "redirect").await
}

/// Eve may not enter; Ada may.
async fn account(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    steps::begin_at(stage, acme).await?;
    steps::send_form(stage, &EVE).await?;
    browser.wait_for_data("code", "access_denied").await?;
    browser.wait_for_windows(1).await?;
    browser.click(".way-back").await?;
    browser.wait_for_page(&acme.url("/")).await?;
    browser.open(&acme.url(steps::PROTECTED)).await?;
    browser.wait_for_text("#code", "access_denied").await?;
    browser.click("#way").await?;
    browser.click("#sign-out").await?;
    browser.wait_for_data("state", "done").await?;
    browser.click(".ways-out .button").await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    let gate = format!("[data-page=launcher] [data-origin=\"{}\"]", acme.origin());
    browser.click(&gate).await?;
    steps::landed_on(stage, acme, "/", &ADA, "popup").await
}

/// The issuer's own pages: a domain that is suspended, a link that is wrong, a database that is gone.
async fn issuer(stage: &mut Stage) -> Result<()> {
    let (browser, world) = (&stage.browser, &stage.world);
    let acme = world.acme.origin();
    world.issuer.run(&["domain", "suspend", acme], None).await?;
    browser.open(&world.acme.url(steps::PROTECTED)).await?;
    browser.wait_for_text("#code", "domain_suspended").await?;
    ensure!(browser.is_focused("h1").await?, "the heading is not read out");
    browser.click("#way").await?;
    steps::reach_the_form(stage).await?;
    world.issuer.run(&["domain", "resume", acme], None).await?;

    let wrong = world.issuer.url("/sign-in?return_to=nowhere");
    browser.open(&wrong).await?;
    browser.wait_for_text("#code", "invalid_request").await?;
    browser.click("#way").await?;
    steps::reach_the_form(stage).await?;

    browser.open(&world.acme.url("/")).await?;
    world.issuer.hide_database(true)?;
    browser.open(&world.acme.url(steps::PROTECTED)).await?;
    browser.wait_for_text("#code", "temporarily_unavailable").await?;
    world.issuer.hide_database(false)?;
    browser.click("#way").await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &world.acme, &ADA, "popup").await
}

/// A ticket's address that came from elsewhere: without a session the button signs in, with one it goes on.
async fn receiver(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    let foreign = acme.url(&format!("{RECEIVER_PATH}#ticket=a.b.c"));
    browser.open(&foreign).await?;
    browser.wait_for_data("code", "invalid_token").await?;
    browser.wait_for_text("#title", "You are not signed in").await?;
    ensure!(browser.is_focused("#title").await?, "the heading is not read out");
    browser.click(".way-again").await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed_on(stage, acme, "/", &ADA, "popup").await?;

    browser.open(&foreign).await?;
    browser.wait_for_data("code", "invalid_token").await?;
    browser
        .wait_for_text("#title", &format!("You are still signed in as {}", ADA.name))
        .await?;
    browser.click("#go").await?;
    browser.wait_for_page(&acme.url("/")).await?;
    browser.wait_for_data("session", "signed-in").await
}

/// There was no room, and then there is.
async fn storage(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    browser.open(&acme.url("/")).await?;
    steps::fill_storage(browser).await?;
    steps::begin_at(stage, acme).await?;
    steps::send_form(stage, &ADA).await?;
    browser.wait_for_address(&acme.url(RECEIVER_PATH)).await?;
    browser.wait_for_data("code", "storage_unavailable").await?;
    browser.script("localStorage.clear()").await?;
    browser.click(".way-again").await?;
    // Signed in at the issuer already: no second password.
    browser.wait_for_address(&acme.url("/")).await?;
    browser.wait_for_data("session", "signed-in").await?;
    steps::credentials_were_sent(stage, 1)
}

async fn sign_in(stage: &Stage) -> Result<()> {
    stage.browser.open(&stage.world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    stage.browser.wait_for("#domains [data-origin]").await
}

//! Markup and script in what people can choose: names, and addresses.

use anyhow::{Result, ensure};
use e2e::people::{Customer, Person};
use e2e::{EVERYWHERE, Options, RECEIVER_PATH, Stage, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    // attack: 16, 63, 99
    story(
        "attacks::markup_in_names",
        &EVERYWHERE,
        &Options::default(),
        inert,
    )
}

const MALLORY: Person = Person {
    login: "mallory",
    name: "<img src=x onerror=\"window.ran=1\">",
    email: "mallory@example.com",
    orgs: &["globex", "markup"],
};

const MARKUP: Customer = Customer {
    org: "markup",
    title: "</script><script>window.ran=1</script>",
    domain: "<b id=b>{{7*7}}</b><script>window.ran=1</script>",
    external: true,
    plain_host: "markup.localhost",
    tls_host: "markup.test",
};

async fn inert(stage: &mut Stage) -> Result<()> {
    let (browser, world) = (&stage.browser, &stage.world);
    let origin = "http://markup.localhost:4";
    world.issuer.add_customer(&MARKUP, origin).await?;
    world.issuer.add_person(&MALLORY, &world.password).await?;

    // The receiver begins nothing that is no address of its own.
    let begin = format!("{RECEIVER_PATH}#begin=javascript%3Awindow.ran%3D1");
    browser.open(&world.globex.url(&begin)).await?;
    steps::reach_the_form(stage).await?;
    let address = reqwest::Url::parse(&browser.address().await?)?;
    let return_to = address.query_pairs().find(|(name, _)| name == "return_to");
    let root = world.globex.url("/");
    ensure!(
        return_to.is_some_and(|(_, to)| to == root),
        "it begins for {address}"
    );

    // Nor anything that ends below its own folder: the issuer, which it goes to, refuses that.
    browser.open("about:blank").await?;
    let begin = format!("{RECEIVER_PATH}#begin=%2Fx%2F..%252fcrosspass%2Freceiver.html");
    browser.open(&world.globex.url(&begin)).await?;
    browser.wait_for_address(&world.issuer.url("/sign-in?")).await?;
    browser.wait_for_data("code", "invalid_request").await?;

    steps::begin_at(stage, &world.globex).await?;
    steps::send_form(stage, &MALLORY).await?;
    steps::landed(stage, &world.globex, &MALLORY, "popup").await?;
    nothing_ran(stage).await?;

    browser.open(&world.issuer.url("/")).await?;
    browser.wait_for_text("#user-name", MALLORY.name).await?;
    browser
        .wait_for_text(&format!("[data-origin=\"{origin}\"] .place"), MARKUP.domain)
        .await?;
    nothing_ran(stage).await?;

    browser
        .open(&world.issuer.url(&format!("/sign-in?return_to={origin}/")))
        .await?;
    browser.wait_for_text("#domain-name", MARKUP.domain).await?;
    let button = browser.text("#continue").await?;
    ensure!(button.contains(MALLORY.name), "it says {button:?}");
    nothing_ran(stage).await
}

async fn nothing_ran(stage: &Stage) -> Result<()> {
    let found = "return [window.ran ?? null, document.querySelector('img[src=x], #b') === null]";
    let found = stage.browser.script(found).await?;
    ensure!(
        found == serde_json::json!([null, true]),
        "markup came to life: {found}"
    );
    Ok(())
}

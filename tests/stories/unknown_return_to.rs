//! Addresses that nobody registered: no form, no redirect, a page that names what is wrong.

use anyhow::{Result, ensure};
use e2e::{CHROMIUM, CHROMIUM_TLS, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

pub(crate) fn trials() -> Vec<Trial> {
    // attack: 31
    story(
        "unknown_return_to",
        &[CHROMIUM, CHROMIUM_TLS, FIREFOX, WEBKIT],
        &Options::default(),
        refused,
    )
}

async fn refused(stage: &mut Stage) -> Result<()> {
    let acme = stage.world.acme.origin();
    // Another port of a registered host is another origin.
    let stranger = stage
        .world
        .acme
        .url(":1/")
        .replace(acme, &acme[..acme.rfind(':').unwrap_or(0)]);
    for (return_to, code) in [
        (stranger, "unknown_domain"),
        (
            stage.world.acme.url("/").replace("://", "://not-"),
            "unknown_domain",
        ),
        ("javascript:alert(1)".to_owned(), "invalid_request"),
        (
            stage.world.acme.url("/crosspass/receiver.html"),
            "invalid_request",
        ),
    ] {
        let query = return_to
            .replace('%', "%25")
            .replace('&', "%26")
            .replace('#', "%23");
        let address = stage.world.issuer.url(&format!("/sign-in?return_to={query}"));
        stage.browser.open(&address).await?;
        let refused = stage.browser.wait_for_text("#code", code).await;
        refused.map_err(|error| error.context(format!("return_to={return_to}")))?;
        ensure!(
            stage
                .browser
                .address()
                .await?
                .starts_with(stage.world.issuer.origin())
        );
        ensure!(
            !stage.browser.text("#reference").await?.is_empty(),
            "no reference for {return_to}"
        );
        let form = stage
            .browser
            .script("return document.querySelector('#password') !== null")
            .await?;
        ensure!(form == false, "a form for {return_to}");
    }
    ensure!(stage.world.acme.log().is_empty(), "the browser was sent on");
    Ok(())
}

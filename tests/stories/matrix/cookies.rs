//! Whether the browser is what the table says it is: third-party cookies are let through, or blocked.

use anyhow::{Result, ensure};
use axum::http::{HeaderValue, header};
use e2e::{Engine, Stage};

/// What of the other site sets a cookie.
const FILES: &str = "/assets/";

/// A page of one site asks another site for something that comes with a cookie; is it kept?
pub(super) async fn are_as_wanted(stage: &Stage, allowed: bool) -> Result<()> {
    let (browser, world) = (&stage.browser, &stage.world);
    // Without `Secure`, two engines take none across sites; with it, WebKitGTK takes none on plain http.
    let cookie = match browser.engine() {
        Engine::Chromium | Engine::Firefox => "third=1; Path=/; SameSite=None; Secure",
        Engine::WebKit => "third=1; Path=/; SameSite=None",
    };
    world.globex.turn(|knobs| {
        let value = HeaderValue::from_static(cookie);
        knobs.headers = vec![(FILES, header::SET_COOKIE, value)];
    });
    world
        .acme
        .turn(|knobs| knobs.csp = Some("default-src *".to_owned()));
    browser.open(&world.acme.url("/")).await?;
    let address = world.globex.url(&format!("{FILES}any"));
    browser
        .script(&format!(
            "return fetch({address:?}, {{ mode: 'no-cors', credentials: 'include' }}).then(() => true)"
        ))
        .await?;
    world.globex.turn(|knobs| knobs.headers.clear());
    browser.open(&world.globex.url("/")).await?;
    let kept = browser.script("return document.cookie.includes('third')").await?;
    ensure!(
        kept == allowed,
        "third-party cookies: allowed is to be {allowed}, and one was kept: {kept}"
    );
    Ok(())
}

//! The harness itself: each engine opens pages on two origins and a popup between them, in the
//! clear and over TLS, its popup blocker blocks, and nothing moves for ever. Everything else stands on this.

use std::path::Path;

use anyhow::{Result, ensure};
use e2e::port;
use e2e::wait::{PATIENCE, until};
use e2e::{
    Browser, CHROMIUM, CHROMIUM_TLS, Certificate, Domain, Engine, FIREFOX, FIREFOX_TLS, Front, Options,
    Place, Site, WEBKIT, trial,
};
use libtest_mimic::Trial;
use tempfile::TempDir;

pub(crate) fn trials() -> Vec<Trial> {
    let talks = [CHROMIUM, CHROMIUM_TLS, FIREFOX, FIREFOX_TLS, WEBKIT].map(|place| {
        trial(
            &format!("harness::a_popup_talks_to_its_opener::{place}"),
            place.engine,
            async move || a_popup_talks_to_its_opener(place).await,
        )
    });
    let blocks = [CHROMIUM, FIREFOX, WEBKIT].map(|place| {
        trial(
            &format!("harness::a_popup_without_a_gesture_is_blocked::{place}"),
            place.engine,
            async move || a_popup_without_a_gesture_is_blocked(place).await,
        )
    });
    let timing = trial(
        "harness::pages_tell_their_timing::chromium",
        CHROMIUM.engine,
        pages_tell_their_timing,
    );
    talks.into_iter().chain(blocks).chain([timing]).collect()
}

const PAGE: &str = "<!doctype html><title>plain</title><form><button id=open>open</button></form>
    <p id=said></p><script src=app.js></script>";
const SCRIPT: &str = "const other = new URLSearchParams(location.search).get('other');
    if (window.opener) window.opener.postMessage('hello from ' + location.hostname, '*');
    addEventListener('message', (event) => { document.querySelector('#said').textContent = event.data; });
    document.querySelector('form').addEventListener('submit', (event) => {
        event.preventDefault();
        window.popup = window.open(other, '_blank');
        document.body.dataset.opened = String(window.popup !== null);
    });";

/// Two static hosts on two sites.
struct Hosts {
    one: Domain,
    other: Domain,
    _fronts: [Front; 2],
    _folder: TempDir,
}

impl Hosts {
    async fn start(place: Place) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("index.html"), PAGE)?;
        std::fs::write(folder.path().join("app.js"), SCRIPT)?;
        let customers = [&e2e::people::ACME, &e2e::people::GLOBEX];
        let certificate = place.names.certificate()?;
        let tls = certificate.as_ref().map(Certificate::acceptor);
        let fronts = [Front::open(tls.clone()).await?, Front::open(tls).await?];
        let origin = |at: usize| {
            place
                .names
                .origin(place.names.customer(customers[at]), fronts[at].port())
        };
        Ok(Self {
            one: host(folder.path(), &origin(0), &fronts[0]).await?,
            other: host(folder.path(), &origin(1), &fronts[1]).await?,
            _fronts: fronts,
            _folder: folder,
        })
    }

    fn address(&self) -> String {
        self.one.url(&format!("/?other={}", self.other.url("/")))
    }
}

async fn host(folder: &Path, origin: &str, front: &Front) -> Result<Domain> {
    let site = Site {
        pages: folder.to_owned(),
        receiver: folder.to_owned(),
        issuer: "http://auth.localhost:1".to_owned(),
    };
    let listener = port::listen().await?;
    let domain = Domain::start(origin, listener, site)?;
    front.lead_to(domain.address());
    Ok(domain)
}

async fn browser(place: Place) -> Result<Browser> {
    let options = Options {
        popup_blocker: true,
        timing: place.engine == Engine::Chromium,
        ..Options::default()
    };
    Browser::start(place.engine, &options).await
}

async fn a_popup_talks_to_its_opener(place: Place) -> Result<()> {
    let hosts = Hosts::start(place).await?;
    let browser = browser(place).await?;
    browser.open(&hosts.address()).await?;
    let main = browser.window().await?;
    browser.click("#open").await?;
    let said = hosts.other.origin().split([':', '/']).nth(3).unwrap_or_default();
    browser
        .wait_for_text("#said", &format!("hello from {said}"))
        .await?;
    let windows = browser.wait_for_windows(2).await?;
    ensure!(windows.contains(&main), "the main window changed its handle");
    browser.script("window.popup.close()").await?;
    browser.wait_for_windows(1).await?;
    let log = hosts.one.log();
    ensure!(
        log.iter()
            .any(|access| access.path == "/app.js" && access.status == 200)
    );
    browser.quit().await
}

async fn a_popup_without_a_gesture_is_blocked(place: Place) -> Result<()> {
    let hosts = Hosts::start(place).await?;
    let browser = browser(place).await?;
    browser.open(&hosts.address()).await?;
    let script = "return matchMedia('(prefers-reduced-motion: reduce)').matches";
    ensure!(browser.script(script).await? == true, "pages may move for ever");
    browser.submit_without_gesture("form").await?;
    browser.wait_for_data("opened", "false").await?;
    ensure!(browser.windows().await?.len() == 1, "a window was left over");
    browser.quit().await
}

async fn pages_tell_their_timing() -> Result<()> {
    let hosts = Hosts::start(CHROMIUM).await?;
    let browser = browser(CHROMIUM).await?;
    browser.open(&hosts.address()).await?;
    browser.click("#open").await?;
    browser.wait_for_windows(2).await?;
    until(
        "the timing of both pages and of the click",
        PATIENCE,
        async || {
            let told = browser.timings();
            let has = |kind: &str, url: String| told.iter().any(|it| it.kind == kind && it.url == url);
            let page = has("navigation", hosts.address()) && has("resource", hosts.one.url("/app.js"));
            let popup =
                has("navigation", hosts.other.url("/")) && has("resource", hosts.other.url("/app.js"));
            ensure!(page && popup && has("click", hosts.address()), "{told:#?}");
            Ok(Some(()))
        },
    )
    .await?;
    browser.quit().await
}

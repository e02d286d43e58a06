//! The harness itself: each engine opens pages on two origins and a popup between them, in the
//! clear and over TLS. Everything else stands on this.

use std::net::Ipv4Addr;

use anyhow::{Result, ensure};
use e2e::{Browser, Domain, Engine, Front, Options, Site, trial};
use libtest_mimic::Trial;
use tokio::net::TcpListener;

pub(crate) fn trials() -> Vec<Trial> {
    [Engine::Chromium, Engine::Firefox, Engine::WebKit]
        .into_iter()
        .map(|engine| {
            trial(&format!("harness::{engine}"), engine, async move || {
                a_popup_talks_to_its_opener(engine).await
            })
        })
        .collect()
}

const PAGE: &str = "<!doctype html><title>plain</title><button id=open>open</button><p id=said></p>\
    <script src=app.js></script>";
const SCRIPT: &str = "const other = new URLSearchParams(location.search).get('other');
    if (window.opener) window.opener.postMessage('hello from ' + location.hostname, '*');
    addEventListener('message', (event) => { document.querySelector('#said').textContent = event.data; });
    document.querySelector('#open').addEventListener('click', () => {
        window.popup = window.open(other, '_blank');
        document.body.dataset.opened = String(window.popup !== null);
    });";

async fn domain(folder: &std::path::Path, host: &str) -> Result<(Domain, Front)> {
    let front = Front::open(None).await?;
    let site = Site {
        pages: folder.to_owned(),
        receiver: folder.to_owned(),
        issuer: "http://auth.localhost:1".to_owned(),
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let domain = Domain::start(&format!("http://{host}:{}", front.port()), listener, site)?;
    front.lead_to(domain.address());
    Ok((domain, front))
}

async fn a_popup_talks_to_its_opener(engine: Engine) -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("index.html"), PAGE)?;
    std::fs::write(folder.path().join("app.js"), SCRIPT)?;
    let (one, _front) = domain(folder.path(), "one.localhost").await?;
    let (other, _other_front) = domain(folder.path(), "other.localhost").await?;
    let browser = Browser::start(engine, &Options { popup_blocker: true, extension: None }).await?;
    browser.open(&one.url(&format!("/?other={}", other.url("/")))).await?;
    let main = browser.window().await?;
    browser.click("#open").await?;
    browser.wait_for_text("#said", "hello from other.localhost").await?;
    let windows = browser.wait_for_windows(2).await?;
    ensure!(windows.contains(&main), "the main window changed its handle");
    browser.script("window.popup.close()").await?;
    browser.wait_for_windows(1).await?;
    ensure!(one.log().iter().any(|access| access.path == "/app.js" && access.status == 200));
    browser.quit().await
}

//! A wasm module that is damaged on its way, and one that comes with another media type.

use anyhow::{Context, Result};
use axum::http::{HeaderValue, header};
use e2e::people::ADA;
use e2e::{EVERYWHERE, Options, RECEIVER_PATH, Stage, built, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    // attack: 62
    story("attacks::wasm_corrupt", &EVERYWHERE, &Options::default(), corrupt)
}

/// What the module's name begins with; the rest is its hash.
const MODULE: &str = "/crosspass/crosspass_client_bg-";

async fn corrupt(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    let folder = tempfile::tempdir()?;
    let (name, bytes) = module()?;
    std::fs::write(folder.path().join(&name), &bytes[..bytes.len() / 2])?;
    acme.turn(|knobs| knobs.folders = vec![(MODULE, folder.path().to_owned())]);
    steps::begin_at(stage, acme).await?;
    steps::send_form(stage, &ADA).await?;
    browser.wait_for_address(&acme.url(RECEIVER_PATH)).await?;
    browser.wait_for_data("code", "wasm_blocked").await?;
    browser.wait_for_windows(1).await?;
    browser.open(&acme.url("/")).await?;
    browser.wait_for_data("session", "none").await?;

    // Whole again, from a host that does not know what wasm is: that costs time, and nothing else.
    acme.turn(|knobs| {
        knobs.folders.clear();
        knobs.headers = vec![(
            MODULE,
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain"),
        )];
    });
    browser.open(&acme.url(steps::PROTECTED)).await?;
    let subject = stage.world.subject(ADA.login).await?;
    browser.wait_for_page(&acme.url(steps::PROTECTED)).await?;
    steps::shows(stage, &ADA, &subject, "redirect").await
}

/// The end of the built module's name, and its bytes.
fn module() -> Result<(String, Vec<u8>)> {
    let folder = built("pages/receiver");
    let start = MODULE.rsplit('/').next().unwrap_or_default();
    for entry in std::fs::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(rest) = name.strip_prefix(start).filter(|rest| rest.ends_with(".wasm")) {
            return Ok((rest.to_owned(), std::fs::read(folder.join(&name))?));
        }
    }
    None.context("no module is built: run `cargo xtask npm`")
}

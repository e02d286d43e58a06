//! A brand of an organization: its domain's sign-in looks and speaks as it has it, and its logo runs
//! nothing; everybody else's is as built in.

use std::fs;

use anyhow::{Result, ensure};
use e2e::people::{ACME, ADA};
use e2e::wait::{PATIENCE, until};
use e2e::{CHROMIUM, CHROMIUM_TLS, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;
use serde_json::json;

use crate::steps;

/// A logo that would leave a mark on the document that runs its script.
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" onload="document.documentElement.id='ran'">
<script>document.documentElement.id = "ran"</script><circle cx="20" cy="20" r="20" fill="#0a6"/></svg>"##;

const TEXTS: &str = r#"service = "Acme ID"
[sign_in]
login = "Personalnummer"
[failed]
invalid_credentials = "Personalnummer und Passwort passen <b>nicht</b> zusammen."
"#;

/// What of the brand the page shows.
const LOOK: &str = "
    const style = getComputedStyle(document.querySelector('#submit'));
    const link = document.querySelector('#forgot-password');
    return [document.documentElement.lang, document.title, document.querySelector('.logo').alt,
        document.querySelector('label').textContent, style.backgroundColor, style.color,
        link.href, link.rel, link.textContent];";

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, CHROMIUM_TLS, FIREFOX, WEBKIT];
    let mut trials = story("brand", &places, &Options::default(), sign_in);
    // attack: 63
    trials.extend(story(
        "brand::logo",
        &[CHROMIUM, FIREFOX],
        &Options::default(),
        logo,
    ));
    trials
}

async fn sign_in(stage: &mut Stage) -> Result<()> {
    dress_acme(stage).await?;
    let (acme, browser) = (&stage.world.acme, &stage.browser);
    steps::begin_at(stage, acme).await?;
    let expected = json!([
        "de",
        "Anmelden bei Acme – Acme ID",
        "Acme Inc.",
        "Personalnummer",
        "rgb(0, 170, 102)",
        "rgb(0, 0, 0)",
        "https://acme.example/forgot",
        "noreferrer",
        "Passwort vergessen?"
    ]);
    // The button takes its colour gradually.
    until("the brand", PATIENCE, async || {
        let seen = browser.script(LOOK).await?;
        ensure!(seen == expected, "the page has {seen}");
        Ok(Some(()))
    })
    .await?;
    logo_is_shown(stage).await?;

    steps::type_credentials(stage, ADA.login, "not her password").await?;
    browser.click("#submit").await?;
    let said = "Personalnummer und Passwort passen <b>nicht</b> zusammen.";
    browser.wait_for_text("#status strong", said).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, acme, &ADA, "popup").await?;

    // Another organization's domain, and a page about no domain, are as built in.
    let initech = &stage.world.initech;
    browser.open(&initech.url(steps::PROTECTED)).await?;
    browser.wait_for("#continue").await?;
    as_built_in(stage).await?;
    browser.open(&stage.world.issuer.url("/sign-out")).await?;
    browser.wait_for("#sign-out").await?;
    as_built_in(stage).await
}

/// Opened by itself, where nothing but its headers stands between its script and the issuer's origin.
async fn logo(stage: &mut Stage) -> Result<()> {
    dress_acme(stage).await?;
    steps::begin_at(stage, &stage.world.acme).await?;
    logo_is_shown(stage).await?;
    let address = stage.browser.attribute(".logo", "src").await?.unwrap_or_default();
    stage.browser.open(&stage.world.issuer.url(&address)).await?;
    let seen = stage
        .browser
        .script("return [document.documentElement.localName, document.documentElement.id]")
        .await?;
    ensure!(seen == json!(["svg", ""]), "the logo's script ran: {seen}");
    Ok(())
}

async fn dress_acme(stage: &Stage) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (logo, texts) = (path("logo.svg"), path("texts.toml"));
    fs::write(&logo, LOGO)?;
    fs::write(&texts, TEXTS)?;
    let brand = [
        "org",
        "brand",
        ACME.org,
        "--logo",
        &logo,
        "--color",
        "#0a6",
        "--forgot-password",
        "https://acme.example/forgot",
        "--language",
        "de",
        "--texts",
        &texts,
    ];
    stage.world.issuer.run(&brand, None).await.map(drop)
}

/// The picture came, past the page's policy.
async fn logo_is_shown(stage: &Stage) -> Result<()> {
    let script = "const logo = document.querySelector('.logo'); return logo.decode().then(() => logo.complete && \
                  logo.naturalWidth > 0 && document.documentElement.id === '')";
    let shown = stage.browser.script(script).await?;
    ensure!(shown == json!(true), "no logo, or one that ran: {shown}");
    Ok(())
}

async fn as_built_in(stage: &Stage) -> Result<()> {
    let seen = stage
        .browser
        .script("return [document.documentElement.lang, document.querySelector('.brand').innerText.trim()]")
        .await?;
    ensure!(seen == json!(["en", "Crosspass"]), "the page has {seen}");
    Ok(())
}

//! The inspector draws handoffs by popup and by redirect, to static domains and to backends, each with its arrows, and shows no secret of any.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::until;
use e2e::{Backend, CHROMIUM, Inspector, Options, Party, Shop, Stage, port, story, workspace};
use libtest_mimic::Trial;
use serde_json::Value;

use crate::backend::landed_at;
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    // attack: 30
    story("inspector", &[CHROMIUM], &Options::default(), inspected)
}

/// Who sent what to whom; of what is sent, how it begins.
type Expected = [(&'static str, &'static str, &'static str)];

const POPUP: &Expected = &[
    ("page", "backend", "GET /account.html"),
    ("page", "auth", "GET /sign-in"),
    ("auth", "issuer", "POST /api/sign-in"),
    ("issuer", "auth", "session token"),
    ("receiver", "auth", "ready"),
    ("auth", "receiver", "session token"),
    ("receiver", "auth", "stored"),
    ("auth", "page", "GET /account.html"),
    ("page", "page", "shows who is signed in"),
];

/// The popup's page comes when it comes: before the issuer's answer, or after it.
const ASIDE: &Expected = &[
    ("page", "auth", "GET /sign-in"),
    ("auth", "receiver", "opens the popup"),
    ("receiver", "auth", "ready"),
];

const REDIRECT: &Expected = &[
    ("page", "backend", "GET /account.html"),
    ("page", "issuer", "GET /sign-in"),
    ("issuer", "receiver", "303 with a ticket"),
    ("receiver", "issuer", "POST /api/redeem"),
    ("issuer", "receiver", "session token"),
    ("receiver", "page", "GET /account.html"),
    ("page", "page", "shows who is signed in"),
];

const BACKEND: &Expected = &[
    ("page", "backend", "GET /account"),
    ("backend", "page", "303 to the issuer"),
    ("page", "issuer", "GET /sign-in"),
    ("issuer", "backend", "303 with a ticket"),
    ("backend", "issuer", "POST /api/redeem"),
    ("issuer", "backend", "session token"),
    ("backend", "page", "303 with the session's cookie"),
    ("page", "backend", "GET /account"),
];

/// From the launcher, to a domain whose receiver is its server.
const LAUNCHED: &Expected = &[
    ("auth", "receiver", "opens the popup"),
    ("auth", "issuer", "POST /api/handoffs"),
    ("issuer", "auth", "session token"),
    ("receiver", "auth", "ready"),
    ("auth", "receiver", "session token"),
    ("receiver", "backend", "POST /crosspass/session"),
    ("backend", "receiver", "the session's cookie"),
    ("receiver", "auth", "stored"),
    ("page", "backend", "GET /"),
];

async fn inspected(stage: &mut Stage) -> Result<()> {
    let inspector = Inspector::start(port::listen().await?)?;
    for domain in [&stage.world.acme, &stage.world.globex] {
        domain.turn(|knobs| {
            knobs.is_watched = true;
            knobs
                .folders
                .push(("/watch/", workspace().join("tests/demo/watch")));
        });
    }
    let shop = Shop::open(&stage.world, "shop").await?;
    let mut secrets = vec![stage.world.password.clone()];

    steps::begin_at(stage, &stage.world.acme).await?;
    secrets.extend(of_address(&stage.browser.address().await?)?);
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await?;
    secrets.extend(of_browser(stage).await?);
    stage
        .browser
        .open(&stage.world.globex.url(steps::PROTECTED))
        .await?;
    steps::landed(stage, &stage.world.globex, &ADA, "redirect").await?;
    secrets.extend(of_browser(stage).await?);
    stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
    landed_at(stage, shop.origin(), &ADA, "redirect").await?;
    secrets.extend(of_browser(stage).await?);

    let office = Shop::open(&stage.world, "office").await?;
    stage.browser.open(&stage.world.issuer.url("/")).await?;
    let gate = format!("[data-page=launcher] [data-origin=\"{}\"]", office.origin());
    stage.browser.wait_for(&gate).await?;
    stage.browser.click(&gate).await?;
    stage.browser.wait_for_page(&office.url("/")).await?;
    secrets.extend(of_browser(stage).await?);

    let shops = [("Shop", &shop), ("Office", &office)];
    let told = until("four handoffs", Duration::from_secs(10), async || {
        inspector
            .look(&stage.world.issuer, &parties(stage, shops))
            .await?;
        let told = reqwest::get(format!("{}/handoffs", inspector.url()))
            .await?
            .text()
            .await?;
        let handoffs: Vec<Value> = serde_json::from_str(&told)?;
        let are_done = handoffs
            .iter()
            .filter(|handoff| handoff["outcome"] == "signed in")
            .count()
            == 4;
        Ok(are_done.then_some(told))
    })
    .await?;
    let handoffs: Vec<Value> = serde_json::from_str(&told)?;
    for (handoff, domain, expected) in [
        (&handoffs[3], stage.world.acme.origin(), POPUP),
        (&handoffs[3], stage.world.acme.origin(), ASIDE),
        (&handoffs[2], stage.world.globex.origin(), REDIRECT),
        (&handoffs[1], shop.origin(), BACKEND),
        (&handoffs[0], office.origin(), LAUNCHED),
    ] {
        ensure!(
            handoff["domain"] == domain && handoff["login"] == ADA.login,
            "{handoff:#}"
        );
        has_arrows(handoff, expected)?;
    }

    stage.browser.open(&inspector.url()).await?;
    shown(stage, handoffs.len()).await?;
    let page = stage
        .browser
        .script("return document.documentElement.outerHTML")
        .await?;
    let page = page.as_str().context("no page")?;
    ensure!(
        secrets.len() > 12,
        "too few secrets to look for: {}",
        secrets.len()
    );
    for secret in &secrets {
        ensure!(secret.len() > 15, "no secret: {secret:?}");
        ensure!(
            !told.contains(secret) && !page.contains(secret),
            "shown: {secret}"
        );
    }
    // Tokens of any kind begin so: an object in base64url.
    ensure!(!told.contains("eyJ") && !page.contains("eyJ"), "a token is shown");
    Ok(())
}

fn parties(stage: &Stage, shops: [(&str, &Shop); 2]) -> Vec<Party> {
    let domains = [("Acme", &stage.world.acme), ("Globex", &stage.world.globex)];
    let party = |origin: &str, name: &str, log, has_backend| Party {
        origin: origin.to_owned(),
        name: name.to_owned(),
        has_backend,
        log,
    };
    let domains = domains.map(|(name, domain)| party(domain.origin(), name, domain.log(), false));
    let shops = shops.map(|(name, shop)| party(shop.origin(), name, shop.log(), true));
    domains.into_iter().chain(shops).collect()
}

/// These, in this order, and nothing that says no.
fn has_arrows(handoff: &Value, expected: &Expected) -> Result<()> {
    let arrows = handoff["arrows"].as_array().context("no arrows")?;
    let mut rest = arrows.iter();
    for (from, to, what) in expected {
        let found = rest.any(|arrow| {
            let begins = arrow["what"].as_str().is_some_and(|told| told.starts_with(what));
            arrow["from"] == *from && arrow["to"] == *to && begins
        });
        ensure!(
            found,
            "no {what:?} from {from} to {to}, in this order: {handoff:#}"
        );
    }
    ensure!(
        arrows.iter().all(|arrow| arrow["is_refusal"] == false),
        "{handoff:#}"
    );
    Ok(())
}

/// The page lists them and draws the last; the keys of the keyboard lead to the others.
async fn shown(stage: &Stage, count: usize) -> Result<()> {
    let browser = &stage.browser;
    browser.wait_for_data("state", "filled").await?;
    let buttons = browser
        .script("return document.querySelectorAll('#list button').length")
        .await?;
    ensure!(buttons == count, "{buttons} handoffs are listed");
    browser.wait_for_text("#title", "ada to Office").await?;
    let pressed = "document.querySelector('#list [aria-current]').focus();
         for (const turn of [1, 2, 3]) document.activeElement.dispatchEvent(
             new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
         return document.activeElement.getAttribute('aria-current')";
    ensure!(browser.script(pressed).await? == "true", "the focus is elsewhere");
    browser.wait_for_text("#title", "ada to Acme").await?;
    let arrows = "return document.querySelectorAll('#arrows > li.auth.right[data-to=receiver]').length";
    ensure!(
        browser.script(arrows).await? == 2,
        "the popup's arrows are not drawn"
    );
    let wide = browser
        .script("return document.documentElement.scrollWidth > innerWidth")
        .await?;
    ensure!(wide == false, "the page is wider than its window");
    Ok(())
}

/// Nonce and thumbprint, as they stand in the address of the form.
fn of_address(address: &str) -> Result<Vec<String>> {
    let address = reqwest::Url::parse(address)?;
    let pairs = address
        .query_pairs()
        .filter(|(name, _)| name == "nonce" || name == "jkt");
    Ok(pairs.map(|(_, value)| value.into_owned()).collect())
}

/// What the present page's storage and all cookies hold: each token, and each of its claims that binds it.
async fn of_browser(stage: &Stage) -> Result<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    let kept = stage
        .browser
        .script("return JSON.stringify(Object.values(localStorage))")
        .await?;
    let kept = kept.as_str().context("no storage")?.to_owned();
    let cookies = stage.browser.driver().get_all_cookies().await?;
    let texts = cookies.into_iter().map(|cookie| cookie.value).chain([kept]);
    for text in texts {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter));
        // Ids of users are known to operators, and stand in rows.
        found.extend(words.filter(|word| word.len() >= 40).map(str::to_owned));
    }
    Ok(found)
}

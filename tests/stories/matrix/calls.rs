//! Calls with cookies, from a page to an API that lists it: at the same origin, on another port, on a subdomain of the
//! page's, on another site; with third-party cookies blocked, and let through. What was used, and what was answered.

use anyhow::{Context, Result, ensure};
use crosspass_backend::{Calls, CrossSite};
use e2e::landing::{BETWEEN, Table};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Backend, EVERYWHERE, Engine, Options, Shop, Stage, story};
use libtest_mimic::Trial;
use serde_json::Value;

use super::findings::Findings;
use crate::page::{self, Outcome};

pub(super) fn trials() -> Vec<Trial> {
    let options = |third_party_cookies| Options {
        third_party_cookies,
        ..Options::default()
    };
    // attack: 51, 81
    let mut trials = story(
        "matrix::calls",
        &EVERYWHERE,
        &options(false),
        async |stage: &mut Stage| all(stage, "blocked").await,
    );
    // attack: 81
    trials.extend(story(
        "matrix::calls_cookies",
        &EVERYWHERE,
        &options(true),
        async |stage: &mut Stage| all(stage, "allowed").await,
    ));
    trials
}

/// Where an API is, seen from the page at `acme.localhost`, and the name of its host.
const PLACES: [(&str, &str); 4] = [
    ("the same origin", "own"),
    ("another port", "acme"),
    ("a subdomain", "api.acme"),
    ("another site", "api"),
];

/// The table of `docs/calls.md`.
pub(super) fn table() -> Table {
    let rows = PLACES
        .iter()
        .flat_map(|(place, _)| ["blocked", "allowed"].map(|cookies| [place, cookies].join(BETWEEN)));
    Table {
        document: "docs/calls.md",
        name: "calls",
        columns: &["the API is at", "third-party cookies"],
        rows: rows.collect(),
    }
}

async fn all(stage: &mut Stage, cookies: &str) -> Result<()> {
    let mut findings = Findings::of(stage, table());
    page::serve(stage);
    stage
        .world
        .acme
        .turn(|knobs| knobs.csp = Some("default-src * 'unsafe-inline' 'wasm-unsafe-eval'".to_owned()));
    page::sign_in(stage, &ADA).await?;
    for (place, host) in PLACES {
        let cell = match place {
            "the same origin" => own(stage, host).await,
            _ => other(stage, host, place == "another site").await,
        };
        findings.note(&[place, cookies].join(BETWEEN), cell);
    }
    findings.settle()
}

/// A backend's own page calls it.
async fn own(stage: &Stage, host: &str) -> Result<String> {
    let shop = Shop::open(&stage.world, host).await?;
    visit(stage, &shop).await?;
    let ask = format!(
        "return fetch({:?}, {{ method: 'POST' }}).then(async (answer) => [answer.status, (await answer.json()).way])",
        Backend::API
    );
    answer(&stage.browser.script(&ask).await?)
}

/// A page of Acme's calls an API that it lists, and that lists it; Ada has been at both.
async fn other(stage: &Stage, host: &str, is_other_site: bool) -> Result<String> {
    let acme = stage.world.acme.origin().to_owned();
    // WebKitGTK takes no `Secure` cookie over plain http, so nobody could sign in there.
    let across = is_other_site && stage.browser.engine() != Engine::WebKit;
    let api = Shop::open_with(&stage.world, host, |options| {
        let calls = Calls::from([acme]).with_tokens_at(["/api/"]);
        options.calls(if across {
            calls.with_cookies_across_sites(CrossSite::Shared)
        } else {
            calls
        })
    })
    .await?;
    visit(stage, &api).await?;
    page::open_with(stage, &format!("?api={}", api.origin())).await?;
    let call = format!(
        "{{ const answer = await story.client.fetch({:?}, {{ method: 'POST', credentials: 'include' }});
            return [answer.status, (await answer.json()).way]; }}",
        api.url(Backend::API)
    );
    let used = match page::ask(&stage.browser, &call).await? {
        Outcome::Value(value) => answer(&value)?,
        Outcome::Error { code, message } => return Ok(format!("`{}`: {message}", code.unwrap_or_default())),
    };
    let is_other_way = used.ends_with("token and proof");
    if !(is_other_way && across) {
        return Ok(used);
    }
    let notice = until("a notice", PATIENCE, async || {
        let notices = page::ask(&stage.browser, "story.notices").await?;
        let Outcome::Value(notices) = notices else {
            return Ok(None);
        };
        Ok(notices[0].as_str().map(str::to_owned))
    })
    .await?;
    // Once it is known, no call goes without.
    let again = page::ask(&stage.browser, &call).await?;
    ensure!(
        matches!(&again, Outcome::Value(value) if answer(value).is_ok_and(|way| way == used)),
        "{again:?}"
    );
    Ok(format!("{used}, `{notice}`"))
}

/// Ada opens a page there: the issuer knows her, so she has a session without being asked.
async fn visit(stage: &Stage, shop: &Shop) -> Result<()> {
    stage.browser.open(&shop.url(Backend::PROTECTED)).await?;
    stage.browser.wait_for_page(&shop.url(Backend::PROTECTED)).await?;
    stage.browser.wait_for_text("#session-name", ADA.name).await
}

/// Status and way.
fn answer(value: &Value) -> Result<String> {
    let way = value[1].as_str().with_context(|| format!("no way: {value}"))?;
    Ok(format!("{}, {way}", value[0]))
}

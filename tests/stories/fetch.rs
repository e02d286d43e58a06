//! `crosspass.fetch` and `crosspass.proof`: token and proof go to the domain's own origin and to listed APIs,
//! and nowhere else; a refusal is answered by one renewal and one retry.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::{Api, CHROMIUM, Call, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::page::{self, Outcome};

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let options = Options::default();
    let mut trials = story("fetch::where_it_is_listed", &places, &options, where_it_is_listed);
    trials.extend(story("fetch::refused", &places, &options, refused));
    // attack: 89
    trials.extend(story("fetch::proof", &places, &options, proof));
    trials
}

/// The domain's own API, a listed one, and one that is anybody's. The domain's policy lets pages reach all.
struct Apis {
    own: Arc<Api>,
    listed: Arc<Api>,
    foreign: Arc<Api>,
}

impl Apis {
    async fn start(stage: &Stage) -> Result<Self> {
        let world = &stage.world;
        let (issuer, acme) = (&world.issuer, world.acme.origin());
        let apis = Self {
            own: Api::at_home(issuer, acme).await?,
            listed: Api::at(issuer, acme, "api.localhost").await?,
            foreign: Api::at(issuer, acme, "elsewhere.localhost").await?,
        };
        let csp = format!(
            "default-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' {} {} {}",
            world.issuer.origin(),
            apis.listed.origin(),
            apis.foreign.origin()
        );
        page::serve(stage);
        world.acme.turn(|knobs| {
            knobs.csp = Some(csp);
            knobs.api = Some(Arc::clone(&apis.own));
        });
        Ok(apis)
    }

    /// Signs in at a page that lists the one API.
    async fn sign_in(&self, stage: &Stage) -> Result<()> {
        page::open_with(stage, &format!("?api={}", self.listed.origin())).await?;
        page::sign_in_here(stage, &ADA).await
    }
}

/// Has the page fetch something; gives back the status and the body, or the error.
async fn fetch(stage: &Stage, url: &str, init: &str) -> Result<Outcome> {
    let asked = format!(
        "{{ const response = await story.client.fetch({url:?}, {init});
            return [response.status, await response.json()]; }}"
    );
    page::ask(&stage.browser, &asked).await
}

async fn where_it_is_listed(stage: &mut Stage) -> Result<()> {
    let apis = Apis::start(stage).await?;
    apis.sign_in(stage).await?;
    let subject = stage.world.subject(ADA.login).await?;
    let answer = json!([200, {"subject": subject, "domain": stage.world.acme.origin()}]);
    let good = Outcome::Value(answer);
    // An address of its own, relative as pages write it, with a query that the proof leaves out.
    let own = fetch(stage, "/api/me?all=1", "{}").await?;
    ensure!(own == good, "{own:?}");
    let init = "{ method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }";
    let listed = fetch(stage, &apis.listed.url("/orders"), init).await?;
    ensure!(listed == good, "{listed:?}");
    let calls = apis.listed.calls();
    let methods: Vec<_> = calls.iter().map(|call| call.method.as_str()).collect();
    ensure!(methods == ["OPTIONS", "POST"], "{calls:#?}");

    let unlisted = fetch(stage, &apis.foreign.url("/steal"), "{}").await?;
    ensure!(code(&unlisted) == Some("invalid_request"), "{unlisted:?}");
    apis.listed.redirect(&apis.foreign.url("/steal"));
    let redirected = fetch(stage, &apis.listed.url("/moved"), "{}").await?;
    ensure!(matches!(redirected, Outcome::Error { .. }), "{redirected:?}");
    // Whatever a page asks for: an answer that leads elsewhere is not followed with a proof.
    let followed = fetch(stage, &apis.listed.url("/moved"), "{ redirect: 'follow' }").await?;
    ensure!(matches!(followed, Outcome::Error { .. }), "{followed:?}");
    let moved = apis.listed.calls();
    ensure!(
        moved
            .iter()
            .filter(|call| call.path == "/moved" && call.method == "GET")
            .count()
            == 2,
        "the redirects were never met: {moved:#?}"
    );
    let arrived = apis.foreign.calls();
    ensure!(arrived.is_empty(), "something arrived elsewhere: {arrived:#?}");
    // It was there to be reached.
    let reached = format!(
        "(await fetch({:?}, {{ mode: 'no-cors' }})).type",
        apis.foreign.url("/there")
    );
    page::ask(&stage.browser, &reached).await?;
    ensure!(apis.foreign.calls().len() == 1, "nobody could have reached it");
    Ok(())
}

/// Refused once: one renewal, one retry with the new token. Refused twice: the page gets the refusal.
async fn refused(stage: &mut Stage) -> Result<()> {
    let apis = Apis::start(stage).await?;
    apis.sign_in(stage).await?;
    apis.listed.refuse(1);
    let once = fetch(
        stage,
        &apis.listed.url("/once"),
        "{ method: 'POST', body: 'text' }",
    )
    .await?;
    ensure!(
        matches!(&once, Outcome::Value(value) if value[0] == 200),
        "{once:?}"
    );
    let calls = sent(&apis.listed, "/once");
    let [first, second] = calls.as_slice() else {
        anyhow::bail!("two were expected: {calls:#?}");
    };
    ensure!((first.status, second.status) == (401, 200), "{calls:#?}");
    ensure!(
        first.authorization != second.authorization && first.proof != second.proof,
        "the same token or proof again: {calls:#?}"
    );
    ensure!(
        page::renewals(stage).await?.len() == 1,
        "one renewal was expected"
    );

    apis.listed.refuse(2);
    let twice = fetch(stage, &apis.listed.url("/twice"), "{}").await?;
    ensure!(
        matches!(&twice, Outcome::Value(value) if value[0] == 401 && value[1]["why"] == "told to refuse"),
        "{twice:?}"
    );
    let calls = sent(&apis.listed, "/twice");
    ensure!(calls.len() == 2, "two were expected: {calls:#?}");
    ensure!(
        page::renewals(stage).await?.len() == 2,
        "one renewal more was expected"
    );
    page::never_none(&stage.browser).await
}

/// A proof for another HTTP client (this program): for one request, once.
async fn proof(stage: &mut Stage) -> Result<()> {
    let apis = Apis::start(stage).await?;
    apis.sign_in(stage).await?;
    let orders = apis.listed.url("/orders");
    let headers = async || -> Result<Value> {
        let asked = format!(
            "story.client.proof({:?}, 'POST')",
            apis.listed.url("/orders?page=2")
        );
        match page::ask(&stage.browser, &asked).await? {
            Outcome::Value(headers) => Ok(headers),
            Outcome::Error { code, message } => anyhow::bail!("no proof: {code:?} {message}"),
        }
    };
    let good = headers().await?;
    let post = reqwest::Method::POST;
    ensure!(
        status(&post, &orders, &good).await? == 200,
        "a good proof was refused"
    );
    ensure!(status(&post, &orders, &good).await? == 401, "it was good twice");
    let unused = headers().await?;
    ensure!(
        status(&reqwest::Method::PUT, &orders, &unused).await? == 401,
        "for another method"
    );
    let other = apis.listed.url("/other");
    ensure!(
        status(&post, &other, &unused).await? == 401,
        "for another address"
    );
    let mixed = json!({"authorization": unused["authorization"], "dpop": "x.y.z"});
    ensure!(status(&post, &orders, &mixed).await? == 401, "without a proof");
    // Refused everywhere else, it is still unused where it belongs.
    ensure!(
        status(&post, &orders, &unused).await? == 200,
        "it was good after all"
    );

    let asked = format!("story.client.proof({:?})", apis.foreign.url("/steal"));
    let elsewhere = page::ask(&stage.browser, &asked).await?;
    ensure!(code(&elsewhere) == Some("invalid_request"), "{elsewhere:?}");
    Ok(())
}

async fn status(method: &reqwest::Method, url: &str, headers: &Value) -> Result<u16> {
    let text = |name: &str| {
        headers[name]
            .as_str()
            .with_context(|| format!("no {name} in {headers}"))
    };
    let sent = reqwest::Client::builder()
        // Names below localhost are this machine, as browsers have it.
        .resolve("api.localhost", ([127, 0, 0, 1], 0).into())
        .build()?
        .request(method.clone(), url)
        .header("authorization", text("authorization")?)
        .header("dpop", text("dpop")?)
        .send()
        .await?;
    Ok(sent.status().as_u16())
}

/// The requests that reached a path, without the preflights.
fn sent(api: &Api, path: &str) -> Vec<Call> {
    let mut calls = api.calls();
    calls.retain(|call| call.path == path && call.method != "OPTIONS");
    calls
}

fn code(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Value(_) => None,
        Outcome::Error { code, .. } => code.as_deref(),
    }
}

//! The Express app of docs/gate/node.md, behind the real nginx: pages for whom the gate names, and an API that checks
//! token and proof by itself.

use anyhow::{Context, Result, ensure};
use e2e::people::Person;
use e2e::{CHROMIUM_PORTS, GatedProject, Options, Sought, Stage, only, story};
use libtest_mimic::Trial;
use reqwest::Client;
use reqwest::header::{ACCEPT, HOST, LOCATION};
use reqwest::redirect::Policy;
use serde_json::json;

use crate::page::{self, Outcome};
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    // attack: 59
    story(
        "projects::express",
        &[CHROMIUM_PORTS],
        &Options::default(),
        express,
    )
}

/// Somebody whose name is not ASCII, and would be markup where it is not escaped.
const ZOE: Person = Person {
    login: "zoe",
    name: "Zoë <Smith>",
    email: "zoe@example.com",
    orgs: &["acme"],
};

/// What a client could call itself.
const SPOOFED: [(&str, &str); 4] = [
    ("Crosspass-Subject", "mallory"),
    ("crosspass-name", "Mallory"),
    ("Crosspass_Subject", "mallory"),
    ("CROSSPASS_NAME", "Mallory"),
];

async fn express(stage: &mut Stage) -> Result<()> {
    stage.world.issuer.add_person(&ZOE, &stage.world.password).await?;
    let app = GatedProject::open(&stage.world, "express", stage.world.acme.origin()).await?;
    nowhere_else(&app).await?;
    nobody(&app).await?;
    pages(stage, &app).await?;
    calls(stage, &app).await
}

/// Where others than the proxy could reach it, it does not start.
async fn nowhere_else(app: &GatedProject) -> Result<()> {
    for host in ["0.0.0.0", "::", "localhost.example.com"] {
        let set = format!("HOST={host}");
        let error = app.project.run("env", &[&set, "node", "server.mjs"]).await;
        let error = error.err().context("it listens")?.to_string();
        ensure!(error.contains(&format!("HOST is {host}: ")), "{error}");
    }
    Ok(())
}

/// A visitor, who claims to be somebody.
async fn nobody(app: &GatedProject) -> Result<()> {
    let client = Client::builder().redirect(Policy::none()).build()?;
    let host = app.origin().trim_start_matches("http://");
    let ask = async |path: &str, accept: &str| {
        let request = client.get(format!("http://{}{path}", app.address()));
        let request = request.header(HOST, host).header(ACCEPT, accept);
        let add = |request: reqwest::RequestBuilder, (name, value)| request.header(name, value);
        let answer = SPOOFED.into_iter().fold(request, add).send().await?;
        let place = answer.headers().get(LOCATION).cloned();
        anyhow::Ok((answer.status().as_u16(), place, answer.text().await?))
    };
    let (status, _, text) = ask("/", "text/html").await?;
    ensure!(
        status == 200 && text.contains("Nobody is signed in"),
        "{status} {text}"
    );
    let (status, place, text) = ask("/account", "text/html").await?;
    ensure!(
        status == 303
            && place
                .as_ref()
                .is_some_and(|place| { *place == app.url("/crosspass/begin?return_to=%2Faccount") }),
        "{status} {place:?} {text}"
    );
    let (status, _, text) = ask("/account", "application/json").await?;
    ensure!(
        status == 401 && text.contains("login_required"),
        "{status} {text}"
    );
    let (status, _, text) = ask("/api/me", "application/json").await?;
    ensure!(status == 401 && text == "no session token", "{status} {text}");
    // Were nginx to let a visitor through, the page would not.
    let answer = client
        .get(format!("http://{}/account", app.server))
        .send()
        .await?;
    ensure!(answer.status() == 401, "{answer:?}");
    Ok(())
}

/// Sign-in by popup, a name in its own letters, sign-out by a form.
async fn pages(stage: &Stage, app: &GatedProject) -> Result<()> {
    let browser = &stage.browser;
    let account = app.url("/account");
    browser.open(&account).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ZOE).await?;
    browser.wait_for_page(&account).await?;
    let shown = format!("Signed in as {}", ZOE.name);
    browser.wait_for_text("#who", &shown).await?;
    let rows = stage.world.issuer.audit().await?;
    let mint = Sought {
        event: "mint",
        outcome: "allowed",
        domain: Some(app.origin()),
        carrier: Some("popup"),
    };
    only(&rows, mint)?;

    let spoof = format!(
        "const answer = await fetch('/account', {{ headers: {} }});
         const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
         return page.querySelector('#who').textContent",
        json!({ SPOOFED[0].0: SPOOFED[0].1, SPOOFED[1].0: SPOOFED[1].1, SPOOFED[2].0: "x", SPOOFED[3].0: "x" })
    );
    let told = browser.script(&spoof).await?;
    ensure!(told == shown, "{told}");

    browser.click("#sign-out").await?;
    browser.wait_for_page(&app.url("/")).await?;
    browser.wait_for_text("#who", "Nobody is signed in").await?;
    let status = browser
        .script("return (await fetch('/account', { headers: { accept: 'application/json' } })).status")
        .await?;
    ensure!(status == 401, "{status} after the sign-out");
    Ok(())
}

/// A page of another origin calls the API: the session is that page's own.
async fn calls(stage: &Stage, app: &GatedProject) -> Result<()> {
    let world = &stage.world;
    page::serve(stage);
    let (issuer, api) = (world.issuer.origin(), app.origin());
    world.acme.turn(|knobs| {
        knobs.csp = Some(format!(
            "default-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' {issuer} {api}"
        ));
    });
    page::open_with(stage, &format!("?api={api}")).await?;
    // The issuer's session goes on: nobody has to type anything.
    stage.browser.click("#require").await?;
    page::is_back(stage, &ZOE).await?;
    let address = app.url("/api/me?all=1");
    let call = format!(
        "{{ const told = async (response) => [response.status, response.ok ? await response.json() : await response.text()];
            const {{ authorization, dpop }} = await story.client.proof({address:?});
            return [
                await told(await story.client.fetch({address:?})),
                await told(await fetch({address:?}, {{ headers: {{ authorization }} }})),
                await told(await fetch({address:?}, {{ headers: {{ authorization, dpop }} }})),
                await told(await fetch({address:?}, {{ headers: {{ authorization, dpop }} }})),
            ]; }}"
    );
    let outcome = page::ask(&stage.browser, &call).await?;
    let subject = world.subject(ZOE.login).await?;
    let good = json!([200, { "subject": subject, "name": ZOE.name }]);
    let Outcome::Value(told) = &outcome else {
        anyhow::bail!("{outcome:?}")
    };
    ensure!(told[0] == good && told[2] == good, "{told:#}");
    ensure!(told[1][0] == 401, "without a proof: {told:#}");
    ensure!(
        told[3] == json!([401, "a proof that was used before"]),
        "{told:#}"
    );
    Ok(())
}

//! No bundler: the package's files served as they are; and what an API refuses.

use anyhow::{Result, ensure};
use e2e::{CHROMIUM_PORTS, FIREFOX_PORTS, Options, Stage, WEBKIT_PORTS, story};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::workshop::{self, Workshop};

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM_PORTS, FIREFOX_PORTS, WEBKIT_PORTS];
    let mut trials = story("projects::bare", &places, &Options::default(), bare);
    trials.extend(story(
        "projects::api",
        &[CHROMIUM_PORTS],
        &Options::default(),
        refusals,
    ));
    trials
}

async fn bare(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage).await?;
    let project = workshop.project("bare").await?;
    let public = project.path().join("public");
    workshop::has_receiver(&public)?;
    let _host = workshop.host(project.path(), &public.join("crosspass")).await?;
    stage.browser.open(&format!("{}/", workshop.page)).await?;
    workshop.sign_in(stage).await
}

/// Each part of a request that proves the session, changed: the API says what is wrong with it.
async fn refusals(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage).await?;
    let project = workshop.project("bare").await?;
    let _host = workshop
        .host(project.path(), &project.path().join("public/crosspass"))
        .await?;
    stage.browser.open(&format!("{}/", workshop.page)).await?;
    workshop.sign_in(stage).await?;
    let script = format!(
        "const {{ createClient }} = await import('/node_modules/@crosspass/client/index.js');
         const [issuer, api] = [{:?}, {:?}];
         const crosspass = createClient({{ issuer, apis: [api] }});
         const ask = async (path, init) => {{
             const answer = await fetch(api + path, init);
             return [answer.status, await answer.text()];
         }};
         const headers = await crosspass.proof(api + '/me');
         const other = await crosspass.proof(api + '/me', 'HEAD');
         const own = await crosspass.proof('/me');
         return [
             await ask('/me'),
             await ask('/me', {{ headers: {{ ...headers, dpop: headers.dpop.slice(0, -9) + 'AAAAAAAAA' }} }}),
             await ask('/me', {{ headers: other }}),
             await ask('/me', {{ headers: own }}),
             await ask('/me?q', {{ headers }}),
             await ask('/me', {{ headers }}),
             await crosspass.fetch('https://elsewhere.example/').catch((error) => [error.code]),
         ];",
        stage.world.issuer.origin(),
        workshop.api,
    );
    let said = stage.browser.script(&script).await?;
    let expected = json!([
        [401, "no session token"],
        [401, "signature verification failed"],
        [401, "a proof for another method"],
        [401, "a proof for another address"],
        [200, "Hello, Ada Lovelace."],
        [401, "a proof that was used before"],
        ["invalid_request"],
    ]);
    ensure!(said == expected, "{said:#}");
    foreign_pages(&workshop.page, &workshop.api).await
}

/// CORS headers are for the one page that the API is for.
async fn foreign_pages(page: &str, api: &str) -> Result<()> {
    for (origin, expected) in [
        (page, Value::from(page)),
        ("https://evil.example", Value::Null),
        ("null", Value::Null),
    ] {
        let asked = reqwest::Client::new()
            .request(reqwest::Method::OPTIONS, format!("{api}/me"))
            .header("Origin", origin)
            .send()
            .await?;
        let allowed = asked.headers().get("access-control-allow-origin");
        let allowed = allowed.map_or(Value::Null, |value| value.to_str().unwrap_or_default().into());
        ensure!(allowed == expected, "{origin} is told {allowed}");
        ensure!(asked.headers().get("vary").is_some(), "no Vary");
    }
    Ok(())
}

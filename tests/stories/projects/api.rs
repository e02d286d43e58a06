//! What the API of `tests/projects/api`, which people copy, refuses.

use anyhow::{Context, Result, ensure};
use e2e::{CHROMIUM_PORTS, Options, Stage, story};
use libtest_mimic::Trial;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::workshop::{Api, Workshop};

pub(crate) fn trials() -> Vec<Trial> {
    story("projects::api", &[CHROMIUM_PORTS], &Options::default(), refusals)
}

async fn refusals(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage).await?;
    let project = workshop.project("bare").await?;
    let _host = workshop
        .host(project.path(), &project.path().join("public/crosspass"))
        .await?;
    stage.browser.open(&format!("{}/", workshop.page)).await?;
    workshop.sign_in(stage).await?;
    proofs(stage, &workshop).await?;
    another_page(stage).await?;
    foreign_pages(&workshop).await
}

/// Everything that a script of the page can do with the session: it has the token, and signs with the key.
const SCRIPT: &str = "
    const { createClient } = await import('/node_modules/@crosspass/client/index.js');
    const crosspass = createClient({ issuer, apis: [api] });
    const headers = await crosspass.proof(api + '/me');
    const ask = async (changed, path = '/me') => {
        const answer = await fetch(api + path, { headers: { ...headers, ...changed } });
        return [answer.status, await answer.text()];
    };

    const database = await new Promise((resolve) => {
        const request = indexedDB.open('crosspass');
        request.onsuccess = () => resolve(request.result);
    });
    const key = await new Promise((resolve) => {
        const request = database.transaction('keys').objectStore('keys').get('receiver');
        request.onsuccess = () => resolve(request.result);
    });
    const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const other = await crypto.subtle.generateKey(P256, true, ['sign']);
    const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    const json = (value) => base64(new TextEncoder().encode(JSON.stringify(value)));
    const [, body] = headers.dpop.split('.');
    const usual = JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/')));
    const forged = async (claims, typ = 'dpop+jwt', pair = key) => {
        const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
        const head = json({ typ, alg: 'ES256', jwk: { crv, kty, x, y } });
        const text = head + '.' + json({ ...usual, jti: crypto.randomUUID(), ...claims });
        const signature = await crypto.subtle.sign(P256, pair.privateKey, new TextEncoder().encode(text));
        return ask({ dpop: text + '.' + base64(signature) });
    };
    const [token, rest] = [headers.authorization.slice(0, -9), 'AAAAAAAAA'];
    return [
        await ask({ authorization: '' }),
        await ask({ authorization: headers.authorization.replace('DPoP', 'Bearer') }),
        await ask({ authorization: token + rest }),
        await ask({ dpop: headers.dpop.slice(0, -9) + rest }),
        await forged({ htm: 'POST' }),
        await forged({ htu: api + '/you' }),
        await forged({ iat: usual.iat - 62 }),
        await forged({ iat: usual.iat + 70 }),
        await forged({ ath: base64(await crypto.subtle.digest('SHA-256', new Uint8Array(4))) }),
        await forged({}, 'JWT'),
        await forged({}, 'dpop+jwt', other),
        await forged({}),
        await ask({}, '/me?q=1'),
        await ask({}),
    ];";

async fn proofs(stage: &Stage, workshop: &Workshop) -> Result<()> {
    let (issuer, api) = (stage.world.issuer.origin(), &workshop.api.origin);
    let script = format!("const [issuer, api] = [{issuer:?}, {api:?}]; {SCRIPT}");
    let said = stage.browser.script(&script).await?;
    let expected = json!([
        [401, "no session token"],
        [401, "no session token"],
        [401, "signature verification failed"],
        [401, "signature verification failed"],
        [401, "a proof for another method"],
        [401, "a proof for another address"],
        [401, "an old proof"],
        [401, "an old proof"],
        [401, "a proof for another token"],
        [401, "unexpected \"typ\" JWT header value"],
        [401, "another key"],
        [200, "Hello, Ada Lovelace."],
        [200, "Hello, Ada Lovelace."],
        [401, "a proof that was used before"],
    ]);
    ensure!(said == expected, "{said:#}");
    Ok(())
}

/// The API of another page takes no token of this one.
async fn another_page(stage: &Stage) -> Result<()> {
    let issuer = stage.world.issuer.origin();
    let another = Api::start(issuer, stage.world.acme.origin()).await?;
    let address = format!("{}/me", another.origin);
    let script = format!(
        "const {{ createClient }} = await import('/node_modules/@crosspass/client/index.js');
         const crosspass = createClient({{ issuer: {issuer:?}, apis: [{:?}] }});
         return crosspass.proof({address:?});",
        another.origin
    );
    let headers = stage.browser.script(&script).await?;
    let header = |name: &str| headers[name].as_str().context("no headers");
    let answer = Client::new()
        .get(&address)
        .header("authorization", header("authorization")?)
        .header("dpop", header("dpop")?)
        .send()
        .await?;
    let (status, text) = (answer.status(), answer.text().await?);
    ensure!(
        status == 401 && text == "unexpected \"aud\" claim value",
        "{status} {text}"
    );
    Ok(())
}

/// CORS headers are for the one page that the API is for.
async fn foreign_pages(workshop: &Workshop) -> Result<()> {
    for (origin, expected) in [
        (&*workshop.page, Value::from(&*workshop.page)),
        ("https://evil.example", Value::Null),
        ("null", Value::Null),
    ] {
        let asked = Client::new()
            .request(Method::OPTIONS, format!("{}/me", workshop.api.origin))
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

//! An answer with the session's cookie in it is for one browser alone, whatever the backend says to caches.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::until;
use e2e::{CHROMIUM, GatedSite, Names, Proxy, World, trial};
use libtest_mimic::Trial;

use super::proxied::proxy_story;
use super::visitor::{Answer, Visitor};

pub(super) fn trials() -> Vec<Trial> {
    // attack: 102
    let mut trials = proxy_story("gate::deleted_in_caches", CHROMIUM, deleted);
    // attack: 102
    trials.push(trial(
        "gate::own_headers_in_caches::nginx",
        CHROMIUM.engine,
        own_headers,
    ));
    trials
}

/// What waits, for the most part.
pub(super) fn waiting() -> Vec<Trial> {
    // attack: 102
    proxy_story("gate::renewed_in_caches", CHROMIUM, renewed)
}

/// What the backend says to caches where nothing is in the way.
const KEPT: [&str; 9] = [
    "cache-control",
    "expires",
    "surrogate-control",
    "cdn-cache-control",
    "cloudflare-cdn-cache-control",
    "netlify-cdn-cache-control",
    "vercel-cdn-cache-control",
    "edge-control",
    "pragma",
];

fn is_kept(answer: &Answer) -> Result<()> {
    for name in KEPT {
        ensure!(answer.all(name).len() == 1, "{name}: {answer:?}");
    }
    ensure!(
        answer.header("cache-control") == Some("public, max-age=3600"),
        "{answer:?}"
    );
    ensure!(answer.session_cookies().is_empty(), "{answer:?}");
    Ok(())
}

fn is_private(answer: &Answer) -> Result<()> {
    ensure!(
        answer.session_cookies().len() == 1,
        "no session's cookie: {answer:?}"
    );
    ensure!(answer.all("cache-control") == ["private, no-store"], "{answer:?}");
    for name in &KEPT[1..] {
        ensure!(answer.all(name).is_empty(), "{name}: {answer:?}");
    }
    // The backend's own cookie is there as well.
    ensure!(answer.cookies().any(|(name, _)| name == "basket"), "{answer:?}");
    Ok(())
}

/// A cookie that is no session's is taken away, with whatever answer it is.
async fn deleted(_: &mut World, site: &mut GatedSite) -> Result<()> {
    each_answer(site, "/public/x").await?;
    // The gate's own answer, of a visitor who has to sign in.
    let mut visitor = Visitor::new(site);
    let name = format!("crosspass_{}", site.address().port());
    visitor.cookies.insert(name, "garbage".to_owned());
    let answer = visitor.ask("GET /x", &[]).await?;
    ensure!(
        answer.status == 401 && answer.session_cookies().len() == 1,
        "{answer:?}"
    );
    ensure!(answer.all("cache-control") == ["private, no-store"], "{answer:?}");
    Ok(())
}

async fn each_answer(site: &GatedSite, path: &str) -> Result<()> {
    let mut visitor = Visitor::new(site);
    let line = format!("GET {path}");
    for status in ["200", "301", "304", "404", "410", "500"] {
        let kept = [("Answer-Kept", status)];
        let answer = visitor.ask(&line, &kept).await?;
        ensure!(answer.status.to_string() == status, "{answer:?}");
        is_kept(&answer)?;
        let name = format!("crosspass_{}", site.address().port());
        visitor.cookies.insert(name.clone(), "garbage".to_owned());
        let answer = visitor.ask(&line, &kept).await?;
        ensure!(answer.status.to_string() == status, "{answer:?}");
        is_private(&answer)?;
        ensure!(!visitor.cookies.contains_key(&name), "{answer:?}");
    }
    Ok(())
}

/// A location of an operator's with headers of its own, and both files of ours.
async fn own_headers() -> Result<()> {
    let world = World::build(Names::Localhost).await?;
    let home = tempfile::tempdir()?;
    let locations = home.path().join("locations.conf");
    let own = "location /framed/ {\n    auth_request /crosspass-ask-optional;\n    add_header X-Frame-Options DENY always;\n    \
               proxy_hide_header X-Powered-By;\n    include crosspass/answers.conf;\n    \
               proxy_pass http://backend/framed/;\n}\n";
    // nginx answers by itself where there is no backend.
    let gone = "location /gone/ {\n    auth_request /crosspass-ask-optional;\n    proxy_pass http://127.0.0.1:1;\n}\n";
    std::fs::write(&locations, [own, gone].concat())?;
    let site = GatedSite::with_locations(&world, "shop", Proxy::Nginx, &[], &locations).await?;
    each_answer(&site, "/framed/x").await?;
    let mut visitor = Visitor::new(&site);
    let name = format!("crosspass_{}", site.address().port());
    visitor.cookies.insert(name, "garbage".to_owned());
    let answer = visitor.ask("GET /gone/x", &[]).await?;
    ensure!(
        answer.status == 502 && answer.session_cookies().len() == 1,
        "{answer:?}"
    );
    ensure!(answer.all("cache-control") == ["private, no-store"], "{answer:?}");
    Ok(())
}

/// A short life, in seconds: a token is renewed when a third of it is left.
const LIFE: &str = "6";

async fn renewed(world: &mut World, site: &mut GatedSite) -> Result<()> {
    world.configure_issuer(&[("session.token_seconds", LIFE)]).await?;
    let mut visitor = Visitor::new(site);
    visitor.sign_in(world, &ADA).await?;
    for (page, status) in [("GET /x", "200"), ("GET /public/x", "304")] {
        let answer = until("a renewed session", Duration::from_secs(20), async || {
            let answer = visitor.ask(page, &[("Answer-Kept", status)]).await?;
            ensure!(answer.status.to_string() == status, "{answer:?}");
            Ok((!answer.session_cookies().is_empty()).then_some(answer))
        })
        .await?;
        is_private(&answer)?;
        is_kept(&visitor.ask(page, &[("Answer-Kept", status)]).await?)?;
    }
    Ok(())
}

//! Pages of listed origins call a backend behind the gate: preflights are answered without it, answers can be read, and
//! nobody else's can. Without a browser: what one sends is known, and `matrix::calls` has real ones.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, GatedSite, Proxy, World};
use libtest_mimic::Trial;

use super::proof::Caller;
use super::proxied::one_proxy_story;
use super::visitor::{Answer, Visitor};

pub(super) fn trials() -> Vec<Trial> {
    // attack: 44, 46, 47, 81
    vec![one_proxy_story("gate::calls", CHROMIUM, Proxy::Nginx, calls)]
}

const PAGE: &str = "http://pages.localhost:1";
/// Where nobody is asked to sign in, and where everybody is.
const PATHS: [&str; 3] = ["/headers", "/public/headers", "/crosspass/session"];

async fn calls(world: &mut World, site: &mut GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    visitor.sign_in(world, &ADA).await?;
    // The list is empty by default.
    for path in PATHS {
        let answer = visitor.ask(&format!("GET {path}"), &[("Origin", PAGE)]).await?;
        ensure!(answer.status == 200 && is_unread(&answer), "{path}: {answer:?}");
    }
    let acme = world.acme.origin();
    let callers = ["--caller", PAGE, "--caller", acme];
    let cookies = [&callers[..], &["--cross-site-cookies", "partitioned"]].concat();
    site.gate.configure(&cookies).await?;
    asked_beforehand(site).await?;
    listed(&mut visitor, site).await?;
    others(&mut visitor, site).await?;
    // The issuer has not decided that these users may enter this domain: the operator says where they may call.
    let listed = world.acme.origin();
    proven(world, site, listed, "/public/headers", false).await?;
    site.gate
        .configure(&[&cookies[..], &["--caller-path", "/public/"]].concat())
        .await?;
    proven(world, site, listed, "/public/headers", true).await?;
    proven(world, site, listed, "/headers", false).await?;
    proven(world, site, world.globex.origin(), "/public/headers", false).await?;
    // The cookie of a new session goes along with calls from other sites.
    visitor.cookies.clear();
    let answer = visitor.sign_in(world, &ADA).await?;
    let set = answer.all("set-cookie");
    ensure!(
        set.iter()
            .any(|line| line.contains("SameSite=None; Secure; Partitioned")),
        "{set:?}"
    );
    Ok(())
}

/// A preflight has no cookie, and is answered all the same; the backend never hears of it.
async fn asked_beforehand(site: &GatedSite) -> Result<()> {
    let mut nobody = Visitor::new(site);
    let reached = site.reached();
    let asks = ("Access-Control-Request-Method", "PUT");
    for path in PATHS {
        let line = format!("OPTIONS {path}");
        let wants = ("Access-Control-Request-Headers", "authorization,dpop");
        let answer = nobody.ask(&line, &[("Origin", PAGE), asks, wants]).await?;
        ensure!(answer.status == 204, "{path}: {answer:?}");
        ensure!(allowed(&answer) == Some(PAGE), "{path}: {answer:?}");
        ensure!(
            answer.header("access-control-allow-headers") == Some("authorization,dpop"),
            "{path}: {answer:?}"
        );
        for stranger in ["http://pages.localhost:2", "https://pages.localhost:1", "null"] {
            let answer = nobody.ask(&line, &[("Origin", stranger), asks]).await?;
            ensure!(is_unread(&answer), "{path} from {stranger}: {answer:?}");
        }
    }
    // Strangers' preflights are requests like others: on to the backend where visitors are welcome.
    ensure!(site.reached() == reached + 3, "a preflight reached the backend");
    Ok(())
}

/// A listed page reads what it is told, refusals too, and may change something.
async fn listed(visitor: &mut Visitor, site: &GatedSite) -> Result<()> {
    for (line, status) in [
        ("GET /headers", 200),
        ("POST /headers", 200),
        ("DELETE /public/headers", 200),
        ("GET /crosspass/session", 200),
    ] {
        let answer = visitor.ask(line, &[("Origin", PAGE)]).await?;
        ensure!(answer.status == status, "{line}: {answer:?}");
        ensure!(allowed(&answer) == Some(PAGE), "{line}: {answer:?}");
        ensure!(
            answer.header("access-control-allow-credentials") == Some("true"),
            "{line}: {answer:?}"
        );
        varies(&answer)?;
    }
    let refused = Visitor::new(site)
        .ask("GET /headers", &[("Origin", PAGE)])
        .await?;
    ensure!(
        refused.status == 401 && refused.code()? == "login_required",
        "{refused:?}"
    );
    ensure!(allowed(&refused) == Some(PAGE), "{refused:?}");
    Ok(())
}

/// Other pages read nothing and change nothing, and caches are told that answers differ.
async fn others(visitor: &mut Visitor, site: &GatedSite) -> Result<()> {
    for origin in ["http://pages.localhost:2", "https://pages.localhost:1", "null"] {
        for path in PATHS {
            let answer = visitor.ask(&format!("GET {path}"), &[("Origin", origin)]).await?;
            ensure!(is_unread(&answer), "{path} from {origin}: {answer:?}");
            varies(&answer)?;
        }
        let reached = site.reached();
        let answer = visitor.ask("POST /headers", &[("Origin", origin)]).await?;
        ensure!(
            answer.status == 400 && site.reached() == reached,
            "{origin}: {answer:?}"
        );
    }
    // Of the domain's own addresses a caller reads; ending the session is for own pages.
    let answer = visitor.ask("POST /crosspass/end", &[("Origin", PAGE)]).await?;
    ensure!(answer.status == 400, "{answer:?}");
    Ok(())
}

/// A domain's page calls without any cookie: with a token of its own domain, and a proof for this address.
async fn proven(world: &World, site: &GatedSite, domain: &str, path: &str, is_taken: bool) -> Result<()> {
    let caller = Caller::new(world, domain).await?;
    let authorization = format!("DPoP {}", caller.token);
    let proof = caller.prove("PUT", &site.url(path))?;
    let headers = [
        ("Authorization", authorization.as_str()),
        ("DPoP", &proof),
        ("Origin", domain),
    ];
    let reached = site.reached();
    let answer = Visitor::new(site).ask(&format!("PUT {path}"), &headers).await?;
    if is_taken {
        let told = answer.backend_got("crosspass-subject")?;
        ensure!(told.len() == 1 && allowed(&answer) == Some(domain), "{answer:?}");
    } else {
        ensure!(
            [401, 403].contains(&answer.status),
            "{domain} at {path}: {answer:?}"
        );
        ensure!(site.reached() == reached, "{domain} got through to {path}");
    }
    Ok(())
}

fn allowed(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

fn is_unread(answer: &Answer) -> bool {
    answer.all("access-control-allow-origin").is_empty()
}

fn varies(answer: &Answer) -> Result<()> {
    let said = answer.all("vary");
    ensure!(said.iter().any(|line| line.contains("Origin")), "{answer:?}");
    Ok(())
}

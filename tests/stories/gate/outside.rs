//! From outside nobody tells the gate what a request was, and nobody but the proxy asks it.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, GatedSite, World};
use libtest_mimic::Trial;

use super::proxied::{OTHER, proxy_story};
use super::visitor::Visitor;

pub(super) fn trials() -> Vec<Trial> {
    // attack: 59
    let mut trials = proxy_story("gate::forged_forwarding", CHROMIUM, forged);
    // attack: 59
    trials.extend(proxy_story("gate::asked_from_outside", CHROMIUM, asked));
    // attack: 47
    trials.extend(proxy_story("gate::other_sites", CHROMIUM, other_sites));
    trials.extend(proxy_story("gate::programs", CHROMIUM, programs));
    trials
}

/// Each of these would open the door if it were believed.
const FORGED: [&[(&str, &str)]; 7] = [
    &[("X-Forwarded-Uri", "/public/headers")],
    &[("X-Forwarded-Method", "GET"), ("X-Original-Method", "GET")],
    &[
        ("X-Forwarded-Host", "office.localhost:1"),
        ("X-Forwarded-Proto", "https"),
    ],
    &[
        ("X_Forwarded_Uri", "/public/headers"),
        ("x-forwarded-uri", "/public/headers"),
    ],
    &[
        ("X-Original-URL", "/public/headers"),
        ("X-Rewrite-URL", "/public/headers"),
    ],
    &[
        ("X-Forwarded-For", "127.0.0.1"),
        ("Forwarded", "for=127.0.0.1;host=office.localhost"),
    ],
    &[("Crosspass-Optional", "1"), ("X-Forwarded-Prefix", "/crosspass")],
];

async fn forged(_: &mut World, site: &mut GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    let own = site.url("/crosspass/begin?return_to=%2Fheaders%3Foptional%26a%3D1");
    for forged in FORGED {
        let headers = [forged, &[("Accept", "text/html")]].concat();
        let answer = visitor.ask("GET /headers?optional&a=1", &headers).await?;
        ensure!(answer.status == 303, "{forged:?}: {answer:?}");
        ensure!(
            answer.header("location") == Some(own.as_str()),
            "{forged:?}: {answer:?}"
        );
        let answer = visitor.ask("POST /headers?optional", &headers).await?;
        ensure!(answer.status == 401, "{forged:?}: {answer:?}");
    }
    // Nothing says that an unknown host is a known one.
    for host in ["evil.example", "shop.localhost", "shop.localhost:1", OTHER] {
        for path in [
            "/headers",
            "/public/headers",
            "/crosspass/begin",
            "/crosspass/session",
        ] {
            let own = site.origin().trim_start_matches("http://");
            let headers = [("Host", host), ("X-Forwarded-Host", own), ("Accept", "text/html")];
            let answer = visitor.ask(&format!("GET {path}"), &headers).await?;
            ensure!([400, 421].contains(&answer.status), "{host}{path}: {answer:?}");
        }
    }
    ensure!(site.reached() == 0, "something got through");
    Ok(())
}

/// The gate's answers to the proxy are for the proxy.
async fn asked(world: &mut World, site: &mut GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    visitor.sign_in(world, &ADA).await?;
    let own = site.origin().trim_start_matches("http://").to_owned();
    let told = [
        ("X-Forwarded-Host", own.as_str()),
        ("X-Forwarded-Proto", "http"),
        ("X-Forwarded-Uri", "/"),
        ("X-Forwarded-Method", "GET"),
    ];
    for path in [
        "/crosspass/auth",
        "/crosspass/auth/",
        "/crosspass/auth?a=1",
        "/crosspass/auth/optional",
        "/crosspass/auth/status",
        "/crosspass/auth/status/optional",
        "/crosspass/auth/refusal",
        "/crosspass/auth/path",
        "/crosspass/auth/status/path",
        "/crosspass/auth/refusal/path",
        "/crosspass//auth",
        "//crosspass/auth",
        "/crosspass/%61uth",
        "/%63rosspass/auth/status",
        "/crosspass/./auth",
        "/crosspass/x/../auth",
        "/public/../crosspass/auth",
        "/crosspass/x/%2e%2e/auth",
        "/crosspass/auth%2Foptional",
        "/crosspass/AUTH",
        "/crosspass/auth;a=1",
        "/crosspass-ask",
        "/crosspass-ask-optional",
        "/crosspass-ask-path",
        "/@crosspass_refused",
        "/@crosspass_path_refused",
    ] {
        for method in ["GET", "POST"] {
            let answer = visitor.ask(&format!("{method} {path}"), &told).await?;
            let says = |(name, _): &(String, String)| name.starts_with("crosspass");
            ensure!(!answer.headers.iter().any(says), "{method} {path}: {answer:?}");
        }
    }
    // The proxies' own question is answered, and where they have refused already nobody is let in.
    let mut proxy = visitor.calling(site.gate.address());
    let answer = proxy.ask("GET /crosspass/auth/status", &told).await?;
    ensure!(
        answer.status == 200 && answer.header("crosspass-subject").is_some(),
        "{answer:?}"
    );
    let answer = proxy.ask("GET /crosspass/auth/refusal", &told).await?;
    ensure!(
        answer.status == 403 && answer.code()? == "access_denied",
        "{answer:?}"
    );
    Ok(())
}

/// With the cookie, nothing is changed for a page of another origin, nor for one that does not say which it is.
async fn other_sites(world: &mut World, site: &mut GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    visitor.sign_in(world, &ADA).await?;
    for origin in [
        &[("Origin", "http://evil.localhost")][..],
        &[("Origin", "null")],
        &[("Origin", OTHER)],
        &[("Origin", OTHER), ("Origin", site.origin())],
        &[],
    ] {
        for line in ["POST /headers", "DELETE /public/headers"] {
            let answer = visitor.ask(line, origin).await?;
            ensure!(answer.status == 400, "{line} of {origin:?}: {answer:?}");
            ensure!(
                answer.code()? == "invalid_request",
                "{line} of {origin:?}: {answer:?}"
            );
        }
    }
    ensure!(site.reached() == 0, "something got through");
    let answer = visitor.ask("POST /headers", &[("Origin", site.origin())]).await?;
    ensure!(answer.backend_got("crosspass")?.len() == 5, "{answer:?}");
    Ok(())
}

/// A program is told in JSON, and the backend hears nothing of it.
async fn programs(_: &mut World, site: &mut GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    for (line, headers) in [
        ("GET /headers", &[("Accept", "application/json")][..]),
        (
            "GET /headers",
            &[("Sec-Fetch-Mode", "cors"), ("Accept", "text/html")],
        ),
        ("DELETE /headers", &[("Accept", "text/html")]),
    ] {
        let answer = visitor.ask(line, headers).await?;
        ensure!(answer.status == 401, "{line}: {answer:?}");
        ensure!(answer.code()? == "login_required", "{line}: {answer:?}");
        ensure!(
            answer.header("www-authenticate") == Some("DPoP algs=\"ES256\""),
            "{answer:?}"
        );
        ensure!(answer.header("cache-control") == Some("no-store"), "{answer:?}");
    }
    // What is no session is taken away.
    let port = site.address().port();
    visitor
        .cookies
        .insert(format!("crosspass_{port}"), "garbage".to_owned());
    let answer = visitor.ask("GET /headers", &[]).await?;
    ensure!(answer.status == 401 && visitor.cookies.is_empty(), "{answer:?}");
    ensure!(site.reached() == 0, "something got through");
    // Where visitors are welcome, too, and the backend's own cookie comes along.
    visitor
        .cookies
        .insert(format!("crosspass_{port}"), "garbage".to_owned());
    let answer = visitor.ask("GET /public/headers", &[]).await?;
    ensure!(answer.backend_got("crosspass")?.is_empty(), "{answer:?}");
    ensure!(visitor.cookies.keys().eq(["basket"]), "{answer:?}");
    Ok(())
}

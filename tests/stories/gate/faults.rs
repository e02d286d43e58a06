//! Without the gate nobody gets in, with it again everybody who was; and sessions are renewed on the way.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::wait::until;
use e2e::{CHROMIUM, GatedSite, World};
use libtest_mimic::Trial;

use super::proxied::proxy_story;
use super::visitor::Visitor;

pub(super) fn trials() -> Vec<Trial> {
    proxy_story("gate::gate_killed", CHROMIUM, killed)
}

/// What waits, for the most part.
pub(super) fn waiting() -> Vec<Trial> {
    proxy_story("gate::renewed", CHROMIUM, renewed)
}

async fn killed(world: &mut World, site: &mut GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    visitor.sign_in(world, &ADA).await?;
    let answer = visitor.ask("GET /headers", &[]).await?;
    ensure!(answer.backend_got("crosspass")?.len() == 5, "{answer:?}");
    let reached = site.reached();

    site.gate.kill();
    for path in [
        "/headers",
        "/public/headers",
        "/crosspass/session",
        "/crosspass/auth",
    ] {
        for spoofed in [
            &[][..],
            &[("Crosspass-Subject", "mallory"), ("Accept", "text/html")],
        ] {
            let answer = visitor.ask(&format!("GET {path}"), spoofed).await?;
            let is_closed = [404, 500, 502].contains(&answer.status);
            ensure!(is_closed && answer.cookies().count() == 0, "{path}: {answer:?}");
        }
    }
    ensure!(
        site.reached() == reached,
        "something got through without the gate"
    );

    // Nothing but its key is left of it, and nobody is signed out.
    site.gate.start().await?;
    let answer = until(
        "the gate to be asked again",
        Duration::from_secs(10),
        async || {
            let answer = visitor.ask("GET /headers", &[]).await?;
            Ok((answer.status == 200).then_some(answer))
        },
    )
    .await?;
    ensure!(answer.backend_got("crosspass")?.len() == 5, "{answer:?}");

    let own = [("Origin", site.origin())];
    let ended = visitor.ask("POST /crosspass/end", &own).await?;
    ensure!(ended.status == 204, "{ended:?}");
    let answer = visitor.ask("GET /headers", &[]).await?;
    ensure!(answer.status == 401, "signed out, and let through: {answer:?}");
    Ok(())
}

/// A short life, in seconds: a token is renewed when a third of it is left.
const LIFE: &str = "6";

async fn renewed(world: &mut World, site: &mut GatedSite) -> Result<()> {
    world.configure_issuer(&[("session.token_seconds", LIFE)]).await?;
    let mut visitor = Visitor::new(site);
    visitor.sign_in(world, &ADA).await?;
    for page in ["GET /headers", "GET /public/headers"] {
        let before = visitor.cookies.clone();
        let answer = until("a renewed session", Duration::from_secs(20), async || {
            let answer = visitor.ask(page, &[]).await?;
            ensure!(
                answer.backend_got("crosspass")?.len() == 5,
                "signed out: {answer:?}"
            );
            Ok((!answer.session_cookies().is_empty()).then_some(answer))
        })
        .await?;
        let set = answer.session_cookies();
        let [(name, value)] = set.as_slice() else {
            anyhow::bail!("{page}: not one cookie: {set:?}");
        };
        ensure!(
            before.get(*name).is_some_and(|before| before != value),
            "{page}: the same token"
        );
        // The backend's own is there as well.
        ensure!(
            answer.cookies().any(|(name, _)| name == "basket"),
            "{page}: {answer:?}"
        );
        // The new one serves, and need not be renewed.
        let answer = visitor.ask(page, &[]).await?;
        ensure!(answer.session_cookies().is_empty(), "{page}: {answer:?}");
        ensure!(answer.backend_got("crosspass")?.len() == 5, "{page}: {answer:?}");
    }
    let log = world.issuer.log();
    let renewals = log.iter().filter(|access| access.path == "/api/renew").count();
    ensure!(renewals == 2, "{renewals} renewals");
    Ok(())
}

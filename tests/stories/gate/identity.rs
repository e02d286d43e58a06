//! What the backend is told comes from the gate, whatever a client calls itself.

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, GatedSite, World};
use libtest_mimic::Trial;

use super::proxied::proxy_story;
use super::visitor::{Answer, Visitor};

pub(super) fn trials() -> Vec<Trial> {
    // attack: 59
    proxy_story("gate::spoofed_identity", CHROMIUM, spoofed)
}

/// Names that a backend, or the gateway interface before it, could take for ours.
const SPOOFED: [(&str, &str); 12] = [
    ("Crosspass-Subject", "mallory-1"),
    ("crosspass-subject", "mallory-2"),
    ("CROSSPASS-SUBJECT", "mallory-3"),
    ("Crosspass_Subject", "mallory-4"),
    ("crosspass_name", "mallory-5"),
    ("CROSSPASS_EMAIL", "mallory-6"),
    ("Crosspass-Name", "mallory-7"),
    ("Crosspass.Session", "mallory-8"),
    ("Crosspass-Session", ""),
    ("Crosspass-Email", "mallory-9"),
    ("Crosspass-Domain", "https://mallory.example"),
    ("crosspass_domain", "https://mallory.example"),
];

async fn spoofed(world: &mut World, site: &mut GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    // Nobody: no name at all.
    let answer = visitor.ask("GET /public/headers", &SPOOFED).await?;
    let got = answer.backend_got("crosspass")?;
    ensure!(got.is_empty(), "the backend of a visitor got {got:?}");
    let answer = visitor.ask("GET /headers", &SPOOFED).await?;
    ensure!(answer.status == 401 && site.reached() == 1, "{answer:?}");

    visitor.sign_in(world, &ADA).await?;
    for page in ["GET /headers", "GET /public/headers", "OPTIONS /headers?optional"] {
        for headers in [&SPOOFED[..], &[]] {
            let answer = visitor.ask(page, headers).await?;
            is_ada(world, site.origin(), &answer)
                .await
                .with_context(|| page.to_owned())?;
        }
    }
    // Headers that a connection is said to be the end of: a part of an identity is none.
    let reached = site.reached();
    for hops in ["close, Crosspass-Subject, crosspass-name", "CROSSPASS-SUBJECT"] {
        let answer = visitor
            .ask("GET /public/headers", &[("Connection", hops)])
            .await?;
        if answer.status == 400 {
            ensure!(site.reached() == reached, "{hops}: refused, and got through");
        } else {
            is_ada(world, site.origin(), &answer)
                .await
                .with_context(|| hops.to_owned())?;
        }
    }
    Ok(())
}

/// Each header once, with what the issuer says of Ada.
async fn is_ada(world: &World, domain: &str, answer: &Answer) -> Result<()> {
    let got = answer.backend_got("crosspass")?;
    let names: Vec<&str> = got.iter().map(|(name, _)| name.as_str()).collect();
    let expected = ["domain", "email", "name", "session", "subject"].map(|what| format!("crosspass-{what}"));
    ensure!(names == expected, "{got:?}");
    let rows = world.issuer.audit().await?;
    let sid = rows
        .iter()
        .rev()
        .find_map(|row| row.sid.clone())
        .context("no session")?;
    let values: Vec<&str> = got.iter().map(|(_, value)| value.as_str()).collect();
    let name = ADA.name.replace(' ', "%20");
    let wanted = [domain, ADA.email, &name, &sid, &world.subject(ADA.login).await?];
    ensure!(values == wanted, "{values:?}, not {wanted:?}");
    Ok(())
}

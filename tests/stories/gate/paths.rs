//! What the proxy takes for an open path is no closed page to the backend, whatever kind of backend it is.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, GatedSite, Names, PROXIES, Proxy, World, gated_for_paths, survey, trial};
use libtest_mimic::Trial;
use serde_json::Value;

use super::proxied::proxy_story;
use super::visitor::Visitor;

pub(super) fn trials() -> Vec<Trial> {
    let mut trials = proxy_story("gate::crooked_paths", CHROMIUM, crooked);
    trials.extend(PROXIES.map(spelled_behind));
    trials
}

fn spelled_behind(proxy: Proxy) -> Trial {
    let place = proxy.name();
    // attack: 99, 100
    trial(
        &format!("gate::spelled_paths::{place}"),
        CHROMIUM.engine,
        async move || {
            let world = World::build(Names::Localhost).await?;
            let site = gated_for_paths(&world, proxy).await?;
            spelled(&world, &site).await
        },
    )
}

/// Each spelling of the protocol's table, for each kind of backend. `cargo xtask paths` shows the same as a table.
async fn spelled(world: &World, site: &GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    let open = survey(site, &mut visitor).await?;
    ensure!(
        open.closed.is_empty(),
        "open without a session: {:#?}",
        open.closed
    );
    ensure!(open.ours.is_empty(), "of the handoff's own: {:#?}", open.ours);
    ensure!(open.through.len() > 15, "too little is open: {:?}", open.through);
    visitor.sign_in(world, &ADA).await?;
    let known = survey(site, &mut visitor).await?;
    ensure!(known.ours.is_empty(), "of the handoff's own: {:#?}", known.ours);
    // Honest addresses have both of these in them.
    for path in ["/public/a%2Fb", "/public/a;v=1/b"] {
        ensure!(!open.through.iter().any(|other| other == path), "{path} is open");
        ensure!(
            known.through.iter().any(|other| other == path),
            "{path} is refused with a session"
        );
    }
    Ok(())
}

/// A server that takes paths as they come would look for the first part.
const CROOKED: [&str; 8] = [
    "/account/../public/headers",
    "/account/%2e%2e/public/headers",
    "/account/.%2E/public/headers",
    "/account/..%2Fpublic/headers",
    "/account/..%2fpublic%2fheaders",
    "/account/x/..//../public/headers",
    "/account/../public/./headers",
    "/account/%2e%2e%2fpublic/headers",
];

async fn crooked(_: &mut World, site: &mut GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    // The open path itself, and one that is open whichever way it is read.
    for path in ["/public/headers", "/public/a%20b/headers"] {
        let answer = visitor.ask(&format!("GET {path}"), &[]).await?;
        ensure!(answer.status == 200, "{path}: {answer:?}");
        ensure!(told_path(&answer.body)? == path, "{path}: {answer:?}");
    }
    for path in CROOKED {
        let answer = visitor.ask(&format!("GET {path}"), &[]).await?;
        if answer.status == 200 {
            let told = told_path(&answer.body)?;
            ensure!(told == "/public/headers", "{path} got through as {told}");
        } else {
            ensure!([400, 401].contains(&answer.status), "{path}: {answer:?}");
        }
    }
    Ok(())
}

/// The path that the backend was asked for, by its own account.
fn told_path(body: &str) -> Result<String> {
    let told: Value = serde_json::from_str(body)?;
    Ok(told["path"].as_str().unwrap_or_default().to_owned())
}

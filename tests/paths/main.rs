//! Spellings of paths through the real nginx and Caddy, for backends of several kinds: what is open without a session.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use e2e::people::ADA;
use e2e::visitor::Visitor;
use e2e::{Names, PROXIES, Survey, World, gated_for_paths, survey};

/// Honest addresses with what other clients make detours of.
const HONEST: [&str; 2] = ["/public/a%2Fb", "/public/a;v=1/b"];

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let shown = runtime
        .context("no runtime")
        .and_then(|runtime| runtime.block_on(show()));
    match shown {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn show() -> Result<()> {
    let world = World::build(Names::Localhost).await?;
    let mut failures = Vec::new();
    for proxy in PROXIES {
        let site = gated_for_paths(&world, proxy).await?;
        let mut visitor = Visitor::new(&site);
        let open = survey(&site, &mut visitor).await?;
        visitor.sign_in(&world, &ADA).await?;
        let known = survey(&site, &mut visitor).await?;
        let name = proxy.name();
        println!("{name}: {} spellings", open.spellings);
        println!(
            "    without a session let through {:>4}, with one {:>4}",
            open.through.len(),
            known.through.len()
        );
        println!(
            "    {:<14} {:>22} {:>22}",
            "backend", "closed pages, visitor", "/crosspass/, anybody"
        );
        for reader in Survey::readers() {
            let closed = Survey::of(&open.closed, reader);
            let ours = Survey::of(&open.ours, reader) + Survey::of(&known.ours, reader);
            println!("    {reader:<14} {closed:>22} {ours:>22}");
        }
        for path in HONEST {
            let is_served = known.through.iter().any(|other| other == path);
            let told = if is_served { "served" } else { "refused" };
            println!("    {path} with a session: {told}");
            if !is_served {
                failures.push(format!("{name} refuses {path} with a session"));
            }
        }
        let pages = open.closed.iter().chain(&open.ours).chain(&known.ours);
        failures.extend(
            pages.map(|page| format!("{name}: {} is {} to {}", page.spelled, page.page, page.reader)),
        );
    }
    if failures.is_empty() {
        println!("no closed page is open");
        return Ok(());
    }
    bail!(
        "{} pages are open that are not, or closed that are not:\n    {}",
        failures.len(),
        failures.join("\n    ")
    )
}

//! The demo: the issuer and three domains on this machine, with accounts that stay, until Ctrl-C.

mod home;
mod ports;

use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use e2e::people::{ADA, CUSTOMERS, EVE};
use e2e::{Domain, Issuer, Names, start_domain};
use home::Home;
use ports::Ports;
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut once = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--once" => once = true,
            other => {
                bail!("the demo takes --once (start, check, stop) and nothing else, not {other:?}")
            }
        }
    }
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(demo(once))
}

async fn demo(once: bool) -> Result<()> {
    // Heard from the first moment, so that an early Ctrl-C stops the issuer, too.
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let ports = Ports::choose().await?;
    let names = Names::Localhost;
    let origin = names.origin(names.issuer(), ports.issuer);
    let home = Home::open()?;
    let mut issuer = Issuer::new(&origin, &format!("127.0.0.1:{}", ports.issuer), home.folder())?;
    let mut domains = Vec::new();
    for (customer, listener) in CUSTOMERS.into_iter().zip(ports.domains) {
        let own = names.origin(names.customer(customer), listener.local_addr()?.port());
        domains.push(start_domain(customer, &own, listener, &origin)?);
    }
    let password = home.furnish(&issuer, &domains).await?;
    issuer.start().await?;
    greet(&issuer, &domains, &password);
    if once {
        check(&issuer, &domains).await?;
        println!("Everything answers; stopping, as --once asks.");
    } else {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
        println!("\nStopping.");
    }
    issuer.stop().await
}

fn greet(issuer: &Issuer, domains: &[Domain], password: &str) {
    println!("\nCrosspass is running on this machine.\n");
    for (customer, domain) in CUSTOMERS.iter().zip(domains) {
        let kind = if customer.external { ", external" } else { "" };
        println!(
            "  {:<10} {}   ({}{kind})",
            "open",
            domain.url("/"),
            customer.title
        );
    }
    println!(
        "  {:<10} {}   (sign in first, then choose)",
        "or",
        issuer.url("/")
    );
    println!(
        "\n  {:<10} {}   (or {}, who may enter Globex only)",
        "login", ADA.login, EVE.login
    );
    println!("  {:<10} {password}\n", "password");
    println!("Ctrl-C stops everything. The accounts stay in target/demo.");
}

async fn check(issuer: &Issuer, domains: &[Domain]) -> Result<()> {
    let health = issuer.ask("/healthz").await?;
    ensure!(
        health.status().is_success(),
        "the issuer is not healthy: {}",
        health.status()
    );
    let ready = issuer.ask("/readyz").await?;
    ensure!(
        ready.status().is_success(),
        "the issuer is not ready: {}",
        ready.status()
    );
    for domain in domains {
        for page in ["/", "/account.html", e2e::RECEIVER_PATH] {
            let address = format!("http://{}{page}", domain.address());
            let answer = reqwest::get(&address).await.with_context(|| domain.url(page))?;
            ensure!(
                answer.status().is_success(),
                "{}: {}",
                domain.url(page),
                answer.status()
            );
        }
    }
    Ok(())
}

//! The demo: the issuer and five domains on this machine, with accounts that stay, until Ctrl-C.

mod check;
mod home;
mod inspect;
mod ports;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use crosspass_backend::Options;
use e2e::people::{ADA, CUSTOMERS, EVE, HUDSUCKER, VANDELAY};
use e2e::{
    Backend, Domain, Front, Gate, GatedSite, Inspector, Issuer, Names, Proxy, Release, start_domain,
    workspace,
};
use home::{Home, OWN_PAGE};
use ports::Ports;
use tokio::net::TcpListener;
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
    let home = Home::open()?;
    let ports = Ports::choose().await?;
    if !ports.easy {
        say("Ports 9000 to 9006 are not all free: using others.")?;
    }
    let names = Names::Localhost;
    let origin = names.origin(names.issuer(), ports.issuer);
    let mut issuer = Issuer::new(&origin, &format!("127.0.0.1:{}", ports.issuer), home.folder())?;
    let mut domains = Vec::new();
    for (customer, listener) in CUSTOMERS.into_iter().zip(ports.domains) {
        let own = names.origin(names.customer(customer), listener.local_addr()?.port());
        domains.push(start_domain(customer, &own, listener, &origin, Release::Present)?);
    }
    let own = names.origin(VANDELAY.plain_host, ports.backend.local_addr()?.port());
    let key = home.folder().join("vandelay.key");
    let options = Options::new(&origin, [&own], key);
    let backend = Backend::start(&own, ports.backend, &origin, options)?;
    let gated = gated(&origin, ports.gated, &home).await?;
    let password = home
        .furnish(
            &issuer,
            &domains,
            backend.origin(),
            gated.as_ref().map(GatedSite::origin),
        )
        .await?;
    issuer.start().await?;
    let inspector = Inspector::start(ports.inspector)?;
    inspect::watch(&domains);
    say(&greeting(
        &issuer,
        &domains,
        &backend,
        gated.as_ref(),
        &inspector,
        &password,
    ))?;
    if once {
        check::everything(&issuer, &domains, &backend, gated.as_ref(), &inspector).await?;
        say("Everything answers; stopping, as --once asks.")?;
    } else {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
            () = inspect::look(&inspector, &issuer, &domains, &backend, gated.as_ref()) => {}
        }
    }
    // Of a closed terminal nobody could be told; the issuer is to be stopped all the same.
    let _ = say("Stopping.");
    issuer.stop().await
}

/// The domain behind nginx, where nginx is there.
async fn gated(issuer: &str, listener: TcpListener, home: &Home) -> Result<Option<GatedSite>> {
    let proxy = Proxy::Nginx;
    if !proxy.is_installed() {
        say(&format!(
            "There is no nginx: going on without {}, the domain behind it. `cargo xtask setup` brings one.",
            HUDSUCKER.domain
        ))?;
        return Ok(None);
    }
    let front = Front::on(listener, None)?;
    let origin = Names::Localhost.origin(HUDSUCKER.plain_host, front.port());
    let key = home.folder().join("hudsucker.key");
    let mut gate = Gate::with_key(issuer, std::slice::from_ref(&origin), key).await?;
    // Every request, for the inspector.
    gate.configure(&["--log", "debug"]).await?;
    let locations = workspace().join("tests/demo/hudsucker.conf");
    let site = GatedSite::behind(front, origin, gate, proxy, &locations, None).await?;
    Ok(Some(site))
}

fn greeting(
    issuer: &Issuer,
    domains: &[Domain],
    backend: &Backend,
    gated: Option<&GatedSite>,
    inspector: &Inspector,
    password: &str,
) -> String {
    let mut lines = vec![
        String::new(),
        "Crosspass is running on this machine.".to_owned(),
        String::new(),
    ];
    for (customer, domain) in CUSTOMERS.iter().zip(domains) {
        let kind = if customer.external { ", external" } else { "" };
        lines.push(format!(
            "  {:<10} {}   ({}{kind})",
            "open",
            domain.url("/"),
            customer.title
        ));
    }
    let own = backend.url("/");
    lines.push(format!(
        "  {:<10} {own}   ({}, with a backend and no script)",
        "open", VANDELAY.domain
    ));
    if let Some(gated) = gated {
        let (own, name) = (gated.url("/"), HUDSUCKER.domain);
        lines.push(format!(
            "  {:<10} {own}   ({name}, behind nginx and the gate: its backend only reads headers)",
            "open"
        ));
    }
    lines.push(format!(
        "  {:<10} {}   (sign in first, then choose)",
        "or",
        issuer.url("/")
    ));
    lines.push(format!(
        "  {:<10} {}   (each handoff as a sequence diagram, live)",
        "look at",
        inspector.url()
    ));
    lines.push(format!(
        "  {:<10} {OWN_PAGE}/   (serve it yourself: see the quick start in README.md)",
        "your page"
    ));
    lines.push(String::new());
    lines.push(format!(
        "  {:<10} {}   (or {}, who may enter Globex only)",
        "login", ADA.login, EVE.login
    ));
    lines.push(format!("  {:<10} {password}", "password"));
    lines.push(String::new());
    lines.push("Ctrl-C stops everything. The accounts stay in target/demo.".to_owned());
    lines.join("\n")
}

/// A reader that went away (`| head`) is an error, not a panic.
fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")
        .and_then(|()| out.flush())
        .context("cannot write to the standard output")
}

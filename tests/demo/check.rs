//! What `--once` looks at: whether everything answers as it should.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use e2e::{Backend, Domain, GatedSite, Inspector, Issuer, RECEIVER_PATH};
use reqwest::header::{ACCEPT, HOST};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};

/// Asks everybody for the pages that a visitor may open.
pub(crate) async fn everything(
    issuer: &Issuer,
    domains: &[Domain],
    backend: &Backend,
    gated: Option<&GatedSite>,
    inspector: &Inspector,
) -> Result<()> {
    for path in ["/healthz", "/readyz"] {
        let answer = issuer.ask(path).await?.status();
        ensure!(answer.is_success(), "the issuer's {path}: {answer}");
    }
    for domain in domains {
        for page in ["/", "/account.html", RECEIVER_PATH] {
            is_there(domain.origin(), domain.address(), page).await?;
        }
    }
    for page in ["/", RECEIVER_PATH] {
        is_there(backend.origin(), backend.address(), page).await?;
    }
    if let Some(gated) = gated {
        for page in ["/", RECEIVER_PATH] {
            is_there(gated.origin(), gated.address(), page).await?;
        }
        // nginx has asked the gate, and the gate sends visitors to sign in.
        let answer = ask(gated.origin(), gated.address(), Backend::PROTECTED).await?;
        let status = answer.status();
        ensure!(
            status == StatusCode::SEE_OTHER,
            "{}{}: {status}",
            gated.origin(),
            Backend::PROTECTED
        );
    }
    for page in [Inspector::PAGE, "/inspector/handoffs"] {
        is_there("http://localhost", inspector.address(), page).await?;
    }
    Ok(())
}

async fn is_there(origin: &str, address: SocketAddr, page: &str) -> Result<()> {
    let status = ask(origin, address, page).await?.status();
    ensure!(status.is_success(), "{origin}{page}: {status}");
    Ok(())
}

/// Names below `localhost` are known to browsers alone: the socket is asked, by the origin's host.
async fn ask(origin: &str, address: SocketAddr, page: &str) -> Result<Response> {
    let host = origin.rsplit('/').next().unwrap_or_default();
    let client = Client::builder().redirect(Policy::none()).build()?;
    let asked = client
        .get(format!("http://{address}{page}"))
        .header(HOST, host)
        .header(ACCEPT, "text/html");
    asked.send().await.with_context(|| format!("{origin}{page}"))
}

//! The attacker: a host on a site of their own, and script on domains that they have taken over.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use e2e::wait::{PATIENCE, until};
use e2e::{Domain, Front, RECEIVER_PATH, Site, Stage, built, workspace};
use tokio::net::TcpListener;

/// The attacker's own host.
pub(super) struct Attacker {
    pub(super) host: Domain,
    _front: Front,
}

/// The pages of `www/hostile/`.
pub(super) fn pages() -> PathBuf {
    workspace().join("www/hostile")
}

impl Attacker {
    /// A host of its own name.
    pub(super) async fn start(stage: &Stage) -> Result<Self> {
        Self::at(stage, "evil.localhost").await
    }

    /// A host with the name of that domain, at another port: an origin that looks alike.
    pub(super) async fn beside(stage: &Stage, domain: &Domain) -> Result<Self> {
        let host = domain.origin().split([':', '/']).nth(3).unwrap_or_default();
        Self::at(stage, host).await
    }

    async fn at(stage: &Stage, name: &str) -> Result<Self> {
        let front = Front::open(None).await?;
        let origin = format!("http://{name}:{}", front.port());
        let site = Site {
            pages: pages(),
            receiver: pages(),
            issuer: stage.world.issuer.origin().to_owned(),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let host = Domain::start(&origin, listener, site)?;
        front.lead_to(host.address());
        host.turn(|knobs| knobs.csp = Some("default-src * data: blob: 'unsafe-inline'".to_owned()));
        Ok(Self { host, _front: front })
    }

    /// The attacker's page opens an address in a new window, in a click of the victim's.
    pub(super) async fn click(&self, stage: &Stage, address: &str) -> Result<()> {
        let target = format!("window.target = {address:?}");
        stage.browser.script(&target).await?;
        stage.browser.click("#open").await
    }

    /// The same with an address that stays open. The window's handle.
    pub(super) async fn opens(&self, stage: &Stage, address: &str) -> Result<String> {
        let browser = &stage.browser;
        let before = browser.windows().await?;
        self.click(stage, address).await?;
        let after = browser.wait_for_windows(before.len() + 1).await?;
        let opened = after.difference(&before).next().context("no new window")?;
        Ok(opened.clone())
    }

    /// How often the attacker's pages were asked for, or asked for, this path.
    pub(super) fn times(&self, path: &str) -> usize {
        self.host
            .log()
            .iter()
            .filter(|access| access.path == path)
            .count()
    }

    /// Nothing was ever posted to the attacker.
    pub(super) fn heard_nothing(&self) -> Result<()> {
        let times = self.times("/heard");
        ensure!(times == 0, "the attacker's pages heard {times} messages");
        Ok(())
    }

    /// Waits until the attacker's log has this path.
    pub(super) async fn asks_for(&self, path: &str, times: usize) -> Result<()> {
        until(&format!("{times} of {path}"), PATIENCE, async || {
            Ok((self.times(path) >= times).then_some(()))
        })
        .await
    }
}

/// Hostile script runs on the domain: its receiver is that page, the genuine one is at `/genuine/`.
pub(super) fn take_over(domain: &Domain, page: &str) {
    let folder = pages().join(page);
    domain.turn(|knobs| {
        knobs.folders = vec![
            (RECEIVER_PATH, folder),
            ("/genuine/", built("pages/receiver")),
            ("/hostile/", pages()),
        ];
    });
}

/// The domain serves its own receiver again.
pub(super) fn give_back(domain: &Domain) {
    domain.turn(|knobs| knobs.folders.clear());
}

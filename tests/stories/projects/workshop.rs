//! Where a project is tried: its page, its API and the issuer, on three ports of localhost.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::{Result, ensure};
use e2e::people::{ACME, ADA, Customer};
use e2e::process::Process;
use e2e::{AuditRow, Browser, Domain, Front, Project, RECEIVER_PATH, Site, Sought, Stage, only};
use tokio::net::TcpListener;

use crate::steps;

/// The page's domain: another one of Acme's.
const PAGE: Customer = Customer {
    domain: "The project",
    ..ACME
};

/// The ports of a page and of its API, which the project's sources name, and the running API.
pub(crate) struct Workshop {
    pub(crate) page: String,
    pub(crate) api: Api,
    issuer: String,
    front: Front,
}

/// The API of `tests/projects/api`, running.
pub(crate) struct Api {
    pub(crate) origin: String,
    _running: (Project, Process, Front),
}

impl Api {
    /// Starts one for the page of that origin.
    pub(crate) async fn start(issuer: &str, page: &str) -> Result<Self> {
        let front = Front::open(None).await?;
        let origin = origin(&front);
        let project = Project::copy("api", &addresses(issuer, page, &origin))?;
        let (process, port) = project.serve("node", &["server.mjs"], "port ").await?;
        front.lead_to(loopback(port));
        Ok(Self {
            origin,
            _running: (project, process, front),
        })
    }
}

impl Workshop {
    /// Takes the ports, starts the API, and registers the page's origin.
    pub(crate) async fn open(stage: &Stage) -> Result<Self> {
        let front = Front::open(None).await?;
        let page = origin(&front);
        let issuer = stage.world.issuer.origin().to_owned();
        let api = Api::start(&issuer, &page).await?;
        stage.world.issuer.add_domain(&PAGE, &page).await?;
        Ok(Self {
            page,
            api,
            issuer,
            front,
        })
    }

    /// A copy of a project that names these ports, with the client and its receiver page.
    pub(crate) async fn project(&self, name: &str) -> Result<Project> {
        let project = Project::copy(name, &addresses(&self.issuer, &self.page, &self.api.origin))?;
        project.add_crosspass(&self.issuer).await?;
        Ok(project)
    }

    /// The page is served by the program that listens there.
    pub(crate) fn lead_to(&self, port: u16) {
        self.front.lead_to(loopback(port));
    }

    /// The page is served by a static host whose policy is strict.
    pub(crate) async fn host(&self, pages: &Path, receiver: &Path) -> Result<Domain> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let site = Site {
            pages: pages.to_owned(),
            receiver: receiver.to_owned(),
            issuer: self.issuer.clone(),
        };
        let domain = Domain::start(&self.page, listener, site)?;
        domain.turn(|knobs| {
            knobs.csp = Some(format!(
                "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' {} {}; \
                 base-uri 'none'; object-src 'none'; form-action 'self'",
                self.issuer, self.api.origin
            ));
        });
        self.front.lead_to(domain.address());
        Ok(domain)
    }

    /// From the issuer's form back to the page, which shows Ada; then the API answers to her by name.
    pub(crate) async fn sign_in(&self, stage: &Stage) -> Result<()> {
        steps::reach_the_form(stage).await?;
        steps::send_form(stage, &ADA).await?;
        let browser = &stage.browser;
        browser.wait_for_page(&format!("{}/", self.page)).await?;
        browser.wait_for_text("#who", "Signed in as Ada Lovelace").await?;
        self.by_popup(stage).await?;
        browser.click("#ask").await?;
        browser.wait_for_text("#answer", "Hello, Ada Lovelace.").await
    }

    async fn by_popup(&self, stage: &Stage) -> Result<()> {
        let rows: Vec<AuditRow> = stage.world.issuer.audit().await?;
        let mint = Sought {
            event: "mint",
            outcome: "allowed",
            domain: Some(&self.page),
            carrier: Some("popup"),
        };
        only(&rows, mint).map(drop)
    }
}

/// Nothing that a user would have to look into: the console of Chromium has neither errors nor warnings.
pub(crate) async fn quiet(browser: &Browser) -> Result<()> {
    let said = browser.console().await;
    let is_loud = |line: &&String| line.contains("SEVERE") || line.contains("WARNING");
    let is_ours = |line: &&String| !line.contains("favicon.ico");
    let loud: Vec<_> = said.iter().filter(is_loud).filter(is_ours).collect();
    ensure!(loud.is_empty(), "the console says {loud:#?}");
    Ok(())
}

/// The receiver page is the one that the command has put there.
pub(crate) fn has_receiver(public: &Path) -> Result<()> {
    let page = public.join(RECEIVER_PATH.trim_start_matches('/'));
    ensure!(page.is_file(), "no {}", page.display());
    Ok(())
}

/// No bundle has a copy of the wasm module: it is where the receiver page is, once.
pub(crate) fn no_second_module(built: &Path) -> Result<()> {
    let mut folders = vec![built.to_owned()];
    let mut scripts = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() && !path.ends_with("crosspass") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "wasm") {
                anyhow::bail!("a second module: {}", path.display());
            } else if path.extension().is_some_and(|extension| extension == "js") {
                scripts += 1;
            }
        }
    }
    ensure!(scripts > 0, "nothing is built in {}", built.display());
    Ok(())
}

fn origin(front: &Front) -> String {
    format!("http://localhost:{}", front.port())
}

fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// What examples call the three, and where they are here.
fn addresses<'a>(issuer: &'a str, page: &'a str, api: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("https://auth.example.com", issuer),
        ("https://app.example.com", page),
        ("https://api.example.com", api),
    ]
}

//! The whole world of a story or of the demo: one issuer, three domains of three customers, users.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::certificate::Certificate;
use crate::domain::{Domain, RECEIVER_PATH};
use crate::front::Front;
use crate::issuer::Issuer;
use crate::people::{CUSTOMERS, Customer, PEOPLE};
use crate::random;
use crosspass_testkit::{Database, DatabaseKind};

use crate::release::{Cast, Release};
use crate::site::Site;

/// Under which names, and how, browsers reach the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// `http://*.localhost:PORT`
    Localhost,
    /// `https://*.test:PORT`, behind TLS terminators
    Test,
    /// `https://*.localhost:PORT`: TLS under names that programs resolve, too
    Secure,
    /// `http://localhost:PORT`, one name for all, as while developing
    Ports,
}

impl Names {
    /// The host of the issuer.
    #[must_use]
    pub fn issuer(self) -> &'static str {
        match self {
            Self::Localhost | Self::Secure => "auth.localhost",
            Self::Test => "auth.crosspass.test",
            Self::Ports => "localhost",
        }
    }

    /// The host of a customer's domain.
    #[must_use]
    pub fn customer(self, customer: &Customer) -> &'static str {
        match self {
            Self::Localhost | Self::Secure => customer.plain_host,
            Self::Test => customer.tls_host,
            Self::Ports => "localhost",
        }
    }

    /// The origin of a host at a port.
    #[must_use]
    pub fn origin(self, host: &str, port: u16) -> String {
        match self {
            Self::Localhost | Self::Ports => format!("http://{host}:{port}"),
            Self::Test | Self::Secure => format!("https://{host}:{port}"),
        }
    }

    /// The certificate for these names and `shop.localhost`, or none where they go without.
    pub fn certificate(self) -> Result<Option<Certificate>> {
        match self {
            Self::Localhost | Self::Ports => Ok(None),
            Self::Test | Self::Secure => {
                let mut hosts = vec![self.issuer(), "shop.localhost"];
                hosts.extend(CUSTOMERS.map(|customer| self.customer(customer)));
                Certificate::make(&hosts).map(Some)
            }
        }
    }
}

/// One issuer, three domains and their users, on ports of their own. It ends when dropped.
#[derive(Debug)]
pub struct World {
    /// The issuer.
    pub issuer: Issuer,
    /// First-party.
    pub acme: Domain,
    /// First-party, on another site.
    pub globex: Domain,
    /// External.
    pub initech: Domain,
    /// The password of everybody here.
    pub password: String,
    /// What TLS is ended with, where there is any.
    pub certificate: Option<Certificate>,
    /// Which builds play in it.
    pub cast: Cast,
    issuer_front: Front,
    domain_fronts: [Front; 3],
    _home: TempDir,
}

impl World {
    /// A new world with an empty database, then its customers and users, then the issuer's start.
    pub async fn build(names: Names) -> Result<Self> {
        Self::of(names, Cast::default()).await
    }

    /// The same with this binary as the issuer.
    pub async fn with_binary(names: Names, binary: PathBuf) -> Result<Self> {
        Self::made(names, Cast::default(), Some(binary)).await
    }

    /// The same, of certain builds.
    pub async fn of(names: Names, cast: Cast) -> Result<Self> {
        Self::made(names, cast, None).await
    }

    async fn made(names: Names, cast: Cast, binary: Option<PathBuf>) -> Result<Self> {
        let home = tempfile::Builder::new().prefix("crosspass-e2e-").tempdir()?;
        let certificate = names.certificate()?;
        let tls = certificate.as_ref().map(Certificate::acceptor);
        let issuer_front = Front::open(tls.clone()).await?;
        let origin = names.origin(names.issuer(), issuer_front.port());
        let mut issuer = Issuer::new(&origin, "127.0.0.1:0", home.path())?;
        match binary {
            Some(binary) => issuer.become_binary(binary),
            None => issuer.become_release(cast.issuer)?,
        }
        if cast.database == DatabaseKind::Postgres {
            let database = Database::of(cast.database).await;
            issuer.set("database", &database.setting());
        }
        if let Some(certificate) = &certificate {
            issuer.trust(&certificate.file());
            // Its domains are on this machine.
            issuer.set("domains.private_addresses", "allow");
        }
        let mut domains = Vec::new();
        let mut fronts = Vec::new();
        for customer in CUSTOMERS {
            let front = Front::open(tls.clone()).await?;
            let own = names.origin(names.customer(customer), front.port());
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let domain = start_domain(customer, &own, listener, &origin, cast.hosts)?;
            front.lead_to(domain.address());
            issuer.add_customer(customer, domain.origin()).await?;
            domains.push(domain);
            fronts.push(front);
        }
        let password = random::password()?;
        for person in PEOPLE {
            issuer.add_person(person, &password).await?;
        }
        issuer_front.lead_to(issuer.start().await?);
        let three = "three customers, three domains";
        let [acme, globex, initech] = domains.try_into().ok().context(three)?;
        let domain_fronts = fronts.try_into().ok().context(three)?;
        Ok(Self {
            issuer,
            acme,
            globex,
            initech,
            password,
            certificate,
            cast,
            issuer_front,
            domain_fronts,
            _home: home,
        })
    }

    /// Starts the issuer again after a kill or a stop, behind the same public port.
    pub async fn restart_issuer(&mut self) -> Result<SocketAddr> {
        let address = self.issuer.start().await?;
        self.issuer_front.lead_to(address);
        Ok(address)
    }

    /// Starts the issuer again as another build, on the database that it has.
    pub async fn change_issuer(&mut self, release: Release) -> Result<()> {
        self.cast.issuer = release;
        self.issuer.become_release(release)?;
        self.issuer.stop().await?;
        self.restart_issuer().await?;
        Ok(())
    }

    /// Starts the issuer again with these settings.
    pub async fn configure_issuer(&mut self, settings: &[(&str, &str)]) -> Result<()> {
        for (name, value) in settings {
            self.issuer.set(name, value);
        }
        self.issuer.stop().await?;
        self.restart_issuer().await?;
        Ok(())
    }

    /// Starts the issuer again with a clock so many seconds ahead of the machine's, or behind.
    pub async fn set_issuer_clock(&mut self, ahead: i64) -> Result<()> {
        self.issuer.set_clock(ahead)?;
        self.issuer.stop().await?;
        self.restart_issuer().await?;
        Ok(())
    }

    /// Has browsers reach the issuer through a proxy, until its next start.
    pub fn put_before_issuer(&self, proxy: SocketAddr) {
        self.issuer_front.lead_to(proxy);
    }

    /// Cuts browsers off from the issuer, or lets them through again.
    pub fn cut_issuer(&self, is_cut: bool) {
        self.issuer_front.cut(is_cut);
    }

    /// Keeps back what is on its way between browsers and the issuer, or lets it go on.
    pub fn hold_issuer(&self, is_held: bool) {
        self.issuer_front.hold(is_held);
    }

    /// How many POST requests to a path of the issuer browsers have sent, arrived or not.
    pub fn sent_to_issuer(&self, path: &str) -> usize {
        let posts = self.issuer_front.posts();
        posts.iter().filter(|sent| *sent == path).count()
    }

    /// Makes every round trip to the issuer and to the domains this much longer.
    pub fn set_round_trips(&self, issuer: Duration, domains: Duration) {
        self.issuer_front.set_round_trip(issuer);
        for front in &self.domain_fronts {
            front.set_round_trip(domains);
        }
    }

    /// The random id of a user, as the issuer's own command line tells it.
    pub async fn subject(&self, login: &str) -> Result<String> {
        let users = self.issuer.list("user").await?;
        let user = users.iter().find(|user| user["login"] == login);
        user.and_then(|user| user["sub"].as_str().map(str::to_owned))
            .with_context(|| format!("no user {login} in {users:?}"))
    }
}

/// Serves a customer's demo pages and the receiver, as built by `cargo xtask npm` in that release.
pub fn start_domain(
    customer: &Customer,
    origin: &str,
    listener: TcpListener,
    issuer: &str,
    release: Release,
) -> Result<Domain> {
    let site = Site {
        pages: release.built("pages/domains").join(customer.org),
        receiver: release.built("pages/receiver"),
        issuer: issuer.to_owned(),
    };
    for needed in [site.pages.join("index.html"), site.receiver.join("receiver.html")] {
        ensure!(
            needed.is_file(),
            "{} is not built: run `cargo xtask npm` (served at {origin}{RECEIVER_PATH})",
            needed.display()
        );
    }
    Domain::start(origin, listener, site)
}

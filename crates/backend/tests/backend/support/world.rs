//! A world: the issuer on a database of its own, listening on loopback; three domains and two users; backends, which have
//! the issuer's clock.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderName, Method, Request};
use axum::{Extension, Router};
use crosspass_backend::Options;
use crosspass_cli::{Config, Sources};
use crosspass_issuer::model::{
    AuditContext, DisplayText, Domain, DomainKind, Login, Organization, OrganizationName, Trust, User,
};
use crosspass_issuer::model::{Credentials, Membership};
use crosspass_issuer::store::Store;
use crosspass_issuer::{
    Clock, Issuer, Password, PasswordHash, PasswordLimits, Passwords, Randomness, begin_keys,
};
use crosspass_protocol::{Origin, Subject, TokenId};
use crosspass_server::{AppState, Peer, app};
use crosspass_testkit::Database;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::OnceCell;
use tower::ServiceExt;
use zeroize::Zeroizing;

use super::wire::Wire;
use super::{Answer, Backend, Browser, Forge, ManualClock, backend, pages};

/// A backend; ada and bob are members of its owner.
pub(crate) const ACME: &str = "http://acme.localhost:9001";
/// Another backend of theirs.
pub(crate) const GLOBEX: &str = "http://globex.localhost:9002";
/// A domain without a backend.
pub(crate) const STATIC: &str = "http://static.localhost:9003";
const PASSWORD: &str = "correct horse battery staple";

static HASH: OnceCell<PasswordHash> = OnceCell::const_new();

pub(crate) struct World {
    pub issuer: Arc<Issuer>,
    pub store: Store,
    pub clock: Arc<ManualClock>,
    pub random: Randomness,
    pub origin: String,
    app: Router,
    wire: Arc<Wire>,
    folder: TempDir,
    _database: Database,
}

impl World {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let origin = format!("http://auth.localhost:{}", listener.local_addr().unwrap().port());
        let folder = tempfile::tempdir().unwrap();
        let random = Randomness::open();
        let clock = Arc::new(ManualClock::new());
        let database = Database::new().await;
        let store = database.open().await;
        begin_keys(&store, &random, clock.now()).await.unwrap();
        let settings = [
            ("issuer", origin.as_str()),
            ("limits.address_attempts", "1000"),
            ("password.patience_seconds", "60"),
        ];
        let settings = settings.map(|(name, value)| (name, Some(value.to_owned())));
        let config = Config::check(&Sources::gather(&settings, |_| None).unwrap()).unwrap();
        let pages = pages::small(&folder.path().join("pages"));
        let shared = Arc::clone(&clock) as Arc<dyn Clock>;
        let issuer = Issuer::new(config.settings, store.clone(), shared, random.clone()).unwrap();
        let state = AppState::new(Arc::clone(&issuer), config.site, pages);
        let app = app(state).layer(Extension(Peer(Ipv4Addr::LOCALHOST.into())));
        let wire = Arc::new(Wire::default());
        let served = wire.before(app.clone());
        tokio::spawn(async move { axum::serve(listener, served).await });
        let world = Self {
            issuer,
            store,
            clock,
            random,
            origin,
            app,
            wire,
            folder,
            _database: database,
        };
        world.populate().await;
        world
    }

    async fn populate(&self) {
        let name = OrganizationName::parse("acme").unwrap();
        let organization = Organization {
            name: name.clone(),
            title: DisplayText::parse("Acme").unwrap(),
        };
        self.store
            .add_organization(&organization, &self.audit())
            .await
            .unwrap();
        for (origin, kind) in [
            (ACME, DomainKind::Backend),
            (GLOBEX, DomainKind::Backend),
            (STATIC, DomainKind::Static),
        ] {
            let domain = Domain {
                origin: Origin::parse(origin).unwrap(),
                name: DisplayText::parse("Acme").unwrap(),
                organization: name.clone(),
                trust: Trust::FirstParty,
                kind,
                suspended: false,
                unproven: false,
            };
            self.store
                .add_domain(&domain, &crosspass_issuer::Randomness::open(), &self.audit())
                .await
                .unwrap();
        }
        for (login, name) in [("ada", "Ada Lovelace"), ("bob", "Bob")] {
            let hash = HASH.get_or_init(|| hash(PASSWORD)).await.clone();
            let id = TokenId::from_random(self.random.bytes().unwrap());
            let user = User {
                sub: Subject::parse(id.as_str()).unwrap(),
                login: Login::parse(login).unwrap(),
                name: DisplayText::parse(name).unwrap(),
                email: DisplayText::parse(&format!("{login}@example.com")).unwrap(),
                disabled: false,
            };
            self.store
                .add_user(&Credentials { user, hash }, &self.audit())
                .await
                .unwrap();
            self.store
                .add_member(&membership(login), &self.audit())
                .await
                .unwrap();
        }
    }

    pub(crate) async fn leave(&self, login: &str) {
        self.store
            .remove_member(&membership(login), &self.audit())
            .await
            .unwrap();
    }

    pub(crate) async fn join(&self, login: &str) {
        self.store
            .add_member(&membership(login), &self.audit())
            .await
            .unwrap();
    }

    pub(crate) fn audit(&self) -> AuditContext {
        AuditContext {
            at: self.clock.now(),
            address: None,
            reference: None,
        }
    }

    pub(crate) fn set_down(&self, is_down: bool) {
        self.wire.set_down(is_down);
    }

    pub(crate) fn set_old(&self) {
        self.wire.set_old(true);
    }

    /// How often an address was asked for over the network.
    pub(crate) fn calls(&self, path: &str) -> usize {
        self.wire.calls(path)
    }

    /// How often the issuer's audit log has an event that was allowed.
    pub(crate) async fn allowed(&self, event: &str) -> usize {
        let rows = self.store.audit_rows(1000).await.unwrap();
        rows.iter()
            .filter(|row| row.event == event && row.outcome == "allowed")
            .count()
    }

    pub(crate) fn options(&self, origins: &[&str], key: &str) -> Options {
        let clock = Arc::clone(&self.clock);
        Options::new(&self.origin, origins.iter().copied(), self.path(key)).with_clock(move || clock.now())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A backend for both domains that have one.
    pub(crate) fn backend(&self) -> Backend {
        backend(self.options(&[ACME, GLOBEX], "backend.key"))
    }

    /// A call of the issuer's own page.
    pub(crate) async fn call(&self, path: &str, cookie: &str, body: &Value) -> Answer {
        let headers = [
            ("origin", self.origin.as_str()),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
            ("cookie", cookie),
        ];
        self.send(Method::POST, path, &headers, &body.to_string()).await
    }

    pub(crate) async fn visit(&self, address: &str, cookie: &str) -> Answer {
        let path = address.strip_prefix(&self.origin).unwrap_or(address);
        self.send(Method::GET, path, &[("cookie", cookie)], "").await
    }

    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(HeaderName::from_bytes(name.as_bytes()).unwrap(), *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        Answer::read(self.app.clone().oneshot(request).await.unwrap()).await
    }

    /// Signs in at the issuer: its cookie.
    pub(crate) async fn sign_in(&self, login: &str) -> String {
        let answer = self
            .call(
                "/api/sign-in",
                "",
                &json!({ "login": login, "password": PASSWORD }),
            )
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let (name, value) = answer.cookies().remove(0);
        format!("{name}={value}")
    }

    /// Everything that a sign-in by popup brings the auth page: cookie, and JSON with token and permit.
    pub(crate) async fn popup(&self, login: &str, audience: &str, nonce: &str, jkt: &str) -> (String, Value) {
        let body =
            json!({ "login": login, "password": PASSWORD, "audience": audience, "nonce": nonce, "jkt": jkt });
        let answer = self.call("/api/sign-in", "", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let (name, value) = answer.cookies().remove(0);
        (format!("{name}={value}"), answer.json())
    }

    /// A session token that a sign-in by popup brings.
    pub(crate) async fn token(&self, login: &str, audience: &str, nonce: &str, jkt: &str) -> String {
        let (_, brought) = self.popup(login, audience, nonce, jkt).await;
        brought["token"].as_str().unwrap().to_owned()
    }

    /// Signs a browser in by popup; returns the issuer's cookie.
    pub(crate) async fn enter(&self, browser: &mut Browser, login: &str) -> String {
        let (nonce, jkt) = browser.begin().await;
        let (cookie, brought) = self.popup(login, browser.origin, &nonce, &jkt).await;
        let answer = browser.take(brought["token"].as_str().unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        cookie
    }

    /// From a page of the domain to the landing's address with a ticket, for who has that cookie at the issuer.
    pub(crate) async fn to_landing(&self, browser: &mut Browser, cookie: &str) -> String {
        let begun = browser.visit("/crosspass/begin?return_to=/account?a=b").await;
        assert_eq!(begun.status, 303, "{}", begun.text);
        let answer = self.visit(begun.location(), cookie).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        answer.location().to_owned()
    }

    /// A genuine token, taken apart, with the key that signed it.
    pub(crate) async fn forge(&self, token: &str) -> Forge {
        let keys = self.issuer.keys(self.clock.now()).await.unwrap();
        Forge::of(token, keys.active)
    }
}

async fn hash(password: &str) -> PasswordHash {
    let patience = std::time::Duration::from_secs(60);
    let limits = PasswordLimits {
        parallel: 1,
        queue: 1,
        patience,
    };
    let password = Password::parse(Zeroizing::new(password.to_owned())).unwrap();
    let passwords = Passwords::new(limits, Randomness::open()).unwrap();
    passwords.hash(password).await.unwrap()
}

fn membership(login: &str) -> Membership {
    Membership {
        login: Login::parse(login).unwrap(),
        organization: OrganizationName::parse("acme").unwrap(),
    }
}

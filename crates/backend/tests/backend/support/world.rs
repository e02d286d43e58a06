//! A world: the issuer on a database of its own, listening on loopback; three domains and two users; backends, which have
//! the issuer's clock.

use std::net::Ipv4Addr;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use axum::http::{Extensions, Method};
use axum::{Extension, Router};
use crosspass_backend::Options;
use crosspass_cli::{Config, Sources};
use crosspass_issuer::model::{DomainKind, Trust};
use crosspass_issuer::{Clock, Issuer};
use crosspass_server::{AppState, Peer, app};
use crosspass_testkit::directory::PASSWORD;
use crosspass_testkit::{own_page, send, with_cookie};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::wire::Wire;
use super::{Answer, Backend, Browser, Forge, backend, pages};

/// A backend; ada and bob are members of its owner.
pub(crate) const ACME: &str = "http://acme.localhost:9001";
/// Another backend of theirs.
pub(crate) const GLOBEX: &str = "http://globex.localhost:9002";
/// A domain without a backend.
pub(crate) const STATIC: &str = "http://static.localhost:9003";

pub(crate) struct World {
    pub issuer: Arc<Issuer>,
    pub origin: String,
    app: Router,
    wire: Arc<Wire>,
    folder: TempDir,
    shared: crosspass_testkit::World,
}

impl Deref for World {
    type Target = crosspass_testkit::World;

    fn deref(&self) -> &crosspass_testkit::World {
        &self.shared
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let origin = format!("http://auth.localhost:{}", listener.local_addr().unwrap().port());
        let folder = tempfile::tempdir().unwrap();
        let shared = crosspass_testkit::World::new().await;
        populate(&shared).await;
        let settings = [
            ("issuer", origin.as_str()),
            ("limits.address_attempts", "1000"),
            ("password.patience_seconds", "60"),
        ];
        let settings = settings.map(|(name, value)| (name, Some(value.to_owned())));
        let config = Config::check(&Sources::gather(&settings, |_| None).unwrap()).unwrap();
        let pages = pages::small(&folder.path().join("pages"));
        let clock = Arc::clone(&shared.clock) as Arc<dyn Clock>;
        let (store, random) = (shared.store.clone(), shared.random.clone());
        let issuer = Issuer::new(config.settings, store, clock, random).unwrap();
        let state = AppState::new(Arc::clone(&issuer), config.site, pages);
        let app = app(state).layer(Extension(Peer(Ipv4Addr::LOCALHOST.into())));
        let wire = Arc::new(Wire::default());
        let served = wire.before(app.clone());
        tokio::spawn(async move { axum::serve(listener, served).await });
        Self {
            issuer,
            origin,
            app,
            wire,
            folder,
            shared,
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
        self.reasons(event, "allowed").await.len()
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
        let headers = own_page(&self.origin, cookie);
        self.send(Method::POST, path, &headers, &body.to_string()).await
    }

    pub(crate) async fn visit(&self, address: &str, cookie: &str) -> Answer {
        let path = address.strip_prefix(&self.origin).unwrap_or(address);
        self.send(Method::GET, path, &with_cookie(cookie), "").await
    }

    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        send(&self.app, method, path, headers, body, Extensions::new()).await
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
        answer.cookie()
    }

    /// Everything that a sign-in by popup brings the auth page: cookie, and JSON with token and permit.
    pub(crate) async fn popup(&self, login: &str, audience: &str, nonce: &str, jkt: &str) -> (String, Value) {
        let body =
            json!({ "login": login, "password": PASSWORD, "audience": audience, "nonce": nonce, "jkt": jkt });
        let answer = self.call("/api/sign-in", "", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        (answer.cookie(), answer.json())
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

async fn populate(world: &crosspass_testkit::World) {
    world.add_organization("acme").await;
    for (origin, kind) in [
        (ACME, DomainKind::Backend),
        (GLOBEX, DomainKind::Backend),
        (STATIC, DomainKind::Static),
    ] {
        world.add_domain(origin, "acme", Trust::FirstParty, kind).await;
    }
    for (login, name) in [("ada", "Ada Lovelace"), ("bob", "Bob")] {
        world.add_user(login, name).await;
        world.join(login, "acme").await;
    }
}

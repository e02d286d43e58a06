//! The world behind an issuer that is asked without a network: three customers with a domain each, and two users.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::http::{Extensions, Method};
use crosspass_cli::{Config, Sources};
use crosspass_issuer::model::{BrandChange, DomainKind, Trust};
use crosspass_issuer::store::Store;
use crosspass_issuer::{Clock, Issuer};
use crosspass_server::{AppState, Pages, Peer, app};
use crosspass_testkit::directory::{self, PASSWORD};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Answer, Forge, ISSUER, Receiver, pages};

/// First-party; ada is a member of its owner.
pub(crate) const ACME: &str = "http://acme.localhost:9001";
/// External; ada is a member of its owner.
pub(crate) const GLOBEX: &str = "http://globex.localhost:9002";
/// First-party; nobody is a member of its owner.
pub(crate) const INITECH: &str = "http://initech.localhost:9003";
/// The issuer's own pages, before they are built: templates, without scripts and styles.
pub(crate) const REAL_PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/auth");

pub(crate) struct World {
    pub state: AppState,
    pub issuer: Arc<Issuer>,
    app: Router,
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
        Self::configured(&[]).await
    }

    /// A world with these settings.
    pub(crate) async fn configured(settings: &[(&'static str, &str)]) -> Self {
        Self::made(settings, None).await
    }

    /// A world with these pages.
    pub(crate) async fn with_pages(pages: Pages) -> Self {
        Self::made(&[], Some(pages)).await
    }

    async fn made(settings: &[(&'static str, &str)], pages: Option<Pages>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shared = crosspass_testkit::World::new().await;
        populate(&shared).await;
        let state = node(&folder, settings, pages, shared.store.clone(), &shared);
        Self {
            app: app(state.clone()),
            issuer: Arc::clone(&state.issuer),
            state,
            folder,
            shared,
        }
    }

    /// Another node on the same database file, as another process would be.
    pub(crate) async fn second_node(&self) -> Router {
        self.second_node_with(&[]).await
    }

    /// The same with these settings.
    pub(crate) async fn second_node_with(&self, settings: &[(&'static str, &str)]) -> Router {
        let store = self.database.open().await;
        app(node(&self.folder, settings, None, store, &self.shared))
    }

    pub(crate) async fn add_domain(&self, origin: &str, organization: &str, trust: Trust) {
        let added = self
            .shared
            .add_domain(origin, organization, trust, DomainKind::Static);
        added.await;
    }

    /// A domain whose server takes the sessions.
    pub(crate) async fn add_backend(&self, origin: &str, organization: &str, trust: Trust) {
        let added = self
            .shared
            .add_domain(origin, organization, trust, DomainKind::Backend);
        added.await;
    }

    /// Changes an organization's brand.
    pub(crate) async fn brand(&self, organization: &str, change: &BrandChange) {
        let name = directory::organization_name(organization);
        self.store
            .change_brand(&name, change, &self.audit_context())
            .await
            .unwrap();
    }

    pub(crate) async fn suspend(&self, origin: &str) {
        let origin = directory::origin(origin);
        self.store
            .set_suspended(&origin, true, &self.audit_context())
            .await
            .unwrap();
    }

    /// Sends a request: method and path, headers, body.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        send(&self.app, method, path, headers, body, Ipv4Addr::LOCALHOST.into()).await
    }

    /// The same from another address.
    pub(crate) async fn send_from(
        &self,
        address: &str,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        send(&self.app, method, path, headers, body, address.parse().unwrap()).await
    }

    pub(crate) async fn visit(&self, path: &str, cookie: &str) -> Answer {
        self.send(Method::GET, path, &[("cookie", cookie)], "").await
    }

    /// A call of the page API, as the issuer's own page makes it.
    pub(crate) async fn call(&self, path: &str, cookie: &str, body: &Value) -> Answer {
        call_at(&self.app, path, cookie, body).await
    }

    pub(crate) async fn sign_in(&self, login: &str, password: &str) -> Answer {
        self.call(
            "/api/sign-in",
            "",
            &json!({ "login": login, "password": password }),
        )
        .await
    }

    /// Ada's cookie.
    pub(crate) async fn ada(&self) -> String {
        let answer = self.sign_in("ada", PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.cookie()
    }

    /// A ticket of ada's for ACME, bound to the receiver.
    pub(crate) async fn ticket(&self, receiver: &Receiver) -> String {
        self.ticket_for(&self.ada().await, receiver).await
    }

    /// A ticket of that cookie's user.
    pub(crate) async fn ticket_for(&self, cookie: &str, receiver: &Receiver) -> String {
        self.visit(&sign_in_path(ACME, Some(receiver)), cookie)
            .await
            .ticket()
    }

    pub(crate) async fn redeem(&self, ticket: &str, proof: &str) -> Answer {
        redeem_at(&self.app, ticket, proof).await
    }

    /// Ada's cookie, and a session token of hers for ACME that came by popup.
    pub(crate) async fn popup_session(&self, receiver: &Receiver) -> (String, String) {
        let body = json!({ "login": "ada", "password": PASSWORD, "audience": ACME,
                           "nonce": receiver.nonce(), "jkt": receiver.jkt() });
        let answer = self.call("/api/sign-in", "", &body).await;
        (answer.cookie(), answer.member("token"))
    }

    /// Renews a token as its receiver does.
    pub(crate) async fn renew(&self, token: &str, receiver: &Receiver) -> Answer {
        let proof = receiver.renewal_proof(token, self.clock.now());
        self.renew_with(token, &proof).await
    }

    pub(crate) async fn renew_with(&self, token: &str, proof: &str) -> Answer {
        renew_at(&self.app, token, proof).await
    }

    /// Ends what a token proves, with a fresh proof of the receiver's key.
    pub(crate) async fn end(&self, token: &str, receiver: &Receiver, everywhere: bool) -> Answer {
        let proof = receiver.token_proof("/api/end", token, self.issuer.clock.now());
        end_at(&self.app, token, &proof, everywhere).await
    }

    /// A genuine ticket, taken apart.
    pub(crate) async fn forge(&self, receiver: &Receiver) -> Forge {
        self.forge_of(&self.ticket(receiver).await).await
    }

    pub(crate) async fn forge_of(&self, token: &str) -> Forge {
        Forge::of(token, self.issuer.keys(self.clock.now()).await.unwrap().active)
    }
}

async fn populate(world: &crosspass_testkit::World) {
    for (name, origin, trust) in [
        ("acme", ACME, Trust::FirstParty),
        ("globex", GLOBEX, Trust::External),
        ("initech", INITECH, Trust::FirstParty),
    ] {
        world.add_organization(name).await;
        world.add_domain(origin, name, trust, DomainKind::Static).await;
    }
    world.add_user("ada", "Ada Lovelace").await;
    world.add_user("bob", "Bob").await;
    world.join("ada", "acme").await;
    world.join("ada", "globex").await;
}

/// Headers of the issuer's own page.
pub(crate) fn own_page(cookie: &str) -> Vec<(&str, &str)> {
    crosspass_testkit::own_page(ISSUER, cookie)
}

/// `/sign-in` for a domain's page, with what its receiver began.
pub(crate) fn sign_in_path(origin: &str, receiver: Option<&Receiver>) -> String {
    let begun = receiver.map_or_else(String::new, |r| format!("&nonce={}&jkt={}", r.nonce(), r.jkt()));
    format!("/sign-in?return_to={origin}/account.html{begun}")
}

pub(crate) async fn call_at(node: &Router, path: &str, cookie: &str, body: &Value) -> Answer {
    let headers = own_page(cookie);
    let from = Ipv4Addr::LOCALHOST.into();
    send(node, Method::POST, path, &headers, &body.to_string(), from).await
}

pub(crate) async fn end_at(node: &Router, token: &str, proof: &str, everywhere: bool) -> Answer {
    let body = json!({ "token": token, "everywhere": everywhere });
    receiver_call(node, "/api/end", proof, &body).await
}

pub(crate) async fn redeem_at(node: &Router, ticket: &str, proof: &str) -> Answer {
    receiver_call(node, "/api/redeem", proof, &json!({ "ticket": ticket })).await
}

pub(crate) async fn renew_at(node: &Router, token: &str, proof: &str) -> Answer {
    receiver_call(node, "/api/renew", proof, &json!({ "token": token })).await
}

async fn receiver_call(node: &Router, path: &str, proof: &str, body: &Value) -> Answer {
    let headers = [
        ("content-type", "application/json"),
        ("dpop", proof),
        ("origin", ACME),
    ];
    send(
        node,
        Method::POST,
        path,
        &headers,
        &body.to_string(),
        Ipv4Addr::LOCALHOST.into(),
    )
    .await
}

fn node(
    folder: &TempDir,
    settings: &[(&'static str, &str)],
    pages: Option<Pages>,
    store: Store,
    shared: &crosspass_testkit::World,
) -> AppState {
    let mut values: Vec<(&'static str, Option<String>)> = vec![
        ("issuer", Some(ISSUER.to_owned())),
        ("limits.address_attempts", Some("1000".to_owned())),
        ("password.patience_seconds", Some("60".to_owned())),
    ];
    for &(name, value) in settings {
        values.retain(|(known, _)| *known != name);
        values.push((name, Some(value.to_owned())));
    }
    let config = Config::check(&Sources::gather(&values, |_| None).unwrap()).unwrap();
    let pages = pages.unwrap_or_else(|| match &config.pages {
        Some(folder) => pages::in_folder(folder),
        None => pages::small(&folder.path().join("pages")),
    });
    let clock = Arc::clone(&shared.clock) as Arc<dyn Clock>;
    let issuer = Issuer::new(config.settings, store, clock, shared.random.clone()).unwrap();
    AppState::new(issuer, config.site, pages)
}

async fn send(
    app: &Router,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
    address: IpAddr,
) -> Answer {
    let headers: Vec<_> = headers
        .iter()
        .copied()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let mut more = Extensions::new();
    more.insert(Peer(address));
    crosspass_testkit::send(app, method, path, &headers, body, more).await
}

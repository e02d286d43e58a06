//! An issuer that answers as it is told: with key sets that are none, late, or with tokens of its choice.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use crosspass_backend::Options;
use crosspass_issuer::{Clock, Randomness};
use crosspass_protocol::{
    Binding, KeyId, KeyThumbprint, Labels, Nonce, Origin, Seconds, SessionClaims, SessionId, SigningKey,
    Subject, TokenId, sign,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::ManualClock;
use super::{ACME, Backend, Browser, backend};

/// What the issuer answers when it is asked for its keys.
#[derive(Clone, Debug)]
pub(crate) enum Behaviour {
    Good,
    Fails,
    Slow,
    Huge,
    Page,
    Redirect,
    Private,
    Empty,
    Twice,
}

struct Shared {
    behaviour: Mutex<Behaviour>,
    jwk: Value,
    asked: AtomicUsize,
    /// What renewals are answered with.
    renewed: Mutex<String>,
    /// What the key set says of the issuer's version.
    version: Mutex<Value>,
    /// Whether a renewal may be a form.
    takes_forms: AtomicBool,
    /// How renewals came.
    calls: Mutex<Vec<Called>>,
}

/// A call as it came.
#[derive(Clone, Debug)]
pub(crate) struct Called {
    pub content_type: String,
    pub proof: Option<String>,
    pub body: String,
}

pub(crate) struct HostileIssuer {
    pub clock: Arc<ManualClock>,
    pub random: Randomness,
    pub origin: String,
    key: SigningKey,
    shared: Arc<Shared>,
    folder: TempDir,
}

impl HostileIssuer {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let origin = format!("http://auth.localhost:{}", listener.local_addr().unwrap().port());
        let random = Randomness::open();
        let pkcs8 = SigningKey::generate(&random.source()).unwrap();
        let key = SigningKey::from_pkcs8(&pkcs8, KeyId::parse("k1").unwrap(), random.source()).unwrap();
        let mut jwk: Value = serde_json::from_str(&key.public_jwk().required_members()).unwrap();
        jwk["kid"] = json!("k1");
        let shared = Arc::new(Shared {
            behaviour: Mutex::new(Behaviour::Good),
            jwk,
            asked: AtomicUsize::new(0),
            renewed: Mutex::new(String::new()),
            version: Mutex::new(Value::Null),
            takes_forms: AtomicBool::new(true),
            calls: Mutex::default(),
        });
        let app = Router::new()
            .route("/.well-known/jwks.json", get(keys))
            .route("/elsewhere.json", get(elsewhere))
            .route("/api/renew", post(renew))
            .with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, app).await });
        let clock = Arc::new(ManualClock::new());
        let folder = tempfile::tempdir().unwrap();
        Self {
            clock,
            random,
            origin,
            key,
            shared,
            folder,
        }
    }

    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.shared.behaviour.lock().unwrap() = behaviour;
    }

    /// Renewals are answered with this token from now on.
    pub(crate) fn renew_to(&self, token: &str) {
        *self.shared.renewed.lock().unwrap() = token.to_owned();
    }

    /// The key set says this version from now on; `null` is no version. Whether forms are taken is another matter.
    pub(crate) fn speak(&self, version: Value, takes_forms: bool) {
        *self.shared.version.lock().unwrap() = version;
        self.shared.takes_forms.store(takes_forms, Ordering::SeqCst);
    }

    /// The renewals since this was asked last.
    pub(crate) fn calls(&self) -> Vec<Called> {
        std::mem::take(&mut *self.shared.calls.lock().unwrap())
    }

    /// How often the key set was asked for.
    pub(crate) fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn backend(&self) -> Backend {
        let clock = Arc::clone(&self.clock);
        let options = Options::new(&self.origin, [ACME], self.folder.path().join("backend.key"));
        backend(options.with_clock(move || clock.now()))
    }

    /// A good answer to a handoff that the browser began.
    pub(crate) fn claims(&self, nonce: &str, jkt: &str) -> SessionClaims {
        let now = self.clock.now();
        SessionClaims {
            issuer: Origin::parse(&self.origin).unwrap(),
            audience: Origin::parse(ACME).unwrap(),
            subject: Subject::parse("ada").unwrap(),
            session_id: SessionId::from_random(self.random.bytes().unwrap()),
            token_id: TokenId::from_random(self.random.bytes().unwrap()),
            issued_at: now,
            expires_at: now + Seconds(600),
            auth_time: now,
            binding: Binding {
                nonce: Nonce::parse(nonce).unwrap(),
                jkt: KeyThumbprint::parse(jkt).unwrap(),
            },
            name: "Ada".to_owned(),
            email: "ada@example.com".to_owned(),
            labels: Labels::none(),
        }
    }

    pub(crate) fn sign(&self, claims: &SessionClaims) -> String {
        sign(&self.key, claims).unwrap()
    }

    /// The same by another key that has the published one's id, or none that is published.
    pub(crate) fn sign_as(&self, kid: &str, claims: &SessionClaims) -> String {
        let pkcs8 = SigningKey::generate(&self.random.source()).unwrap();
        let kid = KeyId::parse(kid).unwrap();
        let key = SigningKey::from_pkcs8(&pkcs8, kid, self.random.source()).unwrap();
        sign(&key, claims).unwrap()
    }

    /// A handoff begins, and is answered: a token.
    pub(crate) async fn answer(&self, browser: &mut Browser) -> String {
        let (nonce, jkt) = browser.begin().await;
        self.sign(&self.claims(&nonce, &jkt))
    }

    /// Signs the browser in; what its token says.
    pub(crate) async fn enter(&self, browser: &mut Browser) -> SessionClaims {
        let (nonce, jkt) = browser.begin().await;
        let claims = self.claims(&nonce, &jkt);
        let answer = browser.take(&self.sign(&claims)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        claims
    }
}

async fn keys(State(shared): State<Arc<Shared>>) -> Response {
    shared.asked.fetch_add(1, Ordering::SeqCst);
    let behaviour = shared.behaviour.lock().unwrap().clone();
    let mut good = json!({ "keys": [shared.jwk] });
    match shared.version.lock().unwrap().clone() {
        Value::Null => {}
        version => good["crosspass"] = version,
    }
    match behaviour {
        Behaviour::Good => Json(good).into_response(),
        Behaviour::Fails => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Behaviour::Slow => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            Json(good).into_response()
        }
        // The set is in it: a reader who stops in time is not told apart by what it says.
        Behaviour::Huge => {
            let filler = " ".repeat(10 * 1024 * 1024);
            format!("{good}{filler}").into_response()
        }
        Behaviour::Page => Html("<!doctype html><h1>Sign in to the network</h1>").into_response(),
        Behaviour::Redirect => Redirect::temporary("/elsewhere.json").into_response(),
        Behaviour::Private => {
            let mut jwk = shared.jwk.clone();
            jwk["d"] = json!("AA");
            Json(json!({ "keys": [jwk] })).into_response()
        }
        Behaviour::Empty => Json(json!({ "keys": [] })).into_response(),
        Behaviour::Twice => Json(json!({ "keys": [shared.jwk, shared.jwk] })).into_response(),
    }
}

async fn elsewhere(State(shared): State<Arc<Shared>>) -> Response {
    Json(json!({ "keys": [shared.jwk] })).into_response()
}

async fn renew(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: String) -> Response {
    let said = |name| {
        let value: Option<&HeaderValue> = headers.get(name);
        value.map(|value| value.to_str().unwrap().to_owned())
    };
    let called = Called {
        content_type: said("content-type").unwrap_or_default(),
        proof: said("dpop"),
        body,
    };
    let is_form = called.content_type != "application/json";
    shared.calls.lock().unwrap().push(called);
    if is_form && !shared.takes_forms.load(Ordering::SeqCst) {
        let refusal = json!({ "error": "invalid_request", "message": "Content-Type" });
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, Json(refusal)).into_response();
    }
    let is_slow = matches!(*shared.behaviour.lock().unwrap(), Behaviour::Slow);
    if is_slow {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    let token = shared.renewed.lock().unwrap().clone();
    Json(json!({ "token": token })).into_response()
}

//! An API as a domain would have it: it takes session tokens with proofs, and remembers every call.
//! What is verified is verified by the protocol crate's native code.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use crosspass_protocol::dpop::{ProofExpected, UntrustedProof};
use crosspass_protocol::{
    BindingRule, Expected, Jwks, Origin, SessionClaims, Timestamp, TokenError, UntrustedToken, native,
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::clock;
use crate::issuer::Issuer;

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// A call as the API saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// `GET`, `OPTIONS`, …
    pub method: String,
    /// The path.
    pub path: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `DPoP` header.
    pub proof: Option<String>,
    /// The status of the answer.
    pub status: u16,
}

/// How the API answers from now on, beside what it verifies.
#[derive(Debug, Clone, Default)]
struct Mood {
    /// So many calls are refused, whatever they carry.
    refusals: usize,
    /// Calls are sent on to this address.
    redirect: Option<String>,
}

/// An API that lives at one origin, for the pages of one domain.
#[derive(Debug)]
pub struct Api {
    origin: String,
    issuer: Origin,
    domain: Origin,
    keys: Jwks,
    mood: Mutex<Mood>,
    calls: Mutex<Vec<Call>>,
    proofs: Mutex<BTreeSet<String>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Api {
    /// One that a domain serves itself, below `/api/`.
    pub async fn at_home(issuer: &Issuer, domain: &str) -> Result<Arc<Self>> {
        Self::new(issuer, domain, domain.to_owned()).await
    }

    /// One at an origin of its own, which answers pages of the domain by exact CORS.
    pub async fn at(issuer: &Issuer, domain: &str, host: &str) -> Result<Arc<Self>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let api = Self::new(issuer, domain, format!("http://{host}:{port}")).await?;
        let router = Router::new()
            .fallback(async |State(api): State<Arc<Self>>, request: Request| {
                api.answer(request.into_parts().0)
            })
            .with_state(Arc::clone(&api));
        let serving = axum::serve(listener, router);
        tokio::spawn(async move {
            // Serving ends only with the story's runtime.
            let _ = serving.await;
        });
        Ok(api)
    }

    async fn new(issuer: &Issuer, domain: &str, origin: String) -> Result<Arc<Self>> {
        let keys = issuer.ask("/.well-known/jwks.json").await?.bytes().await?;
        Ok(Arc::new(Self {
            origin,
            issuer: Origin::parse(issuer.origin())?,
            domain: Origin::parse(domain)?,
            keys: Jwks::parse(&keys).ok().context("no key set")?,
            mood: Mutex::default(),
            calls: Mutex::default(),
            proofs: Mutex::default(),
        }))
    }

    /// Its origin.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The address of something below it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Refuses the next so many calls.
    pub fn refuse(&self, calls: usize) {
        locked(&self.mood).refusals = calls;
    }

    /// Sends every call on to another address.
    pub fn redirect(&self, to: &str) {
        locked(&self.mood).redirect = Some(to.to_owned());
    }

    /// The calls so far, preflights too.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        locked(&self.calls).clone()
    }

    pub(crate) fn answer(&self, request: Parts) -> Response {
        let mut response = self.decide(&request);
        response.headers_mut().extend(self.cors(&request));
        let text = |name| {
            let value = request.headers.get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        locked(&self.calls).push(Call {
            method: request.method.to_string(),
            path: request.uri.path().to_owned(),
            authorization: text(header::AUTHORIZATION),
            proof: text(DPOP),
            status: response.status().as_u16(),
        });
        response
    }

    fn decide(&self, request: &Parts) -> Response {
        if request.method == Method::OPTIONS {
            return answer(StatusCode::NO_CONTENT, Body::empty());
        }
        let mut mood = locked(&self.mood);
        if let Some(to) = &mood.redirect {
            let mut response = answer(StatusCode::TEMPORARY_REDIRECT, Body::empty());
            if let Ok(to) = HeaderValue::from_str(to) {
                response.headers_mut().insert(header::LOCATION, to);
            }
            return response;
        }
        if mood.refusals > 0 {
            mood.refusals -= 1;
            return refused("told to refuse");
        }
        match self.verify(request) {
            Ok(claims) => {
                let body = json!({"subject": claims.subject.as_str(), "domain": claims.audience.as_str()});
                answer(StatusCode::OK, Body::from(body.to_string()))
            }
            Err(error) => refused(&format!("{error:?}")),
        }
    }

    /// Every check that an API makes (RFC 9449, 7.2): proof, token, that they belong together, once.
    fn verify(&self, request: &Parts) -> Result<SessionClaims, TokenError> {
        let token = only(&request.headers, &header::AUTHORIZATION)
            .and_then(|value| value.strip_prefix("DPoP "))
            .ok_or(TokenError::Malformed)?;
        let proof = only(&request.headers, &DPOP).ok_or(TokenError::Malformed)?;
        #[expect(clippy::cast_possible_truncation, reason = "seconds of this century")]
        let now = Timestamp::from_seconds((clock::unix_milliseconds() / 1000.0) as i64);
        let proof = native::verify(UntrustedProof::parse(proof)?.check())?.accept(&ProofExpected {
            method: request.method.as_str(),
            url: &self.url(request.uri.path()),
            now,
            access_token: Some(token),
        })?;
        let token = UntrustedToken::parse(token)?;
        let key = self.keys.find(token.key_id()).ok_or(TokenError::UnknownKey)?;
        let claims = native::verify(token.check_with(key)?)?
            .accept::<SessionClaims>(&Expected {
                issuer: &self.issuer,
                audience: &self.domain,
                now,
                binding: BindingRule::Key(proof.thumbprint()),
            })?
            .into_claims();
        let is_new = locked(&self.proofs).insert(proof.token_id().as_str().to_owned());
        if is_new {
            Ok(claims)
        } else {
            Err(TokenError::Claims)
        }
    }

    /// For the domain's own pages alone.
    fn cors(&self, request: &Parts) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        let origin = request.headers.get(header::ORIGIN);
        if let Some(origin) = origin.filter(|origin| origin.as_bytes() == self.domain.as_str().as_bytes()) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            let allowed = HeaderValue::from_static("Authorization, DPoP, Content-Type");
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        }
        headers
    }
}

/// The one value of a header.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn refused(why: &str) -> Response {
    let mut response = answer(
        StatusCode::UNAUTHORIZED,
        Body::from(json!({"why": why}).to_string()),
    );
    let challenge = HeaderValue::from_static("DPoP error=\"invalid_token\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}

fn answer(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

//! Calls from pages of other origins: credentialed CORS (Fetch, 3.2) for a list of its own, which is empty by default.
//! The issuer's registry is no such list: that a user may enter a domain does not let its pages call another one.

mod rules;
mod token_paths;

use std::collections::HashSet;

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, SEC_WEBSOCKET_KEY, VARY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use crosspass_protocol::{Origin, RegisteredOrigin};

use crate::error::{Refusal, StartError};

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
/// How long a browser keeps the permission, in seconds: the longest that Chromium takes.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");
const VARIES: HeaderValue = HeaderValue::from_static("Origin, Access-Control-Request-Headers");
const TRUE: HeaderValue = HeaderValue::from_static("true");

pub(crate) use rules::CrossOrigin;

/// The exact origins whose pages may call with cookies, or with a token of theirs and a proof.
#[derive(Clone, Debug, Default)]
pub(crate) struct Callers(HashSet<String>);

/// A request at one of our origins, as seen by that one's list.
#[derive(Default)]
pub(crate) struct Cors {
    has_callers: bool,
    /// The listed origin that calls, if one does.
    caller: Option<HeaderValue>,
}

impl Callers {
    /// Each is an exact origin: what would stand for many is refused.
    pub(crate) fn parse(texts: &[String], issuer: &Origin) -> Result<Self, StartError> {
        let parse = |text: &String| {
            let wrong = |cause| StartError::Caller {
                origin: text.clone(),
                cause,
            };
            let origin = RegisteredOrigin::parse(text).map_err(wrong)?.origin().clone();
            if origin.is_loopback() != issuer.is_loopback() {
                return Err(StartError::Mixed(text.clone()));
            }
            Ok(origin.as_str().to_owned())
        };
        texts.iter().map(parse).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether pages of that origin may call.
    pub(crate) fn has(&self, origin: &Origin) -> bool {
        self.0.contains(origin.as_str())
    }

    /// Who calls.
    pub(crate) fn cors(&self, headers: &HeaderMap) -> Cors {
        Cors {
            has_callers: !self.is_empty(),
            caller: self.caller(headers).cloned(),
        }
    }

    fn caller<'a>(&self, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
        let is_listed = |value: &&HeaderValue| value.to_str().is_ok_and(|origin| self.0.contains(origin));
        only_origin(headers).filter(is_listed)
    }

    /// What changes something with a cookie comes from a page of this origin or of a listed one. `SameSite=Lax` keeps
    /// other sites' cookies back, and not those of a sibling subdomain's requests.
    pub(crate) fn check_origin(&self, parts: &Parts, own: &Origin) -> Result<(), Refusal> {
        // A WebSocket begins with a GET, and no CORS keeps another site's page from reading it (RFC 6455, 10.2).
        let is_safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(&parts.method)
            && !parts.headers.contains_key(SEC_WEBSOCKET_KEY);
        if is_safe {
            return Ok(());
        }
        let is_own = only_origin(&parts.headers).is_some_and(|origin| origin == own.as_str());
        if is_own || self.caller(&parts.headers).is_some() {
            Ok(())
        } else {
            Err(Refusal::Request(
                "Origin: with a cookie, only pages of this origin and of listed callers may change anything",
            ))
        }
    }
}

/// The `Origin` of a request that has one, and not two.
pub(crate) fn only_origin(headers: &HeaderMap) -> Option<&HeaderValue> {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (origin, None) => origin,
        (_, Some(_)) => None,
    }
}

impl Cors {
    /// The answer to a browser that asks whether a listed page may call, if it does.
    pub(crate) fn preflight(&self, parts: &Parts) -> Option<Response> {
        let asks =
            parts.method == Method::OPTIONS && parts.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        (asks && self.caller.is_some()).then(|| {
            let mut response = StatusCode::NO_CONTENT.into_response();
            let headers = response.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
            // A listed page may send what headers it likes.
            if let Some(wanted) = parts.headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
                headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
            }
            self.allow(&mut response);
            response
        })
    }

    /// Lets a listed caller's page read the answer, in place of whatever was said before. Caches must know that it is not
    /// the same for every caller.
    pub(crate) fn allow(&self, response: &mut Response) {
        let headers = response.headers_mut();
        if self.has_callers {
            headers.append(VARY, VARIES);
        }
        if let Some(caller) = &self.caller {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, caller.clone());
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
    }
}

#[cfg(test)]
mod tests;

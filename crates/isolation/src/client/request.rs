//! A request as a browser makes it.

use crosspass_protocol::Origin;
use http::header::{AUTHORIZATION, CONTENT_TYPE, ORIGIN};
use http::request::Builder;
use http::{HeaderName, Method};
use serde_json::Value;

use super::cookie::Cookie;

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// A request.
#[derive(Clone)]
pub(crate) struct Request<'a> {
    to: &'a Origin,
    method: Method,
    path: String,
    headers: Vec<(HeaderName, String)>,
    cookies: Vec<String>,
    body: String,
}

impl<'a> Request<'a> {
    fn new(method: Method, to: &'a Origin, path: impl Into<String>) -> Self {
        Self {
            to,
            method,
            path: path.into(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: String::new(),
        }
    }

    pub(crate) fn get(to: &'a Origin, path: impl Into<String>) -> Self {
        Self::new(Method::GET, to, path)
    }

    pub(crate) fn json(to: &'a Origin, path: impl Into<String>, body: &Value) -> Self {
        let mut call = Self::new(Method::POST, to, path).header(CONTENT_TYPE, "application/json");
        call.body = body.to_string();
        call
    }

    pub(crate) fn form(to: &'a Origin, path: impl Into<String>, body: String) -> Self {
        let mut call =
            Self::new(Method::POST, to, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        call.body = body;
        call
    }

    pub(crate) fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn to(&self) -> &Origin {
        self.to
    }

    /// Method, address and headers but for the cookies.
    pub(crate) fn request(&self) -> Builder {
        let request = http::Request::builder().method(self.method.clone());
        let headers = self.headers.iter();
        headers.fold(request.uri(self.to.join(&self.path)), |request, (name, value)| {
            request.header(name, value)
        })
    }

    pub(crate) fn cookies(&self) -> Option<String> {
        (!self.cookies.is_empty()).then(|| self.cookies.join("; "))
    }

    pub(crate) fn body(&self) -> &str {
        &self.body
    }

    /// As a page of that origin.
    pub(crate) fn page_of(self, origin: &Origin) -> Self {
        self.header(ORIGIN, origin.as_str())
    }

    pub(crate) fn proof(self, proof: &str) -> Self {
        self.header(DPOP, proof)
    }

    /// With a token that is bound to a key (RFC 9449, 7.1).
    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION, format!("DPoP {token}"))
    }

    pub(crate) fn cookie(mut self, cookie: &Cookie) -> Self {
        self.cookies.push(cookie.pair());
        self
    }
}

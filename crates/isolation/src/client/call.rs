//! A request as a browser makes it, and what is told of its answer.

use bytes::Bytes;
use crosspass_protocol::{Code, Origin};
use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, ORIGIN, SET_COOKIE};
use http::request::Builder;
use http::{HeaderMap, HeaderName, Method, Request, StatusCode};
use serde_json::Value;

use crate::client::cookie::Cookie;
use crate::client::response::Response;
use crate::probe_error::ProbeError;

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// A request.
#[derive(Clone)]
pub(crate) struct Call<'a> {
    to: &'a Origin,
    method: Method,
    path: String,
    headers: Vec<(HeaderName, String)>,
    cookies: Vec<String>,
    body: String,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) said: Response,
    pub(crate) location: Option<String>,
    pub(crate) cookies: Vec<Cookie>,
    pub(crate) body: Bytes,
}

impl<'a> Call<'a> {
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
        let request = Request::builder().method(self.method.clone());
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

impl Reply {
    pub(crate) fn read(status: StatusCode, headers: &HeaderMap, body: Bytes) -> Self {
        let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let cookies = headers.get_all(SET_COOKIE).iter();
        Self {
            said: Response {
                status,
                code: code(&body),
            },
            location: location.map(str::to_owned),
            cookies: cookies
                .filter_map(|line| Cookie::read(line.to_str().ok()?))
                .collect(),
            body,
        }
    }

    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A text member of a JSON answer.
    pub(crate) fn text(&self, member: &str) -> Option<String> {
        Some(self.json()?.get(member)?.as_str()?.to_owned())
    }

    /// The answer, if it is a success.
    pub(crate) fn ok(self, asked: &'static str) -> Result<Self, ProbeError> {
        if self.said.status.is_success() || self.said.status == StatusCode::SEE_OTHER {
            Ok(self)
        } else {
            Err(self.refused(asked))
        }
    }

    pub(crate) fn refused(&self, asked: &'static str) -> ProbeError {
        ProbeError::Refused {
            asked,
            said: self.said,
        }
    }
}

/// The code of a refusal: the member of JSON, or what a backend's page shows in small print.
fn code(body: &[u8]) -> Option<Code> {
    if let Ok(json) = serde_json::from_slice::<Value>(body) {
        return Code::parse(json.get("error")?.as_str()?);
    }
    let page = std::str::from_utf8(body).ok()?;
    let (_, rest) = page.split_once("<small>")?;
    Code::parse(rest.split('<').next()?)
}

//! What came back.

use bytes::Bytes;
use crosspass_protocol::Code;
use http::header::{LOCATION, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::cookie::Cookie;
use super::probe_error::ProbeError;
use super::summary::Summary;

/// What came back.
pub(crate) struct Response {
    pub(crate) said: Summary,
    pub(crate) location: Option<String>,
    pub(crate) cookies: Vec<Cookie>,
    pub(crate) body: Bytes,
}

impl Response {
    pub(crate) fn read(status: StatusCode, headers: &HeaderMap, body: Bytes) -> Self {
        let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let cookies = headers.get_all(SET_COOKIE).iter();
        Self {
            said: Summary {
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

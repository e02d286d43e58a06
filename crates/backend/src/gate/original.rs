//! The request that a proxy asks about, as the proxy tells it.

use axum::extract::OriginalUri;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use crosspass_protocol::{Code, PathReading};

use super::options::{GateOptions, Peer};
use crate::error::Refusal;
use crate::origins::Origins;

/// A header that the proxy has to send, and what is said where it does not.
type Forwarded = (HeaderName, Refusal);

const FORWARDED_HOST: Forwarded = (
    HeaderName::from_static("x-forwarded-host"),
    Refusal::Request("X-Forwarded-Host: the proxy has to send it once, with the Host of the request"),
);
const FORWARDED_PROTO: Forwarded = (
    HeaderName::from_static("x-forwarded-proto"),
    Refusal::Request("X-Forwarded-Proto: the proxy has to send it once, as https or http"),
);
const FORWARDED_URI: Forwarded = (
    HeaderName::from_static("x-forwarded-uri"),
    Refusal::Request("X-Forwarded-Uri: the proxy has to send it once, with path and query of the request"),
);
const FORWARDED_METHOD: Forwarded = (
    HeaderName::from_static("x-forwarded-method"),
    Refusal::Request("X-Forwarded-Method: the proxy has to send it once, with the method of the request"),
);

/// Of paths that the proxy itself does not take for the gate's own.
const RESERVED: Refusal =
    Refusal::Request("the path can be read as one below /crosspass/; write it without detours");

/// The request that is asked about.
pub(super) struct Original {
    pub(super) parts: Parts,
    /// Whether proxy and backend see the same page, whatever they are.
    pub(super) has_one_reading: bool,
}

impl Original {
    /// The question's head made into the original request's, if a proxy of ours asks.
    pub(super) fn of(mut parts: Parts, options: &GateOptions, origins: &Origins) -> Result<Self, Refusal> {
        let peer = parts.extensions.get::<Peer>().copied();
        if !peer.is_some_and(|peer| options.believes(peer)) {
            tracing::warn!(
                ?peer,
                "a peer that is no configured proxy asked what a proxy asks"
            );
            return Err(Refusal::Code(Code::AccessDenied));
        }
        let headers = &parts.headers;
        let (host, text) = one(headers, &FORWARDED_HOST)?;
        let origin = origins.find(text);
        let origin = origin.ok_or(Refusal::Code(Code::UnknownDomain))?;
        let is_https = match one(headers, &FORWARDED_PROTO)?.1 {
            "https" => true,
            "http" => false,
            _ => return Err(FORWARDED_PROTO.1),
        };
        if is_https != origin.is_https() {
            return Err(Refusal::Code(Code::UnknownDomain));
        }
        let (_, address) = one(headers, &FORWARDED_URI)?;
        let uri = Some(address).filter(|address| address.starts_with('/'));
        let uri: Uri = uri.and_then(|uri| uri.parse().ok()).ok_or(FORWARDED_URI.1)?;
        let path = address.split('?').next().unwrap_or_default();
        let has_one_reading = match PathReading::of(path) {
            PathReading::One => true,
            PathReading::Several => false,
            PathReading::Reserved => return Err(RESERVED),
        };
        let (_, method) = one(headers, &FORWARDED_METHOD)?;
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| FORWARDED_METHOD.1)?;
        let host = host.clone();
        parts.headers.insert(HOST, host);
        parts.extensions.insert(OriginalUri(uri.clone()));
        (parts.method, parts.uri) = (method, uri);
        Ok(Self {
            parts,
            has_one_reading,
        })
    }
}

/// The one value of a header, with its text.
fn one<'a>(headers: &'a HeaderMap, (name, wrong): &Forwarded) -> Result<(&'a HeaderValue, &'a str), Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().map(|text| (value, text)).map_err(|_| *wrong),
        (_, _) => Err(*wrong),
    }
}

//! Calls that carry JSON, or a form where receivers send it, parsed strictly: exact media type, 16 KB, no unknown and no
//! duplicate members; and the checks that a call of the page API passes first.

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, ORIGIN};
use axum::http::{HeaderMap, HeaderName};
use crosspass_outbound::is_media_type;
use crosspass_protocol::{Binding, KeyThumbprint, Nonce, Origin, ReturnTo, ReturnToError};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::form::{Form, Members};
use crate::error::BodyError;

/// The longest body.
const LONGEST: usize = 16 * 1024;

/// Where a browser says that a call comes from.
pub(super) const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a call comes from the issuer's own pages. A form of another site cannot: its `Origin` is
/// its own, or `null`.
pub(super) fn from_own_page(headers: &HeaderMap, issuer: &Origin) -> Result<(), BodyError> {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (Some(origin), None) if origin.as_bytes() == issuer.as_str().as_bytes() => {}
        _ => return Err(BodyError::Origin),
    }
    not_from_another_site(headers)
}

/// What a look has in place of an `Origin`, which browsers leave out of one.
pub(super) fn not_from_another_site(headers: &HeaderMap) -> Result<(), BodyError> {
    let mut sites = headers.get_all(FETCH_SITE).iter();
    if sites.any(|site| site.as_bytes() != b"same-origin") {
        return Err(BodyError::FetchSite);
    }
    Ok(())
}

/// A request's body as `T`, whose members are all strings and booleans.
pub(super) async fn json<T: DeserializeOwned>(request: Request) -> Result<T, BodyError> {
    match plain(request, &[JSON]).await? {
        Some((_, bytes)) => parsed(&bytes),
        None => Err(BodyError::ContentType),
    }
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A receiver's call, in either form: its body and the proof that a form brings.
pub(super) async fn json_or_form<T: DeserializeOwned + Members>(
    request: Request,
) -> Result<Read<T>, BodyError> {
    match plain(request, &[JSON, FORM]).await? {
        Some((JSON, bytes)) => parsed(&bytes).map(Read::Json),
        Some((_, bytes)) => Form::read(&bytes).map(|(body, proof)| Read::Form(body, proof)),
        None => Err(BodyError::CallType),
    }
}

/// In which form a body came.
pub(super) enum Read<T> {
    /// JSON: its proof is a header.
    Json(T),
    /// A form, with its proof.
    Form(T, String),
}

/// The bytes of a body that is not encoded and of one of these media types, and of which.
async fn plain(request: Request, types: &[&'static str]) -> Result<Option<(&'static str, Bytes)>, BodyError> {
    let headers = request.headers();
    let is = types.iter().find(|expected| is_media_type(headers, expected));
    let Some(found) = is.filter(|_| !headers.contains_key(CONTENT_ENCODING)) else {
        return Ok(None);
    };
    let bytes = to_bytes(request.into_body(), LONGEST).await;
    Ok(Some((*found, bytes.map_err(|_| BodyError::TooLarge)?)))
}

fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BodyError> {
    serde_json::from_slice(bytes).map_err(|error| BodyError::Malformed(explain(&error)))
}

/// What is wrong, without a value from the body: it may be a password.
fn explain(error: &serde_json::Error) -> std::borrow::Cow<'static, str> {
    match error.classify() {
        Category::Data => {
            let text = error.to_string();
            let about_a_name = ["unknown field", "missing field", "duplicate field"];
            match text.split(',').next() {
                Some(first) if about_a_name.iter().any(|start| first.starts_with(start)) => {
                    first.split(" at line").next().unwrap_or(first).to_owned().into()
                }
                _ => "a member is of the wrong type".into(),
            }
        }
        Category::Io | Category::Syntax | Category::Eof => "it is no JSON object".into(),
    }
}

/// The members `nonce` and `jkt`: both or neither.
pub(super) fn binding(nonce: Option<&str>, jkt: Option<&str>) -> Result<Option<Binding>, BodyError> {
    match (nonce, jkt) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(BodyError::member("jkt", "it is missing where nonce is given")),
        (None, Some(_)) => Err(BodyError::member("nonce", "it is missing where jkt is given")),
        (Some(nonce), Some(jkt)) => Ok(Some(Binding {
            nonce: Nonce::parse(nonce).map_err(|error| BodyError::member("nonce", error))?,
            jkt: KeyThumbprint::parse(jkt).map_err(|error| BodyError::member("jkt", error))?,
        })),
    }
}

/// The member `return_to`, which lies at the audience.
pub(super) fn return_to(text: &str, audience: &Origin) -> Result<ReturnTo, BodyError> {
    let address = ReturnTo::parse(text).map_err(|error| BodyError::member("return_to", about(error)))?;
    if address.origin() == audience {
        Ok(address)
    } else {
        Err(BodyError::member("return_to", "it is not at the audience"))
    }
}

/// What is wrong with an address, without the parameter's name, which is said before it.
pub(super) fn about(error: ReturnToError) -> String {
    error.to_string().trim_start_matches("return_to ").to_owned()
}

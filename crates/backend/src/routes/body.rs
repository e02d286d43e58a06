//! Calls of the domain's own pages: exact `Origin`, JSON, no unknown and no duplicate members.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, HeaderName};
use crosspass_protocol::Origin;

use crate::cross_origin::only_origin;
use crate::error::Refusal;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a page of this very origin calls. Another site's form cannot say so, a sibling's neither.
pub(super) fn from_own_page(headers: &HeaderMap, origin: &Origin) -> Result<(), Refusal> {
    if only_origin(headers).is_none_or(|given| given != origin.as_str()) {
        return Err(Refusal::Request(
            "Origin: only pages of this very origin may call",
        ));
    }
    let mut sites = headers.get_all(FETCH_SITE).iter();
    if sites.any(|site| site.as_bytes() != b"same-origin") {
        return Err(Refusal::Request(
            "Sec-Fetch-Site: only pages of this very origin may call",
        ));
    }
    Ok(())
}

pub(super) fn members<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, Refusal> {
    body.map(|Json(members)| members).map_err(|rejection| {
        Refusal::Request(match rejection {
            JsonRejection::MissingJsonContentType(_) => "Content-Type: send application/json",
            JsonRejection::JsonDataError(_) => {
                "body: a member is missing, unknown, given twice or of the wrong type"
            }
            JsonRejection::JsonSyntaxError(_) => "body: it is no JSON object",
            _ => "body: it is cut off or longer than 16 KiB",
        })
    })
}

//! What domains need to know about the issuer: its keys and its addresses.

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use crosspass_protocol::Version;
use serde_json::json;

use crate::error::{Failure, Fault};
use crosspass_issuer::Issuer;
use std::sync::Arc;

/// `GET /.well-known/jwks.json`: the keys that verify.
pub(crate) async fn jwks(State(issuer): State<Arc<Issuer>>) -> Result<Response, Failure> {
    let keys = issuer.keys(issuer.clock.now()).await.map_err(Fault::from)?;
    let headers = [(CONTENT_TYPE, "application/json")];
    Ok((headers, keys.published.to_json()).into_response())
}

/// `GET /.well-known/crosspass-configuration`: where everything is.
pub(crate) async fn configuration(State(issuer): State<Arc<Issuer>>) -> Response {
    let origin = &issuer.origin;
    Json(json!({
        "issuer": origin,
        Version::MEMBER: Version::OURS.number(),
        "jwks_uri": origin.join("/.well-known/jwks.json"),
        "sign_in_endpoint": origin.join("/sign-in"),
        "sign_out_endpoint": origin.join("/sign-out"),
        "redeem_endpoint": origin.join("/api/redeem"),
        "renew_endpoint": origin.join("/api/renew"),
        "session_endpoint": origin.join("/api/session"),
        "report_endpoint": origin.join("/api/report"),
        "signing_alg_values_supported": ["ES256"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "carriers_supported": ["popup", "redirect"],
    }))
    .into_response()
}

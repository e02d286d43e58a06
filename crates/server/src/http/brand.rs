//! `GET /brand/{file}`: logos and colours of organizations, under names that hold their content's hash.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::assets::media_type;
use crate::error::{Failure, Fault};
use crate::pages::style;
use crosspass_issuer::Issuer;
use crosspass_issuer::model::LogoName;
use crosspass_issuer::store::StoreError;
use std::sync::Arc;

/// A logo, or a stylesheet.
pub(crate) async fn brand(
    State(issuer): State<Arc<Issuer>>,
    Path(file): Path<String>,
) -> Result<Response, Failure> {
    if let Some(css) = style::by_name(&file) {
        return Ok(([(CONTENT_TYPE, media_type(&file))], css).into_response());
    }
    let Some(name) = LogoName::parse(&file) else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let logo = match issuer.store.logo(&name).await {
        Ok(logo) => logo,
        // Not what its name says: nobody gets to see it.
        Err(StoreError::Damaged(_)) => None,
        Err(error @ StoreError::Unavailable(_)) => return Err(Fault::from(error).into()),
    };
    Ok(match logo {
        Some(logo) => ([(CONTENT_TYPE, name.kind().media_type())], logo.into_bytes()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

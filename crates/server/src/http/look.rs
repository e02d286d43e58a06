//! How the page of a request looks and speaks: as the organization of the domain has it, where it is
//! about one.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use crate::pages::Look;
use crosspass_issuer::Issuer;
use crosspass_issuer::model::Domain;
use crosspass_issuer::model::Language;

/// The language that a browser asks for.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|line| line.to_str().ok());
    header.map(Language::asked_for).unwrap_or_default()
}

/// The look of a page about a domain. A brand that cannot be read keeps nobody from signing in.
pub(super) async fn look(issuer: &Issuer, domain: &Domain, language: Language) -> Look {
    match issuer.store.brand(&domain.organization).await {
        Ok(Some(brand)) => Look::of(brand, language),
        Ok(None) => Look::plain(language),
        Err(error) => {
            tracing::warn!(organization = %domain.organization, cause = %error, "no brand");
            Look::plain(language)
        }
    }
}

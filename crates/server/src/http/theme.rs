//! The theme of a page: that of the organization that owns the domain, if the page is about a domain.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use crate::pages::Theme;
use crosspass_issuer::Issuer;
use crosspass_issuer::model::Domain;
use crosspass_issuer::model::Language;

/// The language that a browser asks for.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|line| line.to_str().ok());
    header.map(Language::asked_for).unwrap_or_default()
}

/// The theme of a page about a domain. A user signs in even where the brand cannot be read.
pub(super) async fn theme(issuer: &Issuer, domain: &Domain, language: Language) -> Theme {
    match issuer.store.brand(&domain.organization).await {
        Ok(Some(brand)) => Theme::of(brand, language),
        Ok(None) => Theme::plain(language),
        Err(error) => {
            tracing::warn!(organization = %domain.organization, cause = %error, "no brand");
            Theme::plain(language)
        }
    }
}

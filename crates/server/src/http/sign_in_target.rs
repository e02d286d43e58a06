//! Where a visitor wants to go: read from a query, and written into one.

use crosspass_protocol::{Binding, KeyThumbprint, Nonce, ReturnTo};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::body::about;
use super::context::Context;
use super::query::{Query, refuse};
use super::theme::theme;
use crate::error::PageError;
use crate::pages::Theme;
use crosspass_issuer::Issuer;
use crosspass_issuer::model::{Domain, SignInTarget};

/// Reads `return_to`, `nonce` and `jkt`, of a query that has nothing else.
pub(super) fn parse(query: Option<&str>) -> Result<Option<SignInTarget>, PageError> {
    of(&Query::parse(query, &["return_to", "nonce", "jkt"])?)
}

/// Reads the same, whatever else there is.
pub(super) fn of(query: &Query) -> Result<Option<SignInTarget>, PageError> {
    let missing = |name: &str| refuse(name, "it is missing");
    let binding = match (query.value("nonce"), query.value("jkt")) {
        (None, None) => None,
        (Some(_), None) => return Err(missing("jkt")),
        (None, Some(_)) => return Err(missing("nonce")),
        (Some(nonce), Some(jkt)) => Some(Binding {
            nonce: Nonce::parse(nonce).map_err(|error| refuse("nonce", error))?,
            jkt: KeyThumbprint::parse(jkt).map_err(|error| refuse("jkt", error))?,
        }),
    };
    match (query.value("return_to"), binding) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(missing("return_to")),
        (Some(address), binding) => Ok(Some(SignInTarget {
            return_to: ReturnTo::parse(address).map_err(|error| refuse("return_to", about(error)))?,
            binding,
        })),
    }
}

/// A page of the issuer for somebody with this target.
pub(super) fn at(target: Option<&SignInTarget>, path: &str) -> String {
    let Some(SignInTarget { return_to, binding }) = target else {
        return path.to_owned();
    };
    let return_to = utf8_percent_encode(return_to.as_str(), NON_ALPHANUMERIC);
    let begun = binding.as_ref().map_or_else(String::new, |binding| {
        format!("&nonce={}&jkt={}", binding.nonce, binding.jkt)
    });
    format!("{path}?return_to={return_to}{begun}")
}

/// The domain that it leads to, and how pages about it look. The answer is the same for everybody.
pub(super) async fn domain(
    target: &SignInTarget,
    issuer: &Issuer,
    context: &Context,
) -> Result<(Domain, Theme), PageError> {
    let origin = target.return_to.origin();
    let domain = issuer.store.domain(origin).await?;
    let domain = domain.ok_or_else(|| PageError::UnknownDomain(origin.to_string()))?;
    let theme = theme(issuer, &domain, context.language).await;
    if domain.is_paused() {
        return Err(PageError::DomainSuspended {
            name: domain.name.to_string(),
            origin: origin.to_string(),
            theme,
        });
    }
    Ok((domain, theme))
}

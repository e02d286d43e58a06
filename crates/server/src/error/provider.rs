//! Refusals of a sign-in with the identity provider.

use axum::http::StatusCode;
use crosspass_protocol::Code;

use super::Failure;
use crosspass_issuer::Unfit;
use crosspass_issuer::model::{ProviderSignInRefusal, Reason};

/// Why a return from the provider did not sign the user in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProviderRefusal {
    /// This browser began no such sign-in, or not lately, or is back from it already.
    NotBegunHere,
    /// Two cookies of the provider: which one did the provider set?
    TwoCookies,
    /// The provider knows of no session.
    Nobody,
    /// The provider's session, or its owner, is not what it has to be.
    Unfit(Unfit),
    /// The provider vouches for a user that is not signed in here.
    Refused(ProviderSignInRefusal),
}

impl ProviderRefusal {
    /// As audit rows have it; nothing where storage has written the row.
    pub(crate) fn to_be_noted(self) -> Option<Reason> {
        match self {
            Self::NotBegunHere => Some(Reason::Code(Code::NonceMismatch)),
            Self::TwoCookies => Some(Reason::Detail("two_provider_cookies")),
            Self::Nobody => Some(Reason::Code(Code::LoginRequired)),
            Self::Unfit(unfit) => Some(Reason::Detail(match unfit {
                Unfit::Over => "provider_session_ended",
                Unfit::IdentityInactive => "identity_inactive",
                Unfit::LowAssurance => "low_assurance",
                Unfit::Person(_) => "identity_incomplete",
            })),
            Self::Refused(_) => None,
        }
    }
}

impl From<ProviderRefusal> for Failure {
    fn from(refusal: ProviderRefusal) -> Self {
        let denied = |message: String| Self::new(StatusCode::FORBIDDEN, Code::AccessDenied, message);
        match refusal {
            ProviderRefusal::NotBegunHere => Self::new(
                StatusCode::FORBIDDEN,
                Code::NonceMismatch,
                "This browser began no such sign-in, or took more than 15 minutes, or is back from it already.",
            ),
            ProviderRefusal::TwoCookies => {
                Self::invalid("Cookie: two session cookies of the identity provider were sent.")
            }
            ProviderRefusal::Nobody
            | ProviderRefusal::Unfit(Unfit::Over)
            | ProviderRefusal::Refused(ProviderSignInRefusal::SessionEnded) => Self::new(
                StatusCode::UNAUTHORIZED,
                Code::LoginRequired,
                "Nobody is signed in at the identity provider.",
            ),
            ProviderRefusal::Unfit(Unfit::IdentityInactive) => {
                denied("The account is deactivated at the identity provider.".to_owned())
            }
            ProviderRefusal::Unfit(Unfit::LowAssurance) => {
                denied("This account needs a second factor at the identity provider.".to_owned())
            }
            ProviderRefusal::Unfit(Unfit::Person(error)) => denied(format!(
                "The account at the identity provider cannot be used: {error}."
            )),
            ProviderRefusal::Refused(ProviderSignInRefusal::Disabled) => {
                denied("The user is disabled.".to_owned())
            }
            ProviderRefusal::Refused(ProviderSignInRefusal::LoginTaken) => {
                denied("Another user has this login.".to_owned())
            }
        }
    }
}

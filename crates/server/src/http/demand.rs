//! What a domain demands of a sign-in at `/sign-in`: `prompt` and `max_age` (OpenID Connect Core 1.0, 3.1.2.1). Whether
//! it was met, the domain reads in the token's `auth_time`: an address can be edited on its way.

use crosspass_protocol::{Seconds, Timestamp};

use super::query::{Query, refuse};
use crate::error::PageError;
use crosspass_issuer::Issuer;
use crosspass_issuer::model::Session;

/// What OpenID Connect knows of prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prompt {
    /// Asks for the password again.
    Login,
    /// Shows nothing.
    None,
    /// Asks whether the domain may know the user.
    Consent,
    /// Asks who it is to be.
    SelectAccount,
}

impl Prompt {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "login" => Some(Self::Login),
            "none" => Some(Self::None),
            "consent" => Some(Self::Consent),
            "select_account" => Some(Self::SelectAccount),
            _ => None,
        }
    }
}

/// What was demanded, and is served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Demand {
    /// A sign-in that happens now.
    login: bool,
    /// How long ago one may be.
    max_age: Option<Seconds>,
}

impl Demand {
    /// Reads both parameters. A value that the issuer does not serve is refused: the domain must not think that its demand was met.
    pub(super) fn of(query: &Query, issuer: &Issuer) -> Result<Self, PageError> {
        let demand = Self {
            login: query.value("prompt").map_or(Ok(false), login)?,
            max_age: query.value("max_age").map(max_age).transpose()?,
        };
        if demand != Self::default() && issuer.kratos.is_some() {
            let name = if demand.login { "prompt" } else { "max_age" };
            return Err(refuse(
                name,
                "it is not served where users sign in at an identity provider",
            ));
        }
        Ok(demand)
    }

    /// Whether a session will do as it is; if not, the user signs in again, and the session is another one.
    pub(super) fn is_met_by(self, session: &Session, now: Timestamp) -> bool {
        // OpenID Connect: a `max_age` of 0 is `prompt=login`.
        let is_young = |most: Seconds| most.0 > 0 && now - session.started_at <= most;
        !self.login && self.max_age.is_none_or(is_young)
    }
}

/// A list with spaces between its words; `login` is the one that is served.
fn login(text: &str) -> Result<bool, PageError> {
    for word in text.split(' ') {
        match Prompt::parse(word) {
            Some(Prompt::Login) => {}
            Some(Prompt::None | Prompt::Consent | Prompt::SelectAccount) => {
                return Err(refuse("prompt", "only login is served"));
            }
            None => return Err(refuse("prompt", "there is no such prompt")),
        }
    }
    Ok(true)
}

/// Whole seconds, as many as a session may live for decades.
fn max_age(text: &str) -> Result<Seconds, PageError> {
    let is_number = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = text.parse().ok().filter(|_| is_number);
    seconds
        .map(Seconds)
        .ok_or_else(|| refuse("max_age", "it is seconds, in up to nine digits"))
}

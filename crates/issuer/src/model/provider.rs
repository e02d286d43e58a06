//! What the identity provider and the issuer know of each other: ids, and sign-ins that left for the provider.

use crosspass_protocol::{Binding, ReturnTo, SessionId, Timestamp, TokenId};

use super::SecretHash;

/// The provider's id of an identity or a session: 1 to 64 of `A-Za-z0-9-`, so that it is a segment of a path as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProviderId(String);

/// Why a text is no such id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id of the provider is 1 to 64 of A-Z, a-z, 0-9 and -")]
pub struct ProviderIdError;

impl ProviderId {
    /// Parses.
    pub fn parse(text: &str) -> Result<Self, ProviderIdError> {
        let fits = (1..=64).contains(&text.len());
        if fits
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            Ok(Self(text.to_owned()))
        } else {
            Err(ProviderIdError)
        }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a user wants to go.
#[derive(Clone, Debug)]
pub struct SignInTarget {
    /// The address.
    pub return_to: ReturnTo,
    /// What the receiver there began.
    pub binding: Option<Binding>,
}

/// A sign-in that left for the provider: what its return needs, once.
#[derive(Clone, Debug)]
pub struct PendingSignIn {
    /// What the way back carries.
    pub state: TokenId,
    /// The hash of what this browser's cookie holds.
    pub secret: SecretHash,
    /// Where the user wants to go.
    pub target: Option<SignInTarget>,
    /// The hash of the provider's cookie that this browser had already when it left to sign in.
    pub cookie_before: Option<SecretHash>,
    /// When it left.
    pub made_at: Timestamp,
    /// How far it has got.
    pub stage: SignInStage,
}

/// How far a sign-in with the provider has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInStage {
    /// The user signs in.
    SignIn,
    /// The user was sent for a further factor.
    SecondFactor,
    /// The user was asked whether to go on as the owner of this session of the provider.
    Asked(ProviderId),
}

/// A live session that the provider vouched for.
#[derive(Clone, Debug)]
pub struct ProviderSession {
    /// The issuer session.
    pub sid: SessionId,
    /// The provider's session behind it.
    pub session: ProviderId,
    /// Whose it is there.
    pub identity: ProviderId,
}

/// A session that is to be ended at the provider.
#[derive(Clone, Debug)]
pub struct ProviderEnding {
    /// The provider's session.
    pub session: ProviderId,
    /// How often that failed.
    pub attempts: u32,
}

/// Which session is meant.
#[derive(Clone, Copy, Debug)]
pub enum SessionRef<'a> {
    /// That of a cookie.
    Secret(&'a SecretHash),
    /// That of an id.
    Session(&'a SessionId),
    /// That which a ticket was minted under.
    Ticket(&'a TokenId),
}

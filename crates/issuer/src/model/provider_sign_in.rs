//! Whether a person that the identity provider vouches for is signed in here: decided from facts alone.

use super::{Reason, User};

/// What `judge_provider_sign_in` decides from.
#[derive(Clone, Copy, Debug)]
pub struct ProviderSignInFacts<'a> {
    /// Whether the provider's session was ended here, and the provider has not heard of it yet.
    pub session_was_ended: bool,
    /// The user of the provider's identity, if they were here before.
    pub user: Option<&'a User>,
    /// Whether the login is that of another user.
    pub login_is_taken: bool,
}

/// Why a person that the provider vouches for is not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderSignInRefusal {
    /// The provider's session was ended here, and the provider has not heard of it yet.
    SessionEnded,
    /// An operator keeps the user out.
    Disabled,
    /// The login is another user's: two people must not become one because a name is the same.
    LoginTaken,
}

impl ProviderSignInRefusal {
    /// As audit rows have it.
    pub fn reason(self) -> Reason {
        Reason::Detail(match self {
            Self::SessionEnded => "provider_session_ended",
            Self::Disabled => "user_disabled",
            Self::LoginTaken => "login_taken",
        })
    }
}

/// Decides whether a person that the provider vouches for is signed in: a user that was here before, or a new one.
pub fn judge_provider_sign_in<'a>(
    facts: &ProviderSignInFacts<'a>,
) -> Result<Option<&'a User>, ProviderSignInRefusal> {
    if facts.session_was_ended {
        Err(ProviderSignInRefusal::SessionEnded)
    } else if facts.user.is_some_and(|user| user.disabled) {
        Err(ProviderSignInRefusal::Disabled)
    } else if facts.login_is_taken {
        Err(ProviderSignInRefusal::LoginTaken)
    } else {
        Ok(facts.user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;

    #[test]
    fn session_then_user_then_login_are_asked() {
        use ProviderSignInRefusal::{Disabled, LoginTaken, SessionEnded};
        let user = fixtures::user();
        let disabled = User {
            disabled: true,
            ..user.clone()
        };
        let table = [
            (false, None, false, Ok(false)),
            (false, Some(&user), false, Ok(true)),
            (false, None, true, Err(LoginTaken)),
            (false, Some(&user), true, Err(LoginTaken)),
            (false, Some(&disabled), false, Err(Disabled)),
            (false, Some(&disabled), true, Err(Disabled)),
            (true, None, false, Err(SessionEnded)),
            (true, Some(&user), false, Err(SessionEnded)),
            (true, Some(&disabled), true, Err(SessionEnded)),
        ];
        for (session_was_ended, user, login_is_taken, expected) in table {
            let facts = ProviderSignInFacts {
                session_was_ended,
                user,
                login_is_taken,
            };
            let known = judge_provider_sign_in(&facts).map(|user| user.is_some());
            assert_eq!(known, expected, "{facts:?}");
        }
    }
}

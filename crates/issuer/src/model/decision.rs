//! The one decision: may this user enter this domain? Sign-in, mint, redeem,
//! renewal and `crosspass explain` all ask here.

use crosspass_protocol::Code;

use crate::model::{Carrier, Domain, Trust, User};

/// Whether a user may enter a domain, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The user is a member of the organization that owns the domain.
    Member,
    /// There is no such user.
    UnknownUser,
    /// The user is kept out everywhere.
    UserDisabled,
    /// Nothing is registered at that origin.
    UnknownDomain,
    /// The domain takes no sessions at present.
    DomainSuspended,
    /// Its owner has not proven that the domain is theirs.
    DomainUnproven,
    /// The user is not a member of the organization that owns the domain.
    NotAMember,
}

impl Decision {
    /// Whether the answer is yes.
    pub fn is_allowed(self) -> bool {
        self.refusal().is_none()
    }

    /// The code of a no.
    pub fn refusal(self) -> Option<Code> {
        match self {
            Self::Member => None,
            Self::UnknownUser | Self::UserDisabled | Self::NotAMember => Some(Code::AccessDenied),
            Self::UnknownDomain => Some(Code::UnknownDomain),
            Self::DomainSuspended | Self::DomainUnproven => Some(Code::DomainSuspended),
        }
    }

    /// The reason in one word, for audit rows.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Member => "ok",
            Self::UnknownUser => "unknown_user",
            Self::UserDisabled => "user_disabled",
            Self::UnknownDomain => "unknown_domain",
            Self::DomainSuspended => "domain_suspended",
            Self::DomainUnproven => "domain_unproven",
            Self::NotAMember => "not_a_member",
        }
    }
}

/// Decides from the facts; `is_member` is about the organization that owns the domain.
pub fn may_enter(user: Option<&User>, domain: Option<&Domain>, is_member: bool) -> Decision {
    match (user, domain) {
        (None, _) => Decision::UnknownUser,
        (Some(user), _) if user.disabled => Decision::UserDisabled,
        (Some(_), None) => Decision::UnknownDomain,
        (Some(_), Some(domain)) if domain.suspended => Decision::DomainSuspended,
        (Some(_), Some(domain)) if domain.unproven => Decision::DomainUnproven,
        (Some(_), Some(_)) if !is_member => Decision::NotAMember,
        (Some(_), Some(_)) => Decision::Member,
    }
}

/// What `may_enter` decides from.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The user, if there is one.
    pub user: Option<User>,
    /// The domain, if it is registered.
    pub domain: Option<Domain>,
    /// Whether the user is a member of the organization that owns the domain.
    pub is_member: bool,
}

impl Facts {
    /// The decision.
    pub fn decide(&self) -> Decision {
        may_enter(self.user.as_ref(), self.domain.as_ref(), self.is_member)
    }
}

/// Whether a carrier is open to a domain: a popup can navigate its opener, so other people's code
/// gets none.
pub fn carrier_is_open(domain: &Domain, carrier: Carrier) -> bool {
    match carrier {
        Carrier::Popup => domain.trust == Trust::FirstParty,
        Carrier::Redirect => true,
    }
}

/// The carrier of a sign-in for this domain: the popup where it is open.
pub fn preferred_carrier(domain: &Domain) -> Carrier {
    if carrier_is_open(domain, Carrier::Popup) {
        Carrier::Popup
    } else {
        Carrier::Redirect
    }
}

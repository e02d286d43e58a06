//! The moment, the limits, the user and the domain of the operations.

use crosspass_issuer::PasswordHash;
use crosspass_issuer::actions::NewSession;
use crosspass_issuer::model::{AuditContext, Login, SessionLimits, SessionSecret};
use crosspass_protocol::{Origin, Seconds, SessionId, Timestamp};

pub(crate) const NOW: i64 = 1_795_000_000;

pub(crate) fn context(seconds: i64) -> AuditContext {
    AuditContext {
        at: Timestamp::from_seconds(NOW + seconds),
        address: None,
        reference: None,
    }
}

pub(crate) fn ada() -> Login {
    Login::parse("ada").unwrap()
}

pub(crate) fn origin() -> Origin {
    Origin::parse("https://app.example").unwrap()
}

pub(crate) fn limits() -> SessionLimits {
    SessionLimits {
        absolute: Seconds(1000),
        idle: Seconds(100),
        token: Seconds(60),
    }
}

pub(crate) fn new_session(hash: &str, secret: u8) -> NewSession {
    NewSession {
        login: ada(),
        verified: PasswordHash::from_stored(hash.to_owned()),
        sid: SessionId::from_random([secret; 16]),
        secret: SessionSecret::from_random([secret; 32]).hash(),
        replaces: None,
        audience: None,
        limits: limits(),
    }
}

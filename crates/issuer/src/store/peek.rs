//! What a domain's page may know about the issuer session of its browser.

use crate::model::Session;

/// What a look at a session came to.
#[derive(Clone, Debug)]
pub enum PeekOutcome {
    /// Nothing: the session was not carried to that domain, or there is no such domain, or it is suspended.
    NotCarried,
    /// The session was carried there, and signs nobody in there any more.
    Over,
    /// It lives, and its user may enter the domain.
    Live(Box<Session>),
}

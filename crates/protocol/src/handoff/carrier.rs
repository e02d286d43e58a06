//! How a session travels from the issuer to a domain.

/// How the session may travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carrier {
    /// Through a popup: first-party domains.
    Popup,
    /// Through the main window: external domains, the launcher itself, and every fallback.
    Redirect,
}

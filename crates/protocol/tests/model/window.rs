//! What a window shows, and what is said between windows.

use crate::auth::Auth;
use crate::place::{Address, Id};
use crate::receiver::Page as Receiver;
use crate::symbols::{Origin, Said};
use crosspass_protocol::Code;

/// What a window shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Page {
    Closed,
    Loading(Address),
    Auth(Box<Auth>),
    Receiver(Box<Receiver>),
    /// A page of the domain's application.
    Home,
    /// Of the domain's origin, but no receiver: an error page, or a script that never runs.
    Mute,
    Evil,
    /// An error page of the issuer.
    Refused(Code),
    /// "Nothing to do here", in a window that no script may close.
    Alone,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Window {
    pub(crate) page: Page,
    pub(crate) opener: Option<Id>,
}

/// A message in the air. `target` is `None` for `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Post {
    pub(crate) from: Id,
    pub(crate) origin: Origin,
    pub(crate) to: Id,
    pub(crate) target: Option<Origin>,
    pub(crate) said: Said,
}

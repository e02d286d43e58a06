//! The world that is explored: windows, messages in the air, the domain's storage, the issuer, what
//! the attacker knows, and what is left of each budget.

use crate::auth::Auth;
use crate::issuer::Issuer;
use crate::knowledge::Knowledge;
use crate::place::{Address, Id, SECOND, WINDOWS};
use crate::receiver::Page as Receiver;
use crate::storage::Storage;
use crate::symbols::{Origin, User};
use crate::window::{Page, Post, Window};

/// What may still happen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Budget {
    pub(crate) submissions: u8,
    pub(crate) faults: u8,
    pub(crate) attacks: u8,
}

/// What must never be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Seen {
    pub(crate) credentials_twice: bool,
    /// A token was posted that is not bound to what the popup announced.
    pub(crate) misposted: bool,
    /// A message of the attacker's changed something at an honest page.
    pub(crate) misheard: bool,
    /// The auth page said that it is done, and the domain has kept nothing.
    pub(crate) landed_empty: bool,
    pub(crate) kept_twice: bool,
    pub(crate) swapped_silently: bool,
    /// An honest page navigated off the domain and the issuer.
    pub(crate) strayed: bool,
    /// A ticket's address became known, as a fault: what follows must be harmless.
    pub(crate) leaked: bool,
    /// A page said "you are not signed in" of the very handoff that signed the user in.
    pub(crate) misled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) windows: [Window; WINDOWS],
    pub(crate) air: Vec<Post>,
    pub(crate) storage: Storage,
    pub(crate) issuer: Issuer,
    pub(crate) known: Knowledge,
    pub(crate) left: Budget,
    pub(crate) seen: Seen,
}

impl World {
    pub(crate) fn auth(&mut self, window: Id) -> Option<&mut Auth> {
        match &mut self.windows[window].page {
            Page::Auth(auth) => Some(auth),
            _ => None,
        }
    }

    pub(crate) fn receiver(&mut self, window: Id) -> Option<&mut Receiver> {
        match &mut self.windows[window].page {
            Page::Receiver(page) => Some(page),
            _ => None,
        }
    }

    /// The origin of the document that a window has now; a window that loads still has none of these.
    pub(crate) fn origin(&self, window: Id) -> Option<Origin> {
        match &self.windows[window].page {
            Page::Closed | Page::Loading(_) => None,
            Page::Auth(_) | Page::Refused(_) => Some(Origin::Issuer),
            Page::Receiver(_) | Page::Home | Page::Mute | Page::Alone => Some(Origin::Domain),
            Page::Evil => Some(Origin::Evil),
        }
    }

    /// A window number that nobody refers to.
    pub(crate) fn free_window(&self) -> Option<Id> {
        (SECOND + 1..WINDOWS).find(|id| self.windows[*id].page == Page::Closed && !self.is_meant(*id))
    }

    fn is_meant(&self, id: Id) -> bool {
        self.air.iter().any(|post| post.from == id)
            || self.windows.iter().any(|window| match &window.page {
                Page::Auth(auth) => auth.popup.window() == Some(id),
                _ => false,
            })
    }

    pub(crate) fn open(&mut self, window: Id, address: Address, opener: Option<Id>) {
        self.windows[window] = Window {
            page: Page::Loading(address),
            opener,
        };
    }

    /// Requests and work of the page end with it; what is in the air arrives, or not, at its successor.
    pub(crate) fn navigate(&mut self, window: Id, address: Address) {
        self.windows[window].page = Page::Loading(address);
    }

    pub(crate) fn close(&mut self, window: Id) {
        self.windows[window] = Window {
            page: Page::Closed,
            opener: None,
        };
        self.air.retain(|post| post.to != window);
        for other in &mut self.windows {
            if other.opener == Some(window) {
                other.opener = None;
            }
            match &mut other.page {
                Page::Auth(auth) => auth.popup.lose(window),
                Page::Receiver(page) if page.opener == Some(window) => page.opener = None,
                _ => {}
            }
        }
    }

    /// Cuts a window off the one that opened it, as a COOP header on its page does.
    pub(crate) fn cut(&mut self, window: Id) {
        if let Some(opener) = self.windows[window].opener.take()
            && let Some(auth) = self.auth(opener)
        {
            auth.popup.lose(window);
        }
    }

    /// Windows beside the main one that nothing can come of any more count as closed: fewer worlds.
    pub(crate) fn settle(&mut self) {
        for window in SECOND + 1..WINDOWS {
            let is_done = match &self.windows[window].page {
                Page::Receiver(page) => page.is_done(),
                Page::Home | Page::Refused(_) | Page::Alone => true,
                Page::Closed | Page::Loading(_) | Page::Auth(_) | Page::Mute | Page::Evil => false,
            };
            if is_done && !self.is_meant(window) && self.air.iter().all(|post| post.to != window) {
                self.close(window);
            }
        }
    }

    /// The user's session at the domain.
    pub(crate) fn session_user(&self) -> Option<User> {
        self.storage.session.map(|session| session.user)
    }
}

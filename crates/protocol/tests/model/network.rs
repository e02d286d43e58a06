//! Navigations that arrive and messages that are delivered, as browsers do it.

use crate::place::{Address, Id};
use crate::rules::{Check, Rules};
use crate::symbols::{Origin, Said};
use crate::window::{Page, Post};
use crate::world::World;

impl World {
    /// An honest page posts to one exact origin.
    pub(crate) fn post(&mut self, rules: &Rules, from: Id, to: Id, target: Origin, said: Said) {
        let Some(origin) = self.origin(from) else { return };
        if self.windows[to].page == Page::Closed {
            return;
        }
        self.air.push(Post {
            from,
            origin,
            to,
            target: rules.has(Check::ExactTarget).then_some(target),
            said,
        });
        self.air
            .sort_by_key(|post| (post.to, post.from, post.said.rank()));
    }

    /// The target's origin counts when the message arrives. Wherever it then goes, it is not the
    /// sender's concern any more.
    pub(crate) fn deliver(&mut self, rules: &Rules, post: &Post) {
        let origin = self.origin(post.to);
        if origin.is_none() || post.target.is_some_and(|target| origin != Some(target)) {
            return;
        }
        match self.windows[post.to].page {
            Page::Evil => self.known.hear(post.said),
            Page::Auth(_) => self.auth_hears(rules, post),
            Page::Receiver(_) => self.receiver_hears(rules, post),
            Page::Closed | Page::Loading(_) | Page::Home | Page::Mute | Page::Refused(_) | Page::Alone => {}
        }
    }

    /// The page of the address comes.
    pub(crate) fn load(&mut self, rules: &Rules, window: Id) {
        let Page::Loading(address) = self.windows[window].page else {
            return;
        };
        match address {
            Address::Home => self.windows[window].page = Page::Home,
            Address::Evil(ticket) => {
                self.windows[window].page = Page::Evil;
                if let Some(ticket) = ticket {
                    self.known.learn(ticket);
                }
            }
            Address::Receiver(fragment) => self.arrive(rules, window, fragment),
            Address::SignIn(to, begun) => self.windows[window].page = self.issuer.page(to, begun),
            Address::Launcher => self.windows[window].page = self.issuer.launcher(),
        }
    }
}

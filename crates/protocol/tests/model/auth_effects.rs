//! How the auth page carries out what the opener machine says, as `crates/auth/src/run/` does.

use std::collections::VecDeque;

use crosspass_protocol::handoff::opener::{Carrier, Effect, Event, Start};

use crate::auth::{Call, Popup};
use crate::issuer::landing;
use crate::place::{Address, Id};
use crate::rules::Rules;
use crate::symbols::{Bound, Said, Token};
use crate::window::Page;
use crate::world::World;

impl World {
    pub(crate) fn auth_event(&mut self, rules: &Rules, window: Id, event: Event<Token>) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let Some(auth) = self.auth(window) else { return };
            for effect in auth.machine.handle(event) {
                events.extend(self.carry_out(rules, window, effect));
            }
        }
    }

    fn carry_out(&mut self, rules: &Rules, window: Id, effect: Effect<Token>) -> Option<Event<Token>> {
        let kept = self.storage.kept;
        let auth = self.auth(window)?;
        match effect {
            Effect::ShowProcessing => auth.shown = None,
            Effect::SendCredentials => match auth.typed.take() {
                Some(user) => auth.calls.push((auth.attempt, Call::SignIn(user))),
                None => self.seen.credentials_twice = true,
            },
            Effect::Mint(binding) => auth.calls.push((auth.attempt, Call::Mint(Bound::of(&binding)))),
            Effect::OpenPopup => auth.opening.push(auth.attempt),
            Effect::Hold(token) => auth.held = Some(token),
            Effect::Forget => auth.held = None,
            Effect::Post(token) => return self.post_token(rules, window, token),
            Effect::PostHeld => {
                let held = auth.held.take();
                return held.and_then(|token| self.post_token(rules, window, token));
            }
            Effect::ClosePopup => self.close_popup(window),
            Effect::GoToReturn => {
                let is_kept = auth.posted.is_some_and(|bound| kept & (1 << bound.nonce) != 0);
                self.seen.landed_empty |= !is_kept;
                self.navigate(window, Address::Home);
            }
            Effect::Redirect => self.redirect(window),
            Effect::Show(code) => auth.shown = Some(code),
        }
        None
    }

    fn post_token(&mut self, rules: &Rules, window: Id, token: Token) -> Option<Event<Token>> {
        let auth = self.auth(window)?;
        let (popup, domain) = (auth.popup, auth.domain);
        let is_announced = auth.announced == Some(token.bound);
        auth.posted = Some(token.bound);
        self.seen.misposted |= !is_announced;
        match popup {
            Popup::Here(popup) => self.post(rules, window, popup, domain, Said::Session(token)),
            // A closed window takes messages without a word.
            Popup::Gone(_) => {}
            Popup::None => return Some(Event::PopupClosed),
        }
        None
    }

    /// A window that still loads is not closed: the auth page would have to wait for it.
    fn close_popup(&mut self, window: Id) {
        let Some(auth) = self.auth(window) else { return };
        let popup = std::mem::replace(&mut auth.popup, Popup::None);
        if let Popup::Here(popup) = popup
            && !matches!(self.windows[popup].page, Page::Loading(_))
        {
            self.close(popup);
        }
    }

    fn redirect(&mut self, window: Id) {
        let Some(auth) = self.auth(window) else { return };
        let address = match auth.ticket {
            Some(ticket) => landing(ticket),
            None if auth.start == Start::Session && auth.carrier == Carrier::Redirect => {
                auth.calls.push((auth.attempt, Call::HandOver));
                return;
            }
            None => Address::SignIn(auth.domain, auth.begun),
        };
        self.navigate(window, address);
    }
}

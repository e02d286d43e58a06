//! What happens at the auth page: the real opener machine is asked, as `crates/auth/src/run/` and `popup.rs` ask it.

use crosspass_protocol::Code;
use crosspass_protocol::handoff::Opener;
use crosspass_protocol::handoff::opener::{Answer, Event, PATIENCE, Start};

use crate::auth::{Call, Outcome, Popup};
use crate::place::{Address, Fragment, Id};
use crate::rules::{Check, Grain, Rules};
use crate::symbols::{Bound, Said, User, nonce};
use crate::window::Post;
use crate::world::World;

impl World {
    /// The user submits the form, or clicks.
    pub(crate) fn submit(&mut self, rules: &Rules, window: Id, user: User) {
        let Some(auth) = self.auth(window) else { return };
        if auth.machine.is_working() {
            return;
        }
        auth.machine = Opener::new(auth.carrier, auth.begun.map(Bound::binding));
        auth.typed = (auth.start == Start::Credentials).then_some(user);
        auth.ticket = None;
        auth.announced = None;
        auth.posted = None;
        auth.attempt += 1;
        let attempt = auth.attempt;
        auth.calls.retain(|(of, _)| *of == attempt);
        let start = auth.start;
        self.left.submissions -= 1;
        self.auth_event(rules, window, Event::Submitted(start));
        if rules.grain == Grain::Coarse
            && let Some(auth) = self.auth(window)
            && !auth.opening.is_empty()
        {
            let popup = self.free_window();
            self.opened(rules, window, popup);
        }
    }

    /// `window.open` returns. A window of an attempt that is over closes as it is dropped.
    pub(crate) fn opened(&mut self, rules: &Rules, window: Id, popup: Option<Id>) {
        let Some(auth) = self.auth(window) else { return };
        let attempt = auth.opening.pop();
        if attempt != Some(auth.attempt) {
            return;
        }
        if let Some(popup) = popup {
            auth.popup = Popup::Here(popup);
            let fragment = Fragment::Popup(auth.begun.map(|begun| begun.nonce));
            self.open(popup, Address::Receiver(fragment), Some(window));
        }
        self.auth_event(rules, window, Event::Opened(popup.is_some()));
    }

    /// A request is served and its answer arrives.
    pub(crate) fn answer(&mut self, rules: &Rules, window: Id, call: usize, outcome: Outcome) {
        let Some(auth) = self.auth(window) else { return };
        let (_, call) = auth.calls.remove(call);
        let (domain, begun) = (auth.domain, auth.begun);
        match call {
            Call::SignIn(user) => {
                let answered = match outcome {
                    Outcome::Refused(code) if code != Code::AccessDenied => Err(code),
                    Outcome::Given | Outcome::Lost | Outcome::Refused(_) => {
                        Ok(self.issuer.sign_in(user, domain, begun))
                    }
                };
                let answered = match outcome {
                    Outcome::Lost => Err(Code::Network),
                    Outcome::Given | Outcome::Refused(_) => answered,
                };
                let permitted = outcome == Outcome::Given;
                let answer = answered.map(|(token, ticket)| {
                    if let Some(auth) = self.auth(window) {
                        auth.ticket = ticket;
                    }
                    Answer { permitted, token }
                });
                self.auth_event(rules, window, Event::Answered(answer));
            }
            Call::Mint(bound) => {
                let token = match outcome {
                    Outcome::Given => self.issuer.mint(domain, bound),
                    Outcome::Refused(code) => Err(code),
                    Outcome::Lost => Err(Code::Network),
                };
                self.auth_event(rules, window, Event::Minted(token));
            }
            Call::HandOver => {
                let address = match outcome {
                    Outcome::Refused(code) => Err(code),
                    Outcome::Given => self.issuer.hand_over(domain, begun),
                    Outcome::Lost => self.issuer.hand_over(domain, begun).and(Err(Code::Network)),
                };
                match address {
                    Ok(address) => self.navigate(window, address),
                    Err(code) => {
                        if let Some(auth) = self.auth(window) {
                            auth.shown = Some(code);
                        }
                    }
                }
            }
        }
    }

    /// Time passes at an auth page whose popup is open.
    pub(crate) fn tick(&mut self, rules: &Rules, window: Id) {
        let times = match rules.grain {
            Grain::Fine => 1,
            Grain::Coarse => PATIENCE,
        };
        for _ in 0..times {
            self.auth_event(rules, window, Event::Tick);
        }
    }

    /// The auth page's listener.
    pub(crate) fn auth_hears(&mut self, rules: &Rules, post: &Post) {
        let Some(auth) = self.auth(post.to) else { return };
        let Some(popup) = auth.popup.window() else {
            return;
        };
        let is_origin = post.origin == auth.domain;
        let is_source = post.from == popup;
        let is_refused =
            (!is_origin && rules.has(Check::OpenerOrigin)) || (!is_source && rules.has(Check::OpenerSource));
        if is_refused {
            return;
        }
        let event = match post.said {
            Said::Ready(bound) => {
                if is_origin && is_source {
                    auth.announced = auth.announced.or(Some(bound));
                }
                match auth.begun {
                    Some(begun) if !rules.has(Check::ReadyCompared) => Event::Ready(begun.binding()),
                    _ => Event::Ready(bound.binding()),
                }
            }
            Said::Stored(number) => Event::Stored(nonce(number)),
            Said::Failed(code) => Event::Failed(code),
            Said::Session(_) => return,
        };
        self.auth_event(rules, post.to, event);
    }
}

//! The auth page: the real opener machine, and around it what `crates/auth/src/run/` and `popup.rs` do.

use crosspass_protocol::Code;
use crosspass_protocol::handoff::Opener;
use crosspass_protocol::handoff::opener::{Answer, Carrier, Event, PATIENCE, Start};

use crate::rules::{Check, Grain, Rules};
use crate::symbols::{Bound, Origin, Said, Token, User, nonce};
use crate::world::{Address, Fragment, Id, Post, World};

/// The popup as the auth page holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Popup {
    None,
    Here(Id),
    /// `closed` is true: it was closed, or cut off.
    Gone(Id),
}

impl Popup {
    pub(crate) fn window(self) -> Option<Id> {
        match self {
            Self::None => None,
            Self::Here(id) | Self::Gone(id) => Some(id),
        }
    }

    pub(crate) fn lose(&mut self, window: Id) {
        if *self == Self::Here(window) {
            *self = Self::Gone(window);
        }
    }
}

/// A request under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Call {
    SignIn(User),
    Mint(Bound),
    /// With the user's consent, by redirect.
    HandOver,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    Given,
    /// Wrong password, or the user may not enter.
    Refused(Code),
    /// Served, but the answer is lost.
    Lost,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Auth {
    pub(crate) machine: Opener,
    pub(crate) start: Start,
    pub(crate) carrier: Carrier,
    pub(crate) domain: Origin,
    pub(crate) begun: Option<Bound>,
    pub(crate) popup: Popup,
    pub(crate) held: Option<Token>,
    /// Where the answer to the credentials leads, if the domain takes no popup.
    pub(crate) ticket: Option<Token>,
    /// Who has typed credentials that are not sent yet.
    pub(crate) typed: Option<User>,
    /// Windows being opened, by attempt: the innermost comes last and returns first.
    pub(crate) opening: Vec<u8>,
    pub(crate) attempt: u8,
    pub(crate) calls: Vec<(u8, Call)>,
    pub(crate) shown: Option<Code>,
    /// What the popup of this attempt announced, if the domain's page in it did.
    pub(crate) announced: Option<Bound>,
    pub(crate) posted: Option<Bound>,
}

impl Auth {
    pub(crate) fn new(start: Start, carrier: Carrier, domain: Origin, begun: Option<Bound>) -> Self {
        Self {
            machine: Opener::new(carrier, begun.map(Bound::binding)),
            start,
            carrier,
            domain,
            begun,
            popup: Popup::None,
            held: None,
            ticket: None,
            typed: None,
            opening: Vec::new(),
            attempt: 0,
            calls: Vec::new(),
            shown: None,
            announced: None,
            posted: None,
        }
    }

    /// Whether it can go on without the user.
    pub(crate) fn is_busy(&self) -> bool {
        self.machine.is_working() || !self.calls.is_empty() || !self.opening.is_empty()
    }
}

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

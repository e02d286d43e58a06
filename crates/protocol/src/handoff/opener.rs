//! The auth page's half: sends the credentials, opens the popup, hands the token to the receiver
//! that answers, and falls back to the redirect carrier when none does.

use crate::error::Code;
use crate::identifier::{Binding, Nonce};

pub use super::carrier::Carrier;

/// Ticks (seconds) that an opened receiver may stay mute once the user is signed in.
pub const PATIENCE: u8 = 8;

/// How the user begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Start {
    /// With login and password.
    Credentials,
    /// With the issuer session that is already there.
    Session,
}

/// The answer to accepted credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    /// Whether the permit names the domain.
    pub permitted: bool,
    /// The token, if one was minted with the sign-in.
    pub token: Option<T>,
}

/// What happens to the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<T> {
    /// The user submits, inside the gesture.
    Submitted(Start),
    /// The popup was opened, or the browser gave none.
    Opened(bool),
    /// The receiver announces what a token must be bound to.
    Ready(Binding),
    /// The credentials' answer.
    Answered(Result<Answer<T>, Code>),
    /// The answer to [`Effect::Mint`].
    Minted(Result<T, Code>),
    /// The receiver has verified and kept the token.
    Stored(Nonce),
    /// The receiver has refused.
    Failed(Code),
    /// The popup seems closed: no proof of anything, a COOP header on the receiver looks the same.
    PopupClosed,
    /// A second has passed.
    Tick,
}

/// What the adapter carries out, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect<T> {
    /// Post login and password: at most once for each submission.
    SendCredentials,
    /// Open the receiver in a popup, and report with [`Event::Opened`].
    OpenPopup,
    /// Ask the issuer for a token of this binding, and report with [`Event::Minted`].
    Mint(Binding),
    /// Hold this token until [`Effect::PostHeld`] or [`Effect::Forget`].
    Hold(T),
    /// Post this token to the domain's origin.
    Post(T),
    /// Post the held token to the domain's origin.
    PostHeld,
    /// Forget the held token.
    Forget,
    /// Close the popup, if one is there.
    ClosePopup,
    /// Navigate to `return_to`: the domain has its session.
    GoToReturn,
    /// Navigate to the issuer's `/sign-in` (or to the launcher): the redirect carrier.
    Redirect,
    /// Say that work is under way.
    ShowProcessing,
    /// Say why it ended; the form is usable again.
    Show(Code),
}

/// The machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Opener {
    carrier: Carrier,
    begun: Option<Binding>,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum State {
    Idle,
    Working(Working),
    Ended,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Working {
    signed_in: bool,
    popup: Popup,
    ready: Option<Binding>,
    token: Token,
    ticks: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Popup {
    Opening,
    Open,
    /// Blocked, cut, closed, mute or refusing: all one case.
    Lost,
}

/// Where the one token of this submission is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Token {
    None,
    Asked(Binding),
    Held(Binding),
    Posted(Binding),
}

impl Opener {
    /// A machine for one auth page. `begun` is what the domain's page began, if it did.
    pub fn new(carrier: Carrier, begun: Option<Binding>) -> Self {
        Self {
            carrier,
            begun,
            state: State::Idle,
        }
    }

    /// Whether a submission is under way.
    pub fn is_working(&self) -> bool {
        matches!(self.state, State::Working(_))
    }

    /// Takes an event; returns what is to be done, in order. What does not fit is ignored.
    pub fn handle<T>(&mut self, event: Event<T>) -> Vec<Effect<T>> {
        match (&mut self.state, event) {
            (State::Idle, Event::Submitted(start)) => self.submit(start),
            (State::Working(work), Event::Opened(opened)) if work.popup == Popup::Opening => {
                work.popup = if opened { Popup::Open } else { Popup::Lost };
                self.advance()
            }
            // The answer was faster than the window: Firefox handles it while the window opens.
            (State::Idle | State::Ended, Event::Opened(true)) => vec![Effect::ClosePopup],
            (State::Working(work), Event::Ready(binding))
                if work.popup == Popup::Open && work.ready.is_none() =>
            {
                work.ready = Some(binding);
                self.advance()
            }
            (State::Working(work), Event::Answered(answer)) if !work.signed_in => match answer {
                Ok(answer) => self.answered(answer),
                Err(code) => self.refuse(code),
            },
            (State::Working(work), Event::Minted(answer)) => match (&work.token, answer) {
                (Token::Asked(binding), Ok(token)) => {
                    let binding = binding.clone();
                    self.take(token, binding)
                }
                // The issuer keeps that nonce to another user: the redirect carrier begins a new handoff.
                (Token::Asked(_), Err(Code::NonceMismatch)) => {
                    work.popup = Popup::Lost;
                    self.advance()
                }
                (Token::Asked(_), Err(code)) => self.refuse(code),
                (Token::None | Token::Held(_) | Token::Posted(_), _) => Vec::new(),
            },
            (State::Working(work), Event::Stored(nonce)) => match &work.token {
                Token::Posted(binding) if binding.nonce == nonce && work.popup == Popup::Open => {
                    self.state = State::Ended;
                    vec![Effect::ClosePopup, Effect::GoToReturn]
                }
                Token::None | Token::Asked(_) | Token::Held(_) | Token::Posted(_) => Vec::new(),
            },
            (State::Working(work), Event::Failed(_) | Event::PopupClosed) if work.popup == Popup::Open => {
                work.popup = Popup::Lost;
                self.advance()
            }
            (State::Working(work), Event::Tick) => {
                // Before the answer it is the request's own deadline that counts.
                if work.signed_in {
                    work.ticks = work.ticks.saturating_add(1);
                    if work.ticks >= PATIENCE {
                        work.popup = Popup::Lost;
                    }
                }
                self.advance()
            }
            (
                State::Idle | State::Working(_) | State::Ended,
                Event::Submitted(_)
                | Event::Opened(_)
                | Event::Ready(_)
                | Event::Answered(_)
                | Event::Minted(_)
                | Event::Stored(_)
                | Event::Failed(_)
                | Event::PopupClosed
                | Event::Tick,
            ) => Vec::new(),
        }
    }

    fn submit<T>(&mut self, start: Start) -> Vec<Effect<T>> {
        let mut work = Working {
            signed_in: start == Start::Session,
            popup: Popup::Lost,
            ready: None,
            token: Token::None,
            ticks: 0,
        };
        let mut effects = vec![Effect::ShowProcessing];
        match (start, self.carrier, &self.begun) {
            (Start::Credentials, _, _) => effects.push(Effect::SendCredentials),
            (Start::Session, Carrier::Popup, Some(begun)) => {
                work.token = Token::Asked(begun.clone());
                effects.push(Effect::Mint(begun.clone()));
            }
            (Start::Session, Carrier::Popup, None) | (Start::Session, Carrier::Redirect, _) => {}
        }
        // The request leaves before the popup opens: opening delays a later request.
        if self.carrier == Carrier::Popup {
            work.popup = Popup::Opening;
            effects.push(Effect::OpenPopup);
        }
        self.state = State::Working(work);
        effects.extend(self.advance());
        effects
    }

    fn answered<T>(&mut self, answer: Answer<T>) -> Vec<Effect<T>> {
        if !answer.permitted {
            return self.refuse(Code::AccessDenied);
        }
        if let State::Working(work) = &mut self.state {
            work.signed_in = true;
            work.ticks = 0;
        }
        match (answer.token, self.begun.clone()) {
            (Some(token), Some(begun)) => self.take(token, begun),
            (None, _) | (Some(_), None) => self.advance(),
        }
    }

    /// A token came: post it to the receiver it is bound to, or hold it until that one is ready.
    fn take<T>(&mut self, token: T, binding: Binding) -> Vec<Effect<T>> {
        let State::Working(work) = &mut self.state else {
            return Vec::new();
        };
        match &work.ready {
            Some(ready) if *ready == binding && work.popup == Popup::Open => {
                work.token = Token::Posted(binding);
                vec![Effect::Post(token)]
            }
            _ => {
                work.token = Token::Held(binding);
                let mut effects = vec![Effect::Hold(token)];
                effects.extend(self.advance());
                effects
            }
        }
    }

    /// Does what the state allows next.
    fn advance<T>(&mut self) -> Vec<Effect<T>> {
        let State::Working(work) = &mut self.state else {
            return Vec::new();
        };
        if !work.signed_in {
            return Vec::new();
        }
        if work.popup == Popup::Lost {
            self.state = State::Ended;
            return vec![Effect::Forget, Effect::ClosePopup, Effect::Redirect];
        }
        let Some(ready) = work.ready.clone() else {
            return Vec::new();
        };
        match &work.token {
            Token::Held(binding) if *binding == ready => {
                work.token = Token::Posted(ready);
                vec![Effect::PostHeld]
            }
            // The receiver began anew: its own storage has forgotten what the domain's page began.
            Token::Held(_) => {
                work.token = Token::Asked(ready.clone());
                vec![Effect::Forget, Effect::Mint(ready)]
            }
            Token::None => {
                work.token = Token::Asked(ready.clone());
                vec![Effect::Mint(ready)]
            }
            Token::Asked(_) | Token::Posted(_) => Vec::new(),
        }
    }

    fn refuse<T>(&mut self, code: Code) -> Vec<Effect<T>> {
        self.state = State::Idle;
        vec![Effect::Forget, Effect::ClosePopup, Effect::Show(code)]
    }
}

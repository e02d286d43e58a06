//! The receiver's machine for its page: what happened goes in, what is to be done comes out.

use crosspass_protocol::handoff;
use crosspass_protocol::handoff::receiver::{Arrival, Effect, Event, Holder, Standing};
use crosspass_protocol::message::browser;
use crosspass_protocol::{Binding, Code, KeyThumbprint, Message, Nonce, UntrustedToken};
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Window};

use crate::arrival::{self, Fragment};
use crate::listener::Opener;

/// What the page was asked last: what its answer is about.
#[derive(Clone, Copy)]
enum Asked {
    Nothing,
    Handoff,
    Ticket,
    Redeem,
    Check,
    Ask,
    Keep,
}

/// One receiver page.
#[wasm_bindgen]
pub struct Receiver {
    machine: handoff::Receiver,
    opener: Option<Opener>,
    /// The handoff that the popup was opened for, or where one begun here is to end.
    hint: String,
    nonce: Option<Nonce>,
    asked: Asked,
}

#[wasm_bindgen]
impl Receiver {
    /// A receiver of that issuer. `opener` is the window that opened this one, if the browser has kept the
    /// two together.
    #[wasm_bindgen(constructor)]
    pub fn new(issuer: String, opener: Option<Window>) -> Self {
        Self {
            machine: handoff::Receiver::default(),
            opener: opener.map(|window| Opener { window, issuer }),
            hint: String::new(),
            nonce: None,
            asked: Asked::Nothing,
        }
    }

    /// The page has loaded. `fragment` is the page's, taken off its address beforehand.
    #[wasm_bindgen(unchecked_return_type = "Step[]")]
    pub fn arrive(&mut self, fragment: &str, framed: bool) -> Array {
        let arrival = match arrival::parse(fragment) {
            _ if framed => Arrival::Framed,
            Fragment::Ticket(ticket) => Arrival::Ticket(ticket),
            Fragment::Begin(return_to) => {
                self.hint = return_to;
                Arrival::Begin
            }
            Fragment::Popup(nonce) if self.opener.is_some() => {
                self.hint = nonce.map_or_else(String::new, |nonce| nonce.as_str().to_owned());
                Arrival::Popup
            }
            Fragment::Popup(_) | Fragment::None => Arrival::Alone,
        };
        self.take(Event::Arrived(arrival))
    }

    /// A message came.
    #[wasm_bindgen(unchecked_return_type = "Step[]")]
    pub fn hear(&mut self, event: &MessageEvent) -> Array {
        match self.opener.as_ref().and_then(|opener| opener.hear(event)) {
            Some(token) => self.take(Event::Session(token)),
            None => Array::new(),
        }
    }

    /// What the last step came to.
    #[wasm_bindgen(unchecked_return_type = "Step[]")]
    pub fn answer(&mut self, #[wasm_bindgen(unchecked_param_type = "unknown")] answer: &JsValue) -> Array {
        let event = match self.asked {
            Asked::Nothing => return Array::new(),
            Asked::Handoff => {
                let binding = binding(answer).ok_or(Code::NonceMismatch);
                self.nonce = binding.as_ref().ok().map(|binding| binding.nonce.clone());
                Event::Begun(binding)
            }
            Asked::Ticket => Event::TicketChecked(Ok(if answer.is_falsy() {
                Standing::Landed
            } else {
                Standing::Open
            })),
            Asked::Redeem => Event::Redeemed(answer.as_string().ok_or(Code::Network)),
            Asked::Check => Event::Checked(Ok(if answer.is_falsy() {
                Holder::Free
            } else {
                Holder::Other
            })),
            Asked::Ask => Event::Decided(answer.is_truthy()),
            Asked::Keep => Event::Kept(Ok(())),
        };
        self.take(event)
    }

    /// Why the last step failed: a stable code, or anything else of a fault that has none.
    #[wasm_bindgen(unchecked_return_type = "Step[]")]
    pub fn refuse(&mut self, code: &str) -> Array {
        let code = Code::parse(code);
        let storage = code.unwrap_or(Code::StorageUnavailable);
        let network = code.unwrap_or(Code::Network);
        let event = match self.asked {
            Asked::Nothing => return Array::new(),
            Asked::Handoff => Event::Begun(Err(storage)),
            Asked::Ticket => Event::TicketChecked(Err(network)),
            Asked::Redeem => Event::Redeemed(Err(network)),
            Asked::Check => Event::Checked(Err(network)),
            Asked::Ask => Event::Decided(false),
            Asked::Keep => Event::Kept(Err(storage)),
        };
        self.take(event)
    }
}

impl Receiver {
    fn take(&mut self, event: Event<String>) -> Array {
        let steps = Array::new();
        let effects = self.machine.handle(event);
        for effect in effects {
            if let Some(step) = self.step(effect) {
                steps.push(&step);
            }
        }
        steps
    }

    /// What is to be done about an effect; what its answer will be about is kept in `asked`.
    fn step(&mut self, effect: Effect<String>) -> Option<Array> {
        let hint = core::mem::take(&mut self.hint);
        let (asked, step) = match effect {
            Effect::Announce => (Asked::Handoff, step("announce", &[&hint])),
            Effect::Begin => (Asked::Handoff, step("begin", &[&hint])),
            Effect::CheckTicket(ticket) => {
                let untrusted = UntrustedToken::parse(&ticket).ok();
                let nonce = untrusted.and_then(|ticket| ticket.unverified_nonce());
                let nonce = nonce.as_ref().map_or("", Nonce::as_str);
                (Asked::Ticket, step("checkTicket", &[&ticket, nonce]))
            }
            Effect::Redeem => (Asked::Redeem, step("redeem", &[])),
            Effect::Check(token) => (Asked::Check, step("check", &[&token])),
            Effect::Ask => (Asked::Ask, step("ask", &[])),
            Effect::Keep => (Asked::Keep, step("keep", &[])),
            Effect::PostReady(binding) => (Asked::Nothing, post(&Message::Ready(binding))?),
            Effect::PostStored => (Asked::Nothing, post(&Message::Stored(self.nonce.take()?))?),
            Effect::PostFailed(code) => (Asked::Nothing, post(&Message::Failed(code))?),
            Effect::GoToIssuer(_) => (Asked::Nothing, step("goToIssuer", &[])),
            Effect::GoToReturn => (Asked::Nothing, step("goToReturn", &[])),
            Effect::Close => (Asked::Nothing, step("close", &[])),
            Effect::Show(code) => (Asked::Nothing, step("show", &[code.as_str()])),
        };
        self.asked = asked;
        Some(step)
    }
}

fn step(name: &str, given: &[&str]) -> Array {
    let step = Array::of1(&name.into());
    for text in given {
        step.push(&JsValue::from_str(text));
    }
    step
}

fn post(message: &Message<String>) -> Option<Array> {
    // Setting members of a fresh object cannot fail.
    let message = browser::write(message).ok()?;
    Some(Array::of2(&"post".into(), &message))
}

/// The nonce and the key's thumbprint of a handoff that the page remembers.
fn binding(handoff: &JsValue) -> Option<Binding> {
    let member = |name: &str| Reflect::get(handoff, &name.into()).ok()?.as_string();
    Some(Binding {
        nonce: Nonce::parse(&member("nonce")?).ok()?,
        jkt: KeyThumbprint::parse(&member("jkt")?).ok()?,
    })
}

//! Carries out the receiver machine's effects, one after the other: each await is one effect.

use std::cell::RefCell;
use std::rc::Rc;

use crosspass_protocol::handoff::Receiver;
use crosspass_protocol::handoff::receiver::{Arrival, Effect, Event, Holder};
use crosspass_protocol::{
    Binding, Code, KeyThumbprint, Message, Nonce, SessionClaims, TicketClaims, UntrustedToken,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Window;

use crate::arrival::{self, Fragment};
use crate::host::{Host, code_of, member, settled};
use crate::listener::{Opener, opener_window};
use crate::redeem::redeem;
use crate::session;
use crate::verify::verify;

/// A handoff that was begun here, as the page remembers it.
struct Begun {
    binding: Binding,
    return_to: String,
}

/// One receiver page.
struct Run {
    host: Host,
    machine: RefCell<Receiver>,
    hint: Option<Nonce>,
    return_to: String,
    opener: RefCell<Option<Opener>>,
    begun: RefCell<Option<Begun>>,
    ticket: RefCell<Option<String>>,
    verified: RefCell<Option<(String, SessionClaims)>>,
}

/// Receives a handoff. `fragment` is the page's, taken off its address beforehand.
#[wasm_bindgen]
pub fn receive(host: Host, fragment: &str, framed: bool) {
    let opener = opener_window();
    let mut hint = None;
    let mut begin_at = String::new();
    let arrival = if framed {
        Arrival::Framed
    } else {
        match arrival::parse(fragment) {
            Fragment::Ticket(ticket) => Arrival::Ticket(ticket),
            Fragment::Begin(return_to) => {
                begin_at = return_to;
                Arrival::Begin
            }
            Fragment::Popup(nonce) if opener.is_some() => {
                hint = nonce;
                Arrival::Popup
            }
            Fragment::Popup(_) | Fragment::None => Arrival::Alone,
        }
    };
    let is_popup = arrival == Arrival::Popup;
    let run = Rc::new(Run {
        host,
        machine: RefCell::default(),
        hint,
        return_to: begin_at,
        opener: RefCell::default(),
        begun: RefCell::default(),
        ticket: RefCell::default(),
        verified: RefCell::default(),
    });
    if is_popup
        && let Some(opener) = opener
        && listen(&run, opener).is_err()
    {
        return run.host.show(Code::InvalidRequest.as_str());
    }
    dispatch(&run, Event::Arrived(arrival));
}

fn listen(run: &Rc<Run>, opener: Window) -> Result<(), JsValue> {
    let listener = run.clone();
    let opener = Opener::listen(opener, run.host.issuer(), move |token| {
        dispatch(&listener, Event::Session(token));
    })?;
    *run.opener.borrow_mut() = Some(opener);
    Ok(())
}

fn dispatch(run: &Rc<Run>, event: Event<String>) {
    let effects = run.machine.borrow_mut().handle(event);
    if effects.is_empty() {
        return;
    }
    let run = run.clone();
    spawn_local(async move {
        for effect in effects {
            if let Some(event) = run.perform(effect).await {
                dispatch(&run, event);
            }
        }
    });
}

impl Run {
    /// Carries out one effect; returns the event that it ends with, if any.
    async fn perform(&self, effect: Effect<String>) -> Option<Event<String>> {
        match effect {
            Effect::Announce => Some(Event::Begun(self.announce().await)),
            Effect::Begin => Some(Event::Begun(self.begin(&self.return_to).await)),
            Effect::CheckTicket(ticket) => Some(Event::TicketChecked(self.check_ticket(ticket).await)),
            Effect::Redeem => {
                let ticket = self.ticket.take().unwrap_or_default();
                Some(Event::Redeemed(redeem(&self.host, &ticket).await))
            }
            Effect::Check(token) => Some(Event::Checked(self.check(token).await)),
            Effect::Ask => Some(Event::Decided(self.ask().await)),
            Effect::Keep => Some(Event::Kept(self.keep().await)),
            Effect::PostReady(binding) => self.post(&Message::Ready(binding)),
            Effect::PostStored => {
                let nonce = self
                    .begun
                    .borrow()
                    .as_ref()
                    .map(|begun| begun.binding.nonce.clone());
                nonce.and_then(|nonce| self.post(&Message::Stored(nonce)))
            }
            Effect::PostFailed(code) => self.post(&Message::Failed(code)),
            Effect::GoToIssuer(binding) => {
                let mut address = self.host.issuer();
                address.push_str("/sign-in?return_to=");
                let return_to = self.return_to();
                address.push_str(&String::from(js_sys::encode_uri_component(&return_to)));
                for part in ["&nonce=", binding.nonce.as_str(), "&jkt=", binding.jkt.as_str()] {
                    address.push_str(part);
                }
                self.host.go(&address);
                None
            }
            Effect::GoToReturn => {
                self.host.go(&self.return_to());
                None
            }
            Effect::Close => {
                self.host.close();
                None
            }
            Effect::Show(code) => {
                self.host.show(code.as_str());
                None
            }
        }
    }

    /// The handoff that the auth page was opened for if it was begun here, else a new one.
    async fn announce(&self) -> Result<Binding, Code> {
        if let Some(nonce) = &self.hint
            && let Ok(binding) = self.recall(nonce).await
        {
            return Ok(binding);
        }
        self.begin("/").await
    }

    async fn begin(&self, return_to: &str) -> Result<Binding, Code> {
        let begun = settled(self.host.begin(return_to)).await;
        self.remember(begun, Code::StorageUnavailable)
    }

    async fn recall(&self, nonce: &Nonce) -> Result<Binding, Code> {
        let found = settled(self.host.find(nonce.as_str())).await;
        self.remember(found, Code::NonceMismatch)
    }

    fn remember(&self, begun: Result<JsValue, JsValue>, absent: Code) -> Result<Binding, Code> {
        let begun = begun.map_err(|error| code_of(&error, Code::StorageUnavailable))?;
        let text = |name| member(&begun, name).ok_or(absent);
        let binding = Binding {
            nonce: Nonce::parse(&text("nonce")?).map_err(|_| absent)?,
            jkt: KeyThumbprint::parse(&text("jkt")?).map_err(|_| absent)?,
        };
        *self.begun.borrow_mut() = Some(Begun {
            binding: binding.clone(),
            return_to: text("returnTo")?,
        });
        Ok(binding)
    }

    async fn check_ticket(&self, ticket: String) -> Result<(), Code> {
        let nonce = UntrustedToken::parse(&ticket)
            .map_err(|error| error.code())?
            .unverified_nonce()
            .ok_or(Code::InvalidToken)?;
        let binding = self.recall(&nonce).await?;
        verify::<TicketClaims>(&self.host, &ticket, &binding).await?;
        *self.ticket.borrow_mut() = Some(ticket);
        Ok(())
    }

    async fn check(&self, token: String) -> Result<Holder, Code> {
        let binding = self
            .begun
            .borrow()
            .as_ref()
            .map(|begun| begun.binding.clone())
            .ok_or(Code::NonceMismatch)?;
        let claims = verify::<SessionClaims>(&self.host, &token, &binding).await?;
        let holder = match self.host.holder() {
            Some(subject) if subject != claims.subject.as_str() => Holder::Other,
            Some(_) | None => Holder::Free,
        };
        *self.verified.borrow_mut() = Some((token, claims));
        Ok(holder)
    }

    async fn ask(&self) -> bool {
        let (name, email) = match &*self.verified.borrow() {
            Some((_, claims)) => (claims.name.clone(), claims.email.clone()),
            None => return false,
        };
        settled(self.host.ask(&name, &email))
            .await
            .is_ok_and(|answer| answer.is_truthy())
    }

    async fn keep(&self) -> Result<(), Code> {
        let (token, claims) = self.verified.take().ok_or(Code::InvalidToken)?;
        let carrier = if self.opener.borrow().is_some() {
            "popup"
        } else {
            "redirect"
        };
        let session = session::to_js(&claims, carrier);
        let nonce = claims.binding.nonce.as_str();
        let kept = settled(self.host.keep(nonce, &token, session)).await;
        match kept {
            Ok(used_now) if used_now.is_truthy() => Ok(()),
            Ok(_) => Err(Code::NonceMismatch),
            Err(error) => Err(code_of(&error, Code::StorageUnavailable)),
        }
    }

    /// A message that cannot be posted is a closed opener's: nobody is left to be told.
    fn post(&self, message: &Message<String>) -> Option<Event<String>> {
        if let Some(opener) = &*self.opener.borrow() {
            let _ = opener.post(message);
        }
        None
    }

    fn return_to(&self) -> String {
        let begun = self.begun.borrow();
        begun
            .as_ref()
            .map_or_else(|| "/".to_owned(), |begun| begun.return_to.clone())
    }
}

//! Feeds the opener machine and carries out its effects: requests, the popup, navigation, what the page is told. Events that
//! effects cause are queued, so the machine never runs inside itself.

use crosspass_protocol::handoff::opener::{Answer, Carrier, Effect, Event, Start};
use crosspass_protocol::{Binding, Code, Message};
use gloo_utils::window;
use js_sys::encode_uri_component;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::state::Shared;
use crate::api::{self, Pending, Refusal};
use crate::object::{Value, text};
use crate::permit;
use crate::popup::Popup;
use crate::status::{self, State};
use crate::timer::Interval;

/// Milliseconds between two looks at the popup; four make the machine's tick of a second.
const LOOK: i32 = 250;

/// Feeds the machine, and what its effects cause, until nothing is left to do.
pub(super) fn dispatch(run: &Shared, event: Event<String>) {
    let mut events = vec![event];
    while !events.is_empty() {
        let mut caused = Vec::new();
        for event in events {
            let effects = run.borrow_mut().machine.handle(event);
            for effect in effects {
                caused.extend(perform(run, effect));
            }
        }
        events = caused;
    }
}

/// Carries out one effect; returns the event that it caused at once, if any.
fn perform(run: &Shared, effect: Effect<String>) -> Option<Event<String>> {
    match effect {
        Effect::ShowProcessing => {
            report(run, &status::plain(State::Processing));
        }
        Effect::SendCredentials => send_credentials(run),
        Effect::Mint(binding) => mint(run, &binding),
        Effect::OpenPopup => return open_popup(run).map(Event::Opened),
        Effect::Hold(token) => run.borrow_mut().held = Some(token),
        Effect::Forget => run.borrow_mut().held = None,
        Effect::Post(token) => return post(run, token),
        Effect::PostHeld => {
            let held = run.borrow_mut().held.take();
            return held.and_then(|token| post(run, token));
        }
        Effect::ClosePopup => {
            let mut this = run.borrow_mut();
            this.timer = None;
            this.popup = None;
        }
        Effect::GoToReturn => {
            if report(run, &status::plain(State::Done)) {
                return None;
            }
            let address = run.borrow().return_to();
            if let Some(address) = address {
                go(&address);
            }
        }
        Effect::Redirect => redirect(run),
        Effect::Show(code) => {
            let status = run.borrow().failure(code);
            report(run, &status);
        }
    }
    None
}

fn send_credentials(run: &Shared) {
    let pending = {
        let mut this = run.borrow_mut();
        let Some(credentials) = this.credentials.take() else {
            return;
        };
        let [audience, nonce, jkt] = this.request(this.begun.as_ref());
        let login = ("login", Some(Value::Text(&credentials.login)));
        let password = ("password", Some(Value::Text(&credentials.password)));
        api::post("/api/sign-in", &[login, password, audience, nonce, jkt])
    };
    later(run, pending, |run, answer| {
        Some(Event::Answered(answer.map(|answer| {
            let mut this = run.borrow_mut();
            this.landing = this.location(&answer).ok();
            let permit = text(&answer, "permit").unwrap_or_default();
            Answer {
                permitted: this
                    .target
                    .as_ref()
                    .is_none_or(|domain| permit::names(&permit, domain.origin.as_str())),
                token: text(&answer, "token"),
            }
        })))
    });
}

fn mint(run: &Shared, binding: &Binding) {
    let pending = api::post("/api/handoffs", &run.borrow().request(Some(binding)));
    later(run, pending, |_, answer| {
        let token = answer.and_then(|answer| text(&answer, "token").ok_or(Code::TemporarilyUnavailable));
        Some(Event::Minted(token))
    });
}

/// What an answer leads to: an event for the machine, if any.
type Next = fn(&Shared, Result<JsValue, Code>) -> Option<Event<String>>;

/// Goes on with a request's answer, if the attempt is still the same.
fn later(run: &Shared, pending: Pending, next: Next) {
    let run = run.clone();
    let attempt = run.borrow().attempt;
    spawn_local(async move {
        let answer = pending.answer().await;
        if run.borrow().attempt != attempt {
            return;
        }
        let answer = answer.map_err(|refusal| keep(&run, refusal));
        if let Some(event) = next(&run, answer) {
            dispatch(&run, event);
        }
    });
}

fn keep(run: &Shared, refusal: Refusal) -> Code {
    let code = refusal.code;
    run.borrow_mut().refusal = Some(refusal);
    code
}

/// Says whether the browser gave a window; nothing if the attempt is over and another has begun.
/// Firefox runs other tasks while it opens a window: answers and clicks arrive before it returns.
fn open_popup(run: &Shared) -> Option<bool> {
    let (domain, begun, attempt) = {
        let this = run.borrow();
        let Some(domain) = this.target.clone() else {
            return Some(false);
        };
        (domain, this.begun.clone(), this.attempt)
    };
    let listener = run.clone();
    let popup = Popup::open(
        &domain.receiver,
        &domain.origin,
        begun.as_ref().map(|binding| &binding.nonce),
        move |message| match message {
            Message::Ready(binding) => dispatch(&listener, Event::Ready(binding)),
            Message::Stored(nonce) => dispatch(&listener, Event::Stored(nonce)),
            Message::Failed(code) => dispatch(&listener, Event::Failed(code)),
            Message::Session(_) => {} // Only we send it.
        },
    );
    if run.borrow().attempt != attempt {
        return None; // The late window closes as it is dropped.
    }
    let Some(popup) = popup else {
        return Some(false);
    };
    let ticker = run.clone();
    let mut looks = 0_u32;
    let timer = Interval::start(LOOK, move || {
        let closed = ticker.borrow().popup.as_ref().is_some_and(Popup::is_closed);
        if closed {
            dispatch(&ticker, Event::PopupClosed);
        }
        looks += 1;
        if looks.is_multiple_of(4) {
            dispatch(&ticker, Event::Tick);
        }
    });
    let mut this = run.borrow_mut();
    this.popup = Some(popup);
    this.timer = timer.ok();
    Some(true)
}

fn post(run: &Shared, token: String) -> Option<Event<String>> {
    let this = run.borrow();
    let posted = this
        .popup
        .as_ref()
        .map(|popup| popup.post(&Message::Session(token)));
    match posted {
        Some(Ok(())) => None,
        Some(Err(_)) | None => Some(Event::PopupClosed),
    }
}

/// The redirect carrier. A user who is signed in already and clicked consents to this domain first.
fn redirect(run: &Shared) {
    if report(run, &status::plain(State::Redirecting)) {
        return;
    }
    let this = run.borrow();
    let Some(return_to) = this.return_to() else {
        return go("/");
    };
    if let Some(landing) = &this.landing {
        return go(landing);
    }
    if this.start == Start::Session && this.carrier() == Carrier::Redirect {
        let [audience, nonce, jkt] = this.request(this.begun.as_ref());
        let return_to = ("return_to", Some(Value::Text(&return_to)));
        let consent = ("consent", Some(Value::True));
        let pending = api::post("/api/handoffs", &[audience, nonce, jkt, return_to, consent]);
        return later(run, pending, |run, answer| {
            let location = answer.and_then(|answer| run.borrow().location(&answer));
            match location {
                Ok(location) => go(&location),
                Err(code) => show(run, code),
            }
            None
        });
    }
    let mut address = this.data.issuer.join("/sign-in?return_to=");
    address.push_str(&String::from(encode_uri_component(&return_to)));
    if let Some(binding) = &this.begun {
        for part in ["&nonce=", binding.nonce.as_str(), "&jkt=", binding.jkt.as_str()] {
            address.push_str(part);
        }
    }
    go(&address);
}

fn show(run: &Shared, code: Code) {
    let _ = perform(run, Effect::Show(code));
}

fn go(address: &str) {
    // Refused only for addresses that are none; ours come from the server's data.
    let _ = window().location().assign(address);
}

/// Tells the page, which may answer that it leaves by itself. Nothing is borrowed meanwhile: its callback may call `SignIn`
/// again.
fn report(run: &Shared, status: &JsValue) -> bool {
    let on_status = run.borrow().on_status.clone();
    match on_status.call1(&JsValue::NULL, status) {
        Ok(answer) => answer.is_truthy(),
        // An error of the page's own callback is the page's to see in its console.
        Err(error) => wasm_bindgen::throw_val(error),
    }
}

//! One page's sign-in: what it holds, and how the opener machine is fed. Events that effects cause
//! are queued, so the machine never runs inside itself.

mod effects;

use std::cell::RefCell;
use std::rc::Rc;

use crosspass_protocol::handoff::opener::{Carrier, Event, Opener, Start};
use crosspass_protocol::{Binding, Code};
use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::api::Refusal;
use crate::data::{Credentials, Domain, PageData};
use crate::object::{Value, text};
use crate::popup::Popup;
use crate::status;
use crate::timer::Interval;
use effects::perform;

/// One page's sign-in.
pub(crate) struct Run {
    data: PageData,
    on_status: Function,
    /// The domain this attempt is for; `None` signs in to the launcher.
    target: Option<Domain>,
    /// What the domain's page began, if this attempt is for it.
    begun: Option<Binding>,
    start: Start,
    machine: Opener,
    credentials: Option<Credentials>,
    popup: Option<Popup>,
    held: Option<String>,
    refusal: Option<Refusal>,
    /// Where the answer to the credentials leads, if the domain takes no popup.
    landing: Option<String>,
    timer: Option<Interval>,
    /// Counts attempts: an answer to an earlier one is dropped.
    attempt: u32,
}

type Shared = Rc<RefCell<Run>>;

impl Run {
    pub(crate) fn new(data: PageData, on_status: Function) -> Self {
        Self {
            target: data.domain.clone(),
            begun: data.begun.clone(),
            machine: Opener::new(Carrier::Redirect, None),
            data,
            on_status,
            start: Start::Credentials,
            credentials: None,
            popup: None,
            held: None,
            refusal: None,
            landing: None,
            timer: None,
            attempt: 0,
        }
    }

    /// Chooses the domain: the page's own, or one of the launcher's. Says whether there is one.
    pub(crate) fn aim(&mut self, origin: Option<&str>) -> bool {
        if self.machine.is_working() {
            return true; // A second click while the first is under way changes nothing.
        }
        (self.target, self.begun) = match origin {
            None => (self.data.domain.clone(), self.data.begun.clone()),
            Some(origin) => {
                let found = self.data.domains.iter().find(|d| d.origin.as_str() == origin);
                (found.cloned(), None)
            }
        };
        origin.is_none() || self.target.is_some()
    }

    fn carrier(&self) -> Carrier {
        self.target
            .as_ref()
            .map_or(Carrier::Redirect, |domain| domain.carrier)
    }

    /// What every request about the domain says.
    fn request<'a>(&'a self, binding: Option<&'a Binding>) -> [(&'static str, Option<Value<'a>>); 3] {
        let text = |text: Option<&'a str>| text.map(Value::Text);
        [
            (
                "audience",
                text(self.target.as_ref().map(|domain| domain.origin.as_str())),
            ),
            ("nonce", text(binding.map(|binding| binding.nonce.as_str()))),
            ("jkt", text(binding.map(|binding| binding.jkt.as_str()))),
        ]
    }

    /// Where the user wants to be: what the page was asked for, else the domain's root.
    fn return_to(&self) -> Option<String> {
        let target = self.target.as_ref()?;
        let is_pages_own = self
            .data
            .domain
            .as_ref()
            .is_some_and(|d| d.origin == target.origin);
        match &self.data.return_to {
            Some(address) if is_pages_own => Some(address.clone()),
            _ => Some(target.origin.join("/")),
        }
    }

    /// A refusal, with what the issuer said about it.
    fn failure(&self, code: Code) -> JsValue {
        let refusal = self.refusal.as_ref().filter(|refusal| refusal.code == code);
        status::failed(code, refusal.map_or(&JsValue::UNDEFINED, |refusal| &refusal.body))
    }

    /// Where the issuer sends the browser: to the domain of this attempt and nowhere else.
    fn location(&self, answer: &JsValue) -> Result<String, Code> {
        let landing = self
            .target
            .as_ref()
            .map(|domain| domain.origin.join("/crosspass/"));
        let location = text(answer, "location").zip(landing);
        let location = location.filter(|(location, landing)| location.starts_with(landing));
        location
            .map(|(location, _)| location)
            .ok_or(Code::TemporarilyUnavailable)
    }
}

/// Begins an attempt inside the user's gesture.
pub(crate) fn begin(run: &Shared, start: Start, credentials: Option<Credentials>) {
    {
        let mut this = run.borrow_mut();
        if this.machine.is_working() {
            return;
        }
        this.machine = Opener::new(this.carrier(), this.begun.clone());
        this.start = start;
        this.credentials = credentials;
        this.refusal = None;
        this.landing = None;
        this.attempt = this.attempt.wrapping_add(1);
    }
    dispatch(run, Event::Submitted(start));
}

/// Feeds the machine, and what its effects cause, until nothing is left to do.
fn dispatch(run: &Shared, event: Event<String>) {
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

//! What one page's sign-in holds, and what can be asked of it.

use std::cell::RefCell;
use std::rc::Rc;

use crosspass_protocol::handoff::opener::{Carrier, Opener, Start};
use crosspass_protocol::{Binding, Code};
use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::api::Refusal;
use crate::data::{Credentials, Domain, PageData};
use crate::object::{Value, text};
use crate::popup::Popup;
use crate::status;
use crate::timer::Interval;

/// One page's sign-in.
pub(crate) struct Run {
    pub(super) data: PageData,
    pub(super) on_status: Function,
    /// The domain this attempt is for; `None` signs in to the launcher.
    pub(super) target: Option<Domain>,
    /// What the domain's page began, if this attempt is for it.
    pub(super) begun: Option<Binding>,
    pub(super) start: Start,
    pub(super) machine: Opener,
    pub(super) credentials: Option<Credentials>,
    pub(super) popup: Option<Popup>,
    pub(super) held: Option<String>,
    pub(super) refusal: Option<Refusal>,
    /// Where the answer to the credentials leads, if the domain takes no popup.
    pub(super) landing: Option<String>,
    pub(super) timer: Option<Interval>,
    /// Counts attempts: an answer to an earlier one is dropped.
    pub(super) attempt: u32,
}

pub(super) type Shared = Rc<RefCell<Run>>;

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

    pub(super) fn carrier(&self) -> Carrier {
        self.target
            .as_ref()
            .map_or(Carrier::Redirect, |domain| domain.carrier)
    }

    /// What every request about the domain says.
    pub(super) fn request<'a>(
        &'a self,
        binding: Option<&'a Binding>,
    ) -> [(&'static str, Option<Value<'a>>); 3] {
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
    pub(super) fn return_to(&self) -> Option<String> {
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
    pub(super) fn failure(&self, code: Code) -> JsValue {
        let refusal = self.refusal.as_ref().filter(|refusal| refusal.code == code);
        status::failed(code, refusal.map_or(&JsValue::UNDEFINED, |refusal| &refusal.body))
    }

    /// Where the issuer sends the browser: to the domain of this attempt and nowhere else.
    pub(super) fn location(&self, answer: &JsValue) -> Result<String, Code> {
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

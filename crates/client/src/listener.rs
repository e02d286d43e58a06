//! What the opener says: heard only from its own window and the issuer's origin.

use crosspass_protocol::message::{Message, browser};
use wasm_bindgen::JsValue;
use web_sys::{MessageEvent, Window};

/// The auth page that opened this popup.
pub(crate) struct Opener {
    pub(crate) window: Window,
    pub(crate) issuer: String,
}

impl Opener {
    /// The session token that this event brings, if it is the opener's and one of ours.
    pub(crate) fn hear(&self, event: &MessageEvent) -> Option<String> {
        let opener: &JsValue = self.window.as_ref();
        let is_ours = event.origin() == self.issuer
            && event
                .source()
                .is_some_and(|source| JsValue::from(source) == *opener);
        match browser::read(&event.data()) {
            Ok(Message::Session(token)) if is_ours => Some(token),
            _ => None,
        }
    }
}

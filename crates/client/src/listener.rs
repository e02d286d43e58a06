//! The one listener for the opener's messages: dropped means deaf.

use crosspass_protocol::message::{Message, browser};
use gloo_utils::window;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Window};

/// The auth page that opened this popup.
pub(crate) struct Opener {
    window: Window,
    issuer: String,
    listener: Closure<dyn FnMut(MessageEvent)>,
}

/// The window that opened this one, if the browser has kept the two together.
pub(crate) fn opener_window() -> Option<Window> {
    let opener = window().opener().ok()?;
    // Not `dyn_into`: a window of another origin is no instance of this realm's `Window`.
    (!opener.is_null() && !opener.is_undefined()).then(|| opener.unchecked_into())
}

impl Opener {
    /// Listens to the opener: its messages count only from the issuer's origin.
    pub(crate) fn listen(
        opener: Window,
        issuer: String,
        mut on_token: impl FnMut(String) + 'static,
    ) -> Result<Self, JsValue> {
        let listener = {
            let (opener, issuer) = (JsValue::from(opener.clone()), issuer.clone());
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let is_ours = event.origin() == issuer
                    && event
                        .source()
                        .is_some_and(|source| JsValue::from(source) == opener);
                if is_ours && let Ok(Message::Session(token)) = browser::read(&event.data()) {
                    on_token(token);
                }
            })
        };
        window().add_event_listener_with_callback("message", listener.as_ref().unchecked_ref())?;
        Ok(Self {
            window: opener,
            issuer,
            listener,
        })
    }

    /// Posts to the issuer's origin and no other.
    pub(crate) fn post(&self, message: &Message<String>) -> Result<(), JsValue> {
        self.window.post_message(&browser::write(message)?, &self.issuer)
    }
}

impl Drop for Opener {
    fn drop(&mut self) {
        // Fails only if it was never added.
        let _ =
            window().remove_event_listener_with_callback("message", self.listener.as_ref().unchecked_ref());
    }
}

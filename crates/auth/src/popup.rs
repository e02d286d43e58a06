//! The popup: a window of the domain's receiver, the one listener for its messages, and the guard of
//! this page while it lives. Dropped means closed, deaf and unguarded.

use std::cell::Cell;
use std::rc::Rc;

use crosspass_protocol::message::{Message, browser};
use crosspass_protocol::{Nonce, Origin};
use gloo_utils::window;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Window};

use crate::timer::Interval;

/// An open popup.
pub(crate) struct Popup {
    window: Window,
    origin: Origin,
    listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Popup {
    /// Opens the receiver; `None` if the browser gives no window. Call it inside the gesture.
    pub(crate) fn open(
        receiver: &str,
        origin: &Origin,
        nonce: Option<&Nonce>,
        mut on_message: impl FnMut(Message<String>) + 'static,
    ) -> Option<Self> {
        let mut address = receiver.to_owned();
        address.push_str("#popup");
        if let Some(nonce) = nonce {
            address.push('=');
            address.push_str(nonce.as_str());
        }
        let opened = window().open_with_url_and_target_and_features(&address, "_blank", FEATURES);
        let popup = opened.ok().flatten()?;
        let listener = {
            let (popup, origin) = (JsValue::from(popup.clone()), origin.clone());
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                // Not a message's: another page may have sent this one elsewhere, so the browser asks the user first.
                event.prevent_default();
                // This very window, and the domain's origin: either alone can be somebody else's.
                let is_ours = event
                    .source()
                    .is_some_and(|source| JsValue::from(source) == popup)
                    && event.origin() == origin.as_str();
                if is_ours && let Ok(message) = browser::read(&event.data()) {
                    on_message(message);
                }
            })
        };
        for event in EVENTS {
            // Fails only for what is no function.
            let _ = window().add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        }
        let leaving = {
            let popup = popup.clone();
            Closure::<dyn FnMut()>::new(move || end(&popup))
        };
        let _ = window().add_event_listener_with_callback("pagehide", leaving.as_ref().unchecked_ref());
        // It ends with the page, after which nobody would close the popup.
        leaving.forget();
        Some(Self {
            window: popup,
            origin: origin.clone(),
            listener,
        })
    }

    /// Posts to the domain's origin and no other.
    pub(crate) fn post(&self, message: &Message<String>) -> Result<(), JsValue> {
        self.window
            .post_message(&browser::write(message)?, self.origin.as_str())
    }

    /// Whether it seems closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.window.closed().unwrap_or(true)
    }
}

/// What is listened for while the popup lives.
const EVENTS: [&str; 2] = ["message", "beforeunload"];

/// A small window; browsers centre it themselves.
const FEATURES: &str = "popup,width=480,height=600";

impl Drop for Popup {
    fn drop(&mut self) {
        for event in EVENTS {
            // Fails only if it was never added.
            let _ =
                window().remove_event_listener_with_callback(event, self.listener.as_ref().unchecked_ref());
        }
        close(self.window.clone());
    }
}

/// Milliseconds between two looks at a window that is to be closed, and how many there are.
const CLOSING: (i32, u8) = (50, 20);

/// Closes a window. Chromium loses a `close()` that meets the first navigation, and every later one with it. So a
/// window that is still blank, which can be looked into, loads no further, and is closed when nothing can be on its
/// way any more.
fn close(popup: Window) {
    let timer = Rc::new(Cell::new(None));
    let (own, blank, mut left) = (timer.clone(), popup.clone(), CLOSING.1);
    let mut look = move || {
        left -= 1;
        let is_time = left == 0 || popup.location().href().is_err();
        if is_time {
            end(&popup);
            own.take();
        }
        is_time
    };
    if !look() {
        let _ = blank.stop();
        timer.set(Interval::start(CLOSING.0, move || _ = look()).ok());
    }
}

/// Closes a window with no time left to wait for its page.
fn end(popup: &Window) {
    // Both fail only on a window that is gone, or whose page is there: that one need not be stopped.
    let _ = popup.stop();
    let _ = popup.close();
}

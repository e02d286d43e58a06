//! Attack rows 4 and 5 at the receiver: a message counts only from the issuer's origin and the opener.

use gloo_utils::window;
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MessageEvent, Window};

use crate::listener::Opener;

const ISSUER: &str = "https://auth.example.com";

/// A window beside this one, as an opener is.
fn other_window() -> Window {
    let make = Function::new_no_args(
        "return document.body.appendChild(document.createElement('iframe')).contentWindow",
    );
    make.call0(&JsValue::NULL).unwrap().unchecked_into()
}

/// A good session message that claims to come from there.
fn message(origin: &str, source: &JsValue) -> MessageEvent {
    let make = Function::new_with_args(
        "origin, source",
        "return new MessageEvent('message', { origin, source, data: { crosspass: 1, type: 'session', token: 't' } })",
    );
    make.call2(&JsValue::NULL, &origin.into(), source)
        .unwrap()
        .unchecked_into()
}

fn opener() -> Opener {
    Opener {
        window: other_window(),
        issuer: ISSUER.to_owned(),
    }
}

#[wasm_bindgen_test]
fn the_issuers_own_window_is_heard() {
    let opener = opener();
    assert_eq!(
        opener.hear(&message(ISSUER, &opener.window)).as_deref(),
        Some("t")
    );
}

// attack: 4
#[wasm_bindgen_test]
fn look_alike_origins_are_not_heard() {
    let opener = opener();
    for origin in [
        "https://auth.example.com.evil.example",
        "https://evil-auth.example.com",
        "http://auth.example.com",
        "https://auth.example.com:8443",
        "https://auth.example.com.",
        "https://AUTH.example.com",
        "https://auth.example.com/",
        "null",
        "",
    ] {
        assert_eq!(opener.hear(&message(origin, &opener.window)), None, "{origin}");
    }
}

// attack: 5
#[wasm_bindgen_test]
fn other_windows_are_not_heard() {
    let opener = opener();
    for source in [other_window().into(), window().into(), JsValue::NULL] {
        assert_eq!(opener.hear(&message(ISSUER, &source)), None);
    }
}

//! Attack rows 4 and 5 at the receiver: a message counts only from the issuer's origin and the opener.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_utils::window;
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Window;

use crate::listener::Opener;

const ISSUER: &str = "https://auth.example.com";

/// A window beside this one, as an opener is.
fn other_window() -> Window {
    let make = Function::new_no_args(
        "return document.body.appendChild(document.createElement('iframe')).contentWindow",
    );
    make.call0(&JsValue::NULL).unwrap().unchecked_into()
}

/// Delivers a good session message that claims to come from there.
fn deliver(origin: &str, source: &JsValue) {
    let send = Function::new_with_args(
        "origin, source",
        "dispatchEvent(new MessageEvent('message', { origin, source, data: { crosspass: 1, type: 'session', token: 't' } }))",
    );
    send.call2(&JsValue::NULL, &origin.into(), source).unwrap();
}

#[wasm_bindgen_test]
fn the_issuers_own_window_is_heard() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let opener = other_window();
    let listening = {
        let heard = heard.clone();
        Opener::listen(opener.clone(), ISSUER.to_owned(), move |token| {
            heard.borrow_mut().push(token)
        })
        .unwrap()
    };
    deliver(ISSUER, &opener);
    assert_eq!(*heard.borrow(), ["t"]);
    drop(listening);
    deliver(ISSUER, &opener);
    assert_eq!(*heard.borrow(), ["t"], "dropped means deaf");
}

// attack: 4
#[wasm_bindgen_test]
fn look_alike_origins_are_not_heard() {
    let heard = Rc::new(RefCell::new(0));
    let opener = other_window();
    let counter = heard.clone();
    let _listening = Opener::listen(opener.clone(), ISSUER.to_owned(), move |_| {
        *counter.borrow_mut() += 1
    })
    .unwrap();
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
        deliver(origin, &opener);
    }
    assert_eq!(*heard.borrow(), 0);
}

// attack: 5
#[wasm_bindgen_test]
fn other_windows_are_not_heard() {
    let heard = Rc::new(RefCell::new(0));
    let counter = heard.clone();
    let _listening = Opener::listen(other_window(), ISSUER.to_owned(), move |_| {
        *counter.borrow_mut() += 1
    })
    .unwrap();
    deliver(ISSUER, &other_window());
    deliver(ISSUER, &window());
    deliver(ISSUER, &JsValue::NULL);
    assert_eq!(*heard.borrow(), 0);
}

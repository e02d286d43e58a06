//! The receiver's machine as its page drives it: what happened goes in, steps come out.

use js_sys::{Array, Function, JSON};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Window;

use super::scene::NONCE;
use crate::receiver::Receiver;

const ISSUER: &str = "https://auth.example.com";

fn window() -> Window {
    gloo_utils::window()
}

fn js(expression: &str) -> JsValue {
    let body = format!("return ({expression})");
    Function::new_no_args(&body).call0(&JsValue::NULL).unwrap()
}

/// A handoff that the page remembers.
fn handoff() -> JsValue {
    js(&format!("{{ nonce: '{NONCE}', jkt: '{NONCE}', returnTo: '/' }}"))
}

fn steps(steps: &Array) -> String {
    JSON::stringify(steps).unwrap().into()
}

#[wasm_bindgen_test]
fn a_popup_announces_waits_checks_keeps_and_says_so() {
    let mut receiver = Receiver::new(ISSUER.to_owned(), Some(window()));
    let arrived = receiver.arrive(&format!("#popup={NONCE}"), false);
    assert_eq!(steps(&arrived), format!(r#"[["announce","{NONCE}"]]"#));
    let ready = format!(r#"[["post",{{"crosspass":1,"type":"ready","nonce":"{NONCE}","jkt":"{NONCE}"}}]]"#);
    assert_eq!(steps(&receiver.answer(&handoff())), ready);
    let message = format!(
        "new MessageEvent('message', {{ origin: '{ISSUER}', source: window, data: {{ crosspass: 1, type: 'session', token: 't' }} }})"
    );
    let message = js(&message).unchecked_into();
    assert_eq!(steps(&receiver.hear(&message)), r#"[["check","t"]]"#);
    assert_eq!(steps(&receiver.hear(&message)), "[]", "one token, once");
    assert_eq!(steps(&receiver.answer(&JsValue::FALSE)), r#"[["keep"]]"#);
    let stored = format!(r#"[["post",{{"crosspass":1,"type":"stored","nonce":"{NONCE}"}}]]"#);
    assert_eq!(steps(&receiver.answer(&JsValue::TRUE)), stored);
    assert_eq!(steps(&receiver.answer(&JsValue::TRUE)), "[]", "nothing was asked");
}

#[wasm_bindgen_test]
fn a_popup_that_is_refused_tells_the_opener_and_the_user() {
    let mut receiver = Receiver::new(ISSUER.to_owned(), Some(window()));
    receiver.arrive("#popup", false);
    let told = r#"[["post",{"crosspass":1,"type":"failed","code":"storage_unavailable"}],["show","storage_unavailable"]]"#;
    assert_eq!(steps(&receiver.refuse("storage_unavailable")), told);
    assert_eq!(steps(&receiver.refuse("network")), "[]", "it has ended");
}

#[wasm_bindgen_test]
fn a_ticket_is_checked_redeemed_checked_and_kept() {
    let token = include_str!("../../../protocol/tests/fixtures/session.jwt").trim();
    let mut receiver = Receiver::new(ISSUER.to_owned(), None);
    let arrived = receiver.arrive(&format!("#ticket={token}"), false);
    assert_eq!(
        steps(&arrived),
        format!(r#"[["checkTicket","{token}","{NONCE}"]]"#)
    );
    assert_eq!(steps(&receiver.answer(&JsValue::TRUE)), r#"[["redeem"]]"#);
    assert_eq!(steps(&receiver.answer(&"t".into())), r#"[["check","t"]]"#);
    assert_eq!(
        steps(&receiver.answer(&JsValue::TRUE)),
        r#"[["ask"]]"#,
        "another user's session"
    );
    assert_eq!(steps(&receiver.answer(&JsValue::TRUE)), r#"[["keep"]]"#);
    assert_eq!(steps(&receiver.answer(&JsValue::TRUE)), r#"[["goToReturn"]]"#);
}

#[wasm_bindgen_test]
fn a_ticket_whose_handoff_has_landed_leads_on() {
    let token = include_str!("../../../protocol/tests/fixtures/session.jwt").trim();
    let mut receiver = Receiver::new(ISSUER.to_owned(), None);
    receiver.arrive(&format!("#ticket={token}"), false);
    assert_eq!(steps(&receiver.answer(&JsValue::FALSE)), r#"[["goToReturn"]]"#);
}

#[wasm_bindgen_test]
fn refusals_are_shown_with_their_code() {
    for (code, shown) in [
        ("token_used", "token_used"),
        ("", "network"),
        ("no code of ours", "network"),
    ] {
        let mut receiver = Receiver::new(ISSUER.to_owned(), None);
        receiver.arrive("#ticket=a.b.c", false);
        receiver.answer(&JsValue::TRUE);
        assert_eq!(steps(&receiver.refuse(code)), format!(r#"[["show","{shown}"]]"#));
    }
}

#[wasm_bindgen_test]
fn a_handoff_is_begun_and_left_with() {
    let mut receiver = Receiver::new(ISSUER.to_owned(), None);
    let arrived = receiver.arrive("#begin=%2Fa%3Fb", false);
    assert_eq!(steps(&arrived), r#"[["begin","/a?b"]]"#);
    assert_eq!(steps(&receiver.answer(&handoff())), r#"[["goToIssuer"]]"#);
    let mut receiver = Receiver::new(ISSUER.to_owned(), None);
    receiver.arrive("#begin", false);
    assert_eq!(
        steps(&receiver.answer(&js("{ nonce: 'short' }"))),
        r#"[["show","nonce_mismatch"]]"#
    );
}

#[wasm_bindgen_test]
fn nothing_is_installed_in_a_frame_and_a_lone_popup_closes() {
    let mut framed = Receiver::new(ISSUER.to_owned(), Some(window()));
    assert_eq!(steps(&framed.arrive(&format!("#popup={NONCE}"), true)), "[]");
    for fragment in ["#popup", "", "#x"] {
        let mut alone = Receiver::new(ISSUER.to_owned(), None);
        assert_eq!(
            steps(&alone.arrive(fragment, false)),
            r#"[["close"]]"#,
            "{fragment}"
        );
    }
}

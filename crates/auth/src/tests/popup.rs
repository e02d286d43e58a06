//! Attack row 12: a browser that gives no window is an answer, not an error.

use crosspass_protocol::Origin;
use wasm_bindgen_test::wasm_bindgen_test;

use super::js;
use crate::popup::Popup;

#[wasm_bindgen_test]
fn a_blocked_popup_is_none() {
    js("(window.realOpen = window.open, window.open = () => null)");
    let origin = Origin::parse("https://app.acme.test").unwrap();
    let popup = Popup::open(
        "https://app.acme.test/crosspass/receiver.html",
        &origin,
        None,
        |_| {},
    );
    js("(window.open = window.realOpen)");
    assert!(popup.is_none());
}

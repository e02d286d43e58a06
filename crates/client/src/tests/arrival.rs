//! What a fragment says.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::arrival::{Fragment, parse};

#[wasm_bindgen_test]
fn a_popups_nonce_is_a_nonce_or_nothing() {
    let nonce = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
    let read = |fragment: &str| match parse(fragment) {
        Fragment::Popup(nonce) => nonce.map(|nonce| nonce.as_str().to_owned()),
        _ => Some("no popup".to_owned()),
    };
    assert_eq!(read(&format!("#popup={nonce}")).as_deref(), Some(nonce));
    for hostile in [
        "#popup",
        "#popup=",
        "#popup=x",
        "#popup=javascript:alert(1)",
        &format!("#popup={nonce}&x"),
    ] {
        assert_eq!(read(hostile), None, "{hostile}");
    }
}

#[wasm_bindgen_test]
fn a_begin_address_is_decoded_or_dropped() {
    let read = |fragment: &str| match parse(fragment) {
        Fragment::Begin(address) => address,
        _ => "no begin".to_owned(),
    };
    assert_eq!(read("#begin=%2Faccount.html%3Fa%3Db"), "/account.html?a=b");
    assert_eq!(read("#begin=%E0%A4%A"), "", "ill-formed escapes name nothing");
    assert_eq!(read("#begin"), "");
}

#[wasm_bindgen_test]
fn anything_else_is_nothing() {
    for fragment in ["", "#", "#x", "#Ticket=a", "#tickets=a", "##ticket=a", "#popupx"] {
        assert!(matches!(parse(fragment), Fragment::None), "{fragment}");
    }
    assert!(matches!(parse("#ticket=a.b.c"), Fragment::Ticket(ticket) if ticket == "a.b.c"));
}

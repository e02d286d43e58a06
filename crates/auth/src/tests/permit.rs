//! The permit: anything unreadable names no domain.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::permit::names;

const DOMAIN: &str = "https://app.acme.test";

fn permit(payload: &str) -> String {
    let payload = gloo_utils::window().btoa(payload).unwrap();
    let payload = payload.trim_end_matches('=').replace('+', "-").replace('/', "_");
    format!("e30.{payload}.AA")
}

#[wasm_bindgen_test]
fn a_named_domain_is_found_exactly() {
    let permit = permit(r#"{"domains":["https://a.test","https://app.acme.test"],"name":"\u00e4~~~???"}"#);
    assert!(names(&permit, DOMAIN));
    for other in [
        "https://app.acme.tes",
        "https://app.acme.test/",
        "https://APP.acme.test",
        "",
    ] {
        assert!(!names(&permit, other), "{other}");
    }
}

#[wasm_bindgen_test]
fn what_is_unreadable_names_nothing() {
    for bad in [
        String::new(),
        "a.b.c".to_owned(),
        permit("{}"),
        permit("[]"),
        permit(r#"{"domains":"https://app.acme.test"}"#),
        permit(r#"{"domains":{"0":"https://app.acme.test","length":1}}"#),
        permit(r#"{"domains":[["https://app.acme.test"]]}"#),
        permit("not json"),
    ] {
        assert!(!names(&bad, DOMAIN), "{bad}");
    }
}

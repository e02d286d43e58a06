//! The class that pages use: bad input is an error with a code and a sentence.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::js;
use crate::SignIn;

const OPTIONS: &str = "{ data: { issuer: 'https://auth.test', domain: null, return_to: null, nonce: null, jkt: null }, onStatus() {} }";

fn said(error: &JsValue) -> (String, String) {
    let text = |name: &str| Reflect::get(error, &name.into()).unwrap().as_string().unwrap();
    assert_eq!(text("name"), "CrosspassError");
    (text("code"), text("message"))
}

#[wasm_bindgen_test]
fn options_that_are_none_are_named() {
    for (options, named) in [
        ("undefined", "options.data"),
        ("{}", "options.data"),
        ("{ data: {} }", "options.data"),
        (
            &OPTIONS.replace("onStatus() {}", "onStatus: 1"),
            "options.onStatus",
        ),
    ] {
        let error = SignIn::new(js(options)).err().unwrap();
        let (code, message) = said(&error);
        assert_eq!(code, "invalid_request");
        assert!(message.contains(named), "{message}");
    }
}

#[wasm_bindgen_test]
fn credentials_that_are_none_are_named() {
    let sign_in = SignIn::new(js(OPTIONS)).unwrap();
    for credentials in [
        "undefined",
        "{}",
        "{ login: 'ada' }",
        "{ login: 'ada', password: 1 }",
    ] {
        let (code, message) = said(&sign_in.submit(js(credentials)).unwrap_err());
        assert_eq!(code, "invalid_request");
        assert!(message.contains("{ login, password }"), "{message}");
    }
}

#[wasm_bindgen_test]
fn a_domain_that_is_not_listed_is_named() {
    let sign_in = SignIn::new(js(OPTIONS)).unwrap();
    let (code, message) = said(&sign_in.open("https://evil.example").unwrap_err());
    assert_eq!(code, "unknown_domain");
    assert!(message.contains("data.domains"), "{message}");
}

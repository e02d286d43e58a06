//! Attack row 6 with real JavaScript values: what is no plain, small object of ours is dropped.
// attacks of this file: 6

use crosspass_protocol::Code;
use crosspass_protocol::message::{Message, MessageError, browser};
use js_sys::{Function, JsString};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// The value of a JavaScript expression.
fn js(expression: &str) -> JsValue {
    let body = format!("return ({expression})");
    Function::new_no_args(&body).call0(&JsValue::NULL).unwrap()
}

#[wasm_bindgen_test]
fn a_message_of_ours_is_read() {
    let read = browser::read(&js("{ crosspass: 1, type: 'session', token: 'a.b.c' }"));
    assert_eq!(read, Ok(Message::Session("a.b.c".to_owned())));
}

#[wasm_bindgen_test]
fn what_is_written_is_read_after_a_structured_clone() {
    let message: Message<String> = Message::Failed(Code::Network);
    let written = browser::write(&message).unwrap();
    let clone: Function = js("structuredClone").into();
    let cloned = clone.call1(&JsValue::NULL, &written).unwrap();
    assert_eq!(browser::read(&cloned), Ok(message));
}

#[wasm_bindgen_test]
fn other_values_are_dropped() {
    for expression in [
        "undefined",
        "null",
        "1",
        "'session'",
        "true",
        "Symbol('x')",
        "() => 1",
        "[]",
        "[1, 'session', 'a.b.c']",
        "new ArrayBuffer(8)",
        "new Map([['crosspass', 1]])",
        "new Date()",
        "Object.create(null)",
        "Object.assign(Object.create({ crosspass: 1 }), { type: 'session', token: 'a' })",
        "{ crosspass: 1, type: 'session', token: 'a', extra: 1 }",
        "{ crosspass: 1, type: 'session', token: 'a', [Symbol('s')]: 1 }",
        "{ crosspass: 1, type: 'session', ['__proto__']: 'a' }",
        "{ crosspass: '1', type: 'session', token: 'a' }",
        "{ crosspass: 2, type: 'session', token: 'a' }",
        "{ crosspass: 1, type: 'session', token: { toString: () => 'a' } }",
        "{ crosspass: 1, type: 'session', token: ['a'] }",
        "{ crosspass: 1, type: 'session', token: null }",
        "{ crosspass: 1, type: ['session'], token: 'a' }",
    ] {
        assert_eq!(browser::read(&js(expression)), Err(MessageError), "{expression}");
    }
}

#[wasm_bindgen_test]
fn large_deep_and_cyclic_values_are_dropped() {
    for expression in [
        "{ crosspass: 1, type: 'session', token: 'a'.repeat(5e6) }",
        "{ crosspass: 1, type: 'a'.repeat(5e6), token: 'a' }",
        "{ crosspass: 1, ['t'.repeat(5e6)]: 'session', token: 'a' }",
        "Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [i, i]))",
        "(() => { const a = { crosspass: 1, type: 'session' }; a.token = a; return a })()",
        "(() => { let a = {}; for (let i = 0; i < 1e5; i++) a = { a }; return a })()",
    ] {
        assert_eq!(browser::read(&js(expression)), Err(MessageError), "{expression}");
    }
}

#[wasm_bindgen_test]
fn lone_surrogates_name_nothing() {
    let message = js("{ crosspass: 1, type: 'stored', nonce: '\\ud800'.repeat(43) }");
    assert_eq!(browser::read(&message), Err(MessageError));
    assert_eq!(
        JsString::from(js("'\\ud800'")).as_string().as_deref(),
        Some("\u{fffd}")
    );
}

//! The adapter in a real browser (`wasm-pack test`): what pages may give, and what they get for it.
#![allow(clippy::unwrap_used)]

mod data;
mod permit;
mod popup;
mod sign_in;

use wasm_bindgen::JsValue;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// The value of a JavaScript expression.
fn js(expression: &str) -> JsValue {
    let body = format!("return ({expression})");
    js_sys::Function::new_no_args(&body)
        .call0(&JsValue::NULL)
        .unwrap()
}

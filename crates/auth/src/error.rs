//! `CrosspassError` for JavaScript: an Error with a stable `code`.

use crosspass_protocol::Code;
use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;

/// An error that page code can catch.
pub(crate) fn crosspass_error(code: Code, message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name("CrosspassError");
    // Setting a member of a fresh object cannot fail.
    let _ = Reflect::set(&error, &"code".into(), &code.as_str().into());
    error.into()
}

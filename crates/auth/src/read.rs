//! Reading plain JavaScript objects member by member: a generic deserialiser for a dozen strings would
//! be a third of the bundle.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A member; `undefined` where there is none.
pub(crate) fn member(object: &JsValue, name: &str) -> JsValue {
    // Fails only on what is no object, which has no members.
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// A member that is a string.
pub(crate) fn text(object: &JsValue, name: &str) -> Option<String> {
    member(object, name).as_string()
}

/// The items of a member that is a list; none of anything else.
pub(crate) fn list(object: &JsValue, name: &str) -> Vec<JsValue> {
    let items = member(object, name);
    if js_sys::Array::is_array(&items) {
        js_sys::Array::from(&items).to_vec()
    } else {
        Vec::new()
    }
}

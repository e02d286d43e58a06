//! Plain JavaScript objects, read and written member by member: deriving for a dozen strings would be a
//! third of the bundle.

use js_sys::Reflect;
use serde::{Serialize, Serializer};
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

/// What a member says that is written.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    True,
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::True => serializer.serialize_bool(true),
        }
    }
}

/// Members with their names; those that are `None` are left out.
pub(crate) type Members<'a> = [(&'static str, Option<Value<'a>>)];

/// An object of these members.
pub(crate) fn object(members: &Members<'_>) -> Result<JsValue, serde_wasm_bindgen::Error> {
    let present = members.iter().filter_map(|(name, value)| Some((name, (*value)?)));
    serde_wasm_bindgen::Serializer::json_compatible().collect_map(present)
}

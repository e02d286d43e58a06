//! Window messages as JavaScript objects: read in bounded time, written with own members alone.
//! Both wasm crates need the same reading, so it lives beside the meaning.

use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::{Field, MAX_FIELDS, MAX_MESSAGE, Message, MessageError, VERSION};

/// The longest member name that is read.
const MAX_NAME: u32 = 16;

/// Reads a message from `event.data`, which the browser has cloned: it has no getters any more.
pub fn read(data: &JsValue) -> Result<Message<String>, MessageError> {
    let object = data.dyn_ref::<Object>().ok_or(MessageError)?;
    if Object::get_prototype_of(object) != Object::get_prototype_of(&Object::new()) {
        return Err(MessageError); // An array, a buffer, a map, …
    }
    let keys = Reflect::own_keys(object).map_err(|_| MessageError)?;
    if keys.length() as usize > MAX_FIELDS {
        return Err(MessageError);
    }
    let mut fields = Vec::with_capacity(MAX_FIELDS);
    for key in keys.iter() {
        let value = Reflect::get(object, &key).map_err(|_| MessageError)?;
        let name = bounded(&key, MAX_NAME)?;
        let field = match value.as_f64() {
            Some(number) => Field::Number(number),
            None => Field::Text(bounded(&value, MAX_MESSAGE as u32)?),
        };
        fields.push((name, field));
    }
    Message::parse(&fields)
}

/// The object to be posted.
pub fn write<T: AsRef<str>>(message: &Message<T>) -> Result<JsValue, JsValue> {
    let object = Object::new();
    Reflect::set(&object, &JsValue::from_str("crosspass"), &JsValue::from(VERSION))?;
    for (name, value) in message.members() {
        Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value))?;
    }
    Ok(object.into())
}

/// Copies a string into our memory only if it is short enough.
fn bounded(value: &JsValue, longest: u32) -> Result<String, MessageError> {
    let text = value.dyn_ref::<JsString>().ok_or(MessageError)?;
    if text.length() > longest {
        return Err(MessageError);
    }
    text.as_string().ok_or(MessageError)
}

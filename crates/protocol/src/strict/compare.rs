//! The strict parser held against `serde_json`, for tests and the fuzz target: what both take, they
//! read alike, and what one of them refuses alone is named here.

use core::fmt;
use std::collections::BTreeMap;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::parser::{DEEPEST, MOST, MOST_DIGITS, MOST_EXPONENT};
use super::{Json, Object, parser};

/// Asserts that both parsers agree about these bytes; whether ours takes them.
pub fn compare(json: &[u8]) -> bool {
    let ours = parser::parse(json);
    let theirs: Option<Theirs> = serde_json::from_slice(json).ok();
    match theirs {
        // Beyond this `serde_json` alone goes on.
        Some(Theirs(value)) if is_bounded(&value, DEEPEST) && has_short_numbers(json) => {
            assert_eq!(ours.as_ref(), Some(&value));
        }
        Some(_) | None => assert_eq!(ours, None),
    }
    ours.is_some()
}

/// No more objects and lists within each other, and members in each, than the parser takes.
fn is_bounded(value: &Json, depth: usize) -> bool {
    let (length, mut inner): (_, Box<dyn Iterator<Item = &Json>>) = match value {
        Json::List(items) => (items.len(), Box::new(items.iter())),
        Json::Object(Object(members)) => (members.len(), Box::new(members.iter().map(|member| &member.1))),
        Json::Unsigned(_) | Json::Text(_) | Json::Other => return true,
    };
    depth > 0 && length <= MOST && inner.all(|value| is_bounded(value, depth - 1))
}

/// No more digits in a row, outside of strings, than the parser takes. The text is known to be JSON.
fn has_short_numbers(json: &[u8]) -> bool {
    let (mut in_text, mut escaped, mut in_exponent, mut digits) = (false, false, false, 0);
    json.iter().all(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_text = !in_text,
            b'0'..=b'9' if !in_text => {
                digits += 1;
                return digits <= if in_exponent { MOST_EXPONENT } else { MOST_DIGITS };
            }
            b'+' | b'-' if in_exponent && digits == 0 => {}
            _ => {
                in_exponent = !in_text && matches!(byte, b'e' | b'E');
                digits = 0;
            }
        }
        true
    })
}

/// A value as `serde_json` reads it, without duplicate members.
struct Theirs(Json);

impl<'de> Deserialize<'de> for Theirs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values).map(Self)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without duplicate members")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Unsigned(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(Theirs(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut members: BTreeMap<String, Json> = BTreeMap::new();
        while let Some(name) = entries.next_key()? {
            let Theirs(value) = entries.next_value()?;
            if members.insert(name, value).is_some() {
                return Err(de::Error::custom("duplicate member"));
            }
        }
        Ok(Json::Object(Object(members.into_iter().map(Box::new).collect())))
    }
}

//! Names and values as forms and queries write them (`application/x-www-form-urlencoded`), decoded strictly: each name
//! once, well-formed percent-encoding, UTF-8.

use percent_encoding::percent_decode_str;

/// So many at most: each name is compared with all before it.
const MOST: usize = 64;

/// Decoded names with their values, in order.
pub(super) type Pairs = Vec<(String, String)>;

/// Why a text is not such pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PairError {
    /// More than 64 of them.
    TooMany,
    /// A name that is given twice.
    Twice(String),
    /// A name that is not well-formed.
    Name,
    /// The name of a value that is not well-formed.
    Value(String),
}

/// Decodes once, as a browser encodes forms; a malformed part is refused, not guessed.
pub(super) fn pairs(text: &str) -> Result<Pairs, PairError> {
    let mut pairs = Pairs::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        if pairs.len() == MOST {
            return Err(PairError::TooMany);
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decode(name).ok_or(PairError::Name)?;
        let Some(value) = decode(value) else {
            return Err(PairError::Value(name));
        };
        if pairs.iter().any(|(seen, _)| *seen == name) {
            return Err(PairError::Twice(name));
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

fn decode(text: &str) -> Option<String> {
    let plain = text.replace('+', " ");
    let mut rest = plain.as_str();
    while let Some((_, after)) = rest.split_once('%') {
        let is_hex = after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
        if !is_hex {
            return None;
        }
        rest = after;
    }
    let decoded = percent_decode_str(&plain).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).ok()
}

/// A name that may be anything, cut to what an error message can bear.
pub(super) fn shown(name: &str) -> String {
    name.chars()
        .filter(|character| !character.is_control())
        .take(40)
        .collect()
}

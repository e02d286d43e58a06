//! Query parameters, parsed strictly: known names, once each, percent-encoded UTF-8.

use percent_encoding::percent_decode_str;

use crate::error::PageError;

/// Parameters by name.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Parses a query in which these names may occur.
    pub(super) fn parse(query: Option<&str>, known: &[&str]) -> Result<Self, PageError> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        for pair in query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty())
        {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode("a parameter's name", name)?;
            if !known.contains(&name.as_str()) {
                return Err(refuse(&shown(&name), "there is no such parameter"));
            }
            if parameters.iter().any(|(seen, _)| *seen == name) {
                return Err(refuse(&name, "it is given twice"));
            }
            let value = decode(&name, value)?;
            parameters.push((name, value));
        }
        Ok(Self(parameters))
    }

    /// A parameter's value.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A refusal about a parameter.
pub(super) fn refuse(name: &str, wrong: impl ToString) -> PageError {
    PageError::Parameter {
        name: name.to_owned(),
        wrong: wrong.to_string(),
    }
}

/// Decodes once, as a browser encodes forms; what is not well-formed is refused, not guessed.
fn decode(name: &str, text: &str) -> Result<String, PageError> {
    let plain = text.replace('+', " ");
    let mut rest = plain.as_str();
    while let Some((_, after)) = rest.split_once('%') {
        let is_hex = after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
        if !is_hex {
            return Err(refuse(name, "it is not percent-encoded UTF-8"));
        }
        rest = after;
    }
    percent_decode_str(&plain)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| refuse(name, "it is not percent-encoded UTF-8"))
}

/// An unknown name, cut to what an error message can bear.
fn shown(name: &str) -> String {
    name.chars()
        .filter(|character| !character.is_control())
        .take(40)
        .collect()
}

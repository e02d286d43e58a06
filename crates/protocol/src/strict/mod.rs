//! JSON that says one thing only: objects without duplicate members, integers where integers belong.
//! Most JSON parsers keep the last duplicate, some the first; a token must mean the same to all.

#[cfg(feature = "compare")]
pub(crate) mod compare;
mod parser;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use value::{Json, Object};

/// A JSON string literal (RFC 8259, 7).
pub(crate) fn quote(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                literal.push('\\');
                literal.push(character);
            }
            // What we write never has control characters: a space keeps the literal well-formed.
            '\0'..=' ' => literal.push(' '),
            _ => literal.push(character),
        }
    }
    literal.push('"');
    literal
}

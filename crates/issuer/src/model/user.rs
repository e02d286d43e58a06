//! A user, and the texts about users and domains that people read.

use std::fmt;

use crosspass_protocol::Subject;

use super::Login;

/// Somebody who may sign in.
#[derive(Clone, Debug)]
pub struct User {
    /// The random id that tokens carry.
    pub sub: Subject,
    /// What they type.
    pub login: Login,
    /// What pages call them.
    pub name: DisplayText,
    /// Their address.
    pub email: DisplayText,
    /// Whether they are kept out.
    pub disabled: bool,
}

/// A line that people read: 1 to 200 characters, none of them a control character or one that
/// turns the direction of writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayText(String);

/// Why a text is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 1 to 200 characters, without line breaks, control characters and direction marks")]
pub struct DisplayTextError;

impl DisplayText {
    /// Parses.
    pub fn parse(text: &str) -> Result<Self, DisplayTextError> {
        let fits = (1..=200).contains(&text.chars().count());
        let visible = !text.trim().is_empty() && !text.chars().any(is_hidden);
        if fits && visible {
            Ok(Self(text.to_owned()))
        } else {
            Err(DisplayTextError)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character is one that nobody sees, or that turns the direction of writing.
pub fn is_hidden(character: char) -> bool {
    let turns_direction =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks_line = matches!(character, '\u{2028}' | '\u{2029}');
    character.is_control() || turns_direction || breaks_line
}

impl fmt::Display for DisplayText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! A login name in its one form. It is brought there once, at the edge, so that no two spellings
//! are two users for one part of the server and one user for another.

use std::fmt;

/// The longest login, in bytes: as an address of electronic mail.
const LONGEST: usize = 254;

/// What a user types to say who they are: ASCII letters in lower case, nothing trimmed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

/// Why a text is no login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// Empty, or longer than 254 bytes.
    #[error("a login has 1 to 254 bytes")]
    Length,
    /// A character outside of visible ASCII: no spaces, no control characters, no look-alikes.
    #[error("a login is of visible ASCII characters, without spaces")]
    Character,
    /// A comma, a quote, a bracket, a semicolon or a backslash: other software reads several addresses there.
    #[error("a login has none of , ; < > \" ( ) [ ] \\")]
    Separator,
    /// More than one `@`.
    #[error("a login has at most one @")]
    SeveralAts,
}

impl Login {
    /// Parses, and folds ASCII upper case to lower case.
    pub fn parse(text: &str) -> Result<Self, LoginError> {
        if text.is_empty() || text.len() > LONGEST {
            return Err(LoginError::Length);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(LoginError::Character);
        }
        if text.contains([',', ';', '<', '>', '"', '(', ')', '[', ']', '\\']) {
            return Err(LoginError::Separator);
        }
        if text.bytes().filter(|byte| *byte == b'@').count() > 1 {
            return Err(LoginError::SeveralAts);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The one form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! The window messages: plain objects `{crosspass: 1, type, …}`. The adapter reads a bounded number
//! of own members of an object and hands them over; what they mean is decided here.

#[cfg(feature = "browser")]
pub mod browser;

use core::fmt;

use crate::error::Code;
use crate::identifier::{Binding, KeyThumbprint, Nonce};

/// The version that every message carries.
pub const VERSION: u32 = 1;
/// The longest member text that is read, in UTF-16 units: longer ones are dropped unread.
pub const MAX_MESSAGE: usize = 16 * 1024;
/// Members of the largest message.
pub const MAX_FIELDS: usize = 4;

/// A member's value, as far as messages have any.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// A string.
    Text(String),
    /// A number.
    Number(f64),
}

/// A message between the auth page and a receiver. `T` is the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message<T> {
    /// Receiver to auth page: bind the token to this.
    Ready(Binding),
    /// Auth page to receiver: the session token.
    Session(T),
    /// Receiver to auth page: verified and kept.
    Stored(Nonce),
    /// Receiver to auth page: refused, with the reason.
    Failed(Code),
}

/// The object is no message: dropped, counted, never answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageError;

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a message of this protocol")
    }
}

impl core::error::Error for MessageError {}

impl Message<String> {
    /// Parses the own members of an object; each name must be there once, and no other.
    pub fn parse(fields: &[(String, Field)]) -> Result<Self, MessageError> {
        if fields.len() > MAX_FIELDS {
            return Err(MessageError);
        }
        let member = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, value)| value);
        let text = |name: &str| match member(name) {
            Some(Field::Text(text)) if text.len() <= MAX_MESSAGE => Ok(text.as_str()),
            _ => Err(MessageError),
        };
        if member("crosspass") != Some(&Field::Number(f64::from(VERSION))) {
            return Err(MessageError);
        }
        let (message, members) = match text("type")? {
            "ready" => {
                let nonce = Nonce::parse(text("nonce")?).map_err(|_| MessageError)?;
                let jkt = KeyThumbprint::parse(text("jkt")?).map_err(|_| MessageError)?;
                (Self::Ready(Binding { nonce, jkt }), 4)
            }
            "session" => (Self::Session(text("token")?.to_owned()), 3),
            "stored" => (
                Self::Stored(Nonce::parse(text("nonce")?).map_err(|_| MessageError)?),
                3,
            ),
            "failed" => (Self::Failed(Code::parse(text("code")?).ok_or(MessageError)?), 3),
            _ => return Err(MessageError),
        };
        if fields.len() == members {
            Ok(message)
        } else {
            Err(MessageError)
        }
    }
}

impl<T: AsRef<str>> Message<T> {
    /// The members beside `crosspass`, in the order in which they are written.
    pub fn members(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::Ready(binding) => vec![
                ("type", "ready"),
                ("nonce", binding.nonce.as_str()),
                ("jkt", binding.jkt.as_str()),
            ],
            Self::Session(token) => vec![("type", "session"), ("token", token.as_ref())],
            Self::Stored(nonce) => vec![("type", "stored"), ("nonce", nonce.as_str())],
            Self::Failed(code) => vec![("type", "failed"), ("code", code.as_str())],
        }
    }
}

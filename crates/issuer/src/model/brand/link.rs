//! A link that an operator puts on the pages.

use std::fmt;

use crosspass_protocol::{ReturnTo, ReturnToError};

/// An address on https, or on http of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

/// Why a text is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Too long.
    #[error("it is longer than 2,048 bytes")]
    TooLong,
    /// No absolute address.
    #[error("expected a whole address, such as https://example.com/forgot")]
    Malformed,
    /// Another scheme.
    #[error("expected https (http on loopback only)")]
    Scheme,
    /// A user name or a password in it.
    #[error("it carries a user name or a password")]
    Userinfo,
    /// A host that is not taken.
    #[error("its host has a form that is not taken")]
    Host,
    /// Of Crosspass' own.
    #[error("it lies in /crosspass/, which belongs to the handoff")]
    Reserved,
    /// An odd fragment.
    #[error("what follows # has characters that an address has not")]
    Fragment,
}

impl Link {
    /// Parses by the WHATWG rules, and writes it as a browser does.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let (address, fragment) = text.split_once('#').unwrap_or((text, ""));
        let address = ReturnTo::parse(address).map_err(|error| match error {
            ReturnToError::TooLong => LinkError::TooLong,
            ReturnToError::Malformed => LinkError::Malformed,
            ReturnToError::Scheme => LinkError::Scheme,
            ReturnToError::Userinfo => LinkError::Userinfo,
            ReturnToError::Origin => LinkError::Host,
            ReturnToError::Reserved => LinkError::Reserved,
        })?;
        let taken = |byte: u8| byte.is_ascii_alphanumeric() || b"/?:@!$&'()*+,;=._~%-".contains(&byte);
        if fragment.len() > 512 || !fragment.bytes().all(taken) {
            return Err(LinkError::Fragment);
        }
        let mark = if fragment.is_empty() { "" } else { "#" };
        Ok(Self(format!("{}{mark}{fragment}", address.as_str())))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! Addresses that a server takes from outside, parsed by the WHATWG rules a browser follows.

use core::fmt;

use url::Url;

use crate::origin::{Origin, OriginError};
use crate::path::is_reserved;

/// An origin that may be registered as a domain: https, or http on loopback.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RegisteredOrigin(Origin);

/// Why an origin may not be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisteredOriginError {
    /// It is no origin.
    Origin(OriginError),
    /// Plain http, and not on loopback.
    Insecure,
    /// A browser's URL parser reads it in another way.
    Ambiguous,
}

impl RegisteredOrigin {
    /// Parses the serialised form and compares it with the answer of the WHATWG parser.
    pub fn parse(text: &str) -> Result<Self, RegisteredOriginError> {
        let origin = Origin::parse(text).map_err(RegisteredOriginError::Origin)?;
        if !origin.is_https() && !origin.is_loopback() {
            return Err(RegisteredOriginError::Insecure);
        }
        // What the parser refuses or rewrites (an ill-formed xn-- label) names no site.
        match Url::parse(text) {
            Ok(url) if url.origin().ascii_serialization() == text => Ok(Self(origin)),
            _ => Err(RegisteredOriginError::Ambiguous),
        }
    }

    /// The origin.
    pub fn origin(&self) -> &Origin {
        &self.0
    }
}

impl fmt::Display for RegisteredOriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Origin(error) => error.fmt(f),
            Self::Insecure => f.write_str("http is for loopback only; use https"),
            Self::Ambiguous => f.write_str("browsers read this host in another way"),
        }
    }
}

impl core::error::Error for RegisteredOriginError {}

/// Where a user wants to be after signing in: an address of a domain, re-serialised.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReturnTo {
    origin: Origin,
    address: String,
}

/// Why an address is not returned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnToError {
    /// Longer than 2,048 bytes.
    TooLong,
    /// It is no absolute address.
    Malformed,
    /// Not https (or http on loopback).
    Scheme,
    /// It carries a user name or a password.
    Userinfo,
    /// Its origin has no serialised form that Crosspass takes.
    Origin,
    /// It lies in `/crosspass/`, which belongs to the handoff, for some reader.
    Reserved,
}

impl ReturnTo {
    /// Bytes of the longest address, as it was given and as it is written.
    const LONGEST: usize = 2048;

    /// Parses by the WHATWG rules; the fragment is dropped.
    pub fn parse(text: &str) -> Result<Self, ReturnToError> {
        if text.len() > Self::LONGEST {
            return Err(ReturnToError::TooLong);
        }
        let mut url = Url::parse(text).map_err(|_| ReturnToError::Malformed)?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(ReturnToError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ReturnToError::Userinfo);
        }
        let origin = Origin::parse(&url.origin().ascii_serialization()).map_err(|_| ReturnToError::Origin)?;
        if !origin.is_https() && !origin.is_loopback() {
            return Err(ReturnToError::Scheme);
        }
        if is_reserved(url.path()) {
            return Err(ReturnToError::Reserved);
        }
        url.set_fragment(None);
        // Escapes make it longer than it was given.
        if url.as_str().len() > Self::LONGEST {
            return Err(ReturnToError::TooLong);
        }
        Ok(Self {
            origin,
            address: url.into(),
        })
    }

    /// The domain.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The whole address, as a browser writes it.
    pub fn as_str(&self) -> &str {
        &self.address
    }
}

impl fmt::Display for ReturnToError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "return_to is longer than 2,048 bytes",
            Self::Malformed => "return_to is no absolute address",
            Self::Scheme => "return_to is not https",
            Self::Userinfo => "return_to carries a user name or a password",
            Self::Origin => "return_to names a host in a form that is not taken",
            Self::Reserved => "return_to lies in /crosspass/",
        })
    }
}

impl core::error::Error for ReturnToError {}

//! Web origins in their one serialised form (HTML, "ASCII serialization of an origin").

use core::fmt;
use core::net::Ipv4Addr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::encoding::cut;

/// An `http` or `https` origin, written as a browser writes `location.origin`.
///
/// Only that form is taken: what a browser would rewrite (upper case, default port, trailing slash,
/// unusual IPv4, IPv6 other than `[::1]`) is refused, so equality of text is equality of origins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

/// Why a text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginError {
    /// It does not begin with `https://` or `http://`.
    Scheme,
    /// The host is no lower-case ASCII name, canonical IPv4 address or `[::1]`.
    Host,
    /// The port is 0, over 65535, the scheme's default, or has a leading zero.
    Port,
}

impl Origin {
    /// Parses the serialised form.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let (default_port, rest) = match text.strip_prefix("https://") {
            Some(rest) => (443, rest),
            None => (80, text.strip_prefix("http://").ok_or(OriginError::Scheme)?),
        };
        let host_end = match rest.strip_prefix("[::1]") {
            Some(_) => 5,
            None => cut(rest, b':').map_or(rest.len(), |(host, _)| host.len()),
        };
        let (host, port) = rest.split_at(host_end);
        check_host(host)?;
        if !port.is_empty() {
            check_port(port, default_port)?;
        }
        Ok(Self(text.to_owned()))
    }

    /// The serialised form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the scheme is `https`.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// The host, without the port.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        if rest.starts_with('[') {
            "[::1]"
        } else {
            rest.split(':').next().unwrap_or("")
        }
    }

    /// Whether the host names this machine: `localhost`, `*.localhost`, 127.0.0.0/8, `[::1]`.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        host == "localhost"
            || host.ends_with(".localhost")
            || host == "[::1]"
            || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The address of a path of this origin; `path` begins with a slash.
    pub fn join(&self, path: &str) -> String {
        let mut address = self.0.clone();
        address.push_str(path);
        address
    }
}

fn check_host(host: &str) -> Result<(), OriginError> {
    if host == "[::1]" {
        return Ok(());
    }
    let label_is_fine = |label: &[u8]| {
        (1..=63).contains(&label.len())
            && label
                .iter()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-' || *b == b'_')
    };
    let mut labels = host.as_bytes().split(|b| *b == b'.');
    if host.len() > 253 || !labels.clone().all(label_is_fine) {
        return Err(OriginError::Host);
    }
    // A browser takes a host whose last label is a number for an IPv4 address, in any notation.
    let last = labels.next_back().unwrap_or_default();
    let is_number = last.iter().all(u8::is_ascii_digit)
        || last
            .strip_prefix(b"0x")
            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    // `Ipv4Addr` takes the canonical notation alone: four decimal numbers without leading zeros.
    if is_number && host.parse::<Ipv4Addr>().is_err() {
        return Err(OriginError::Host);
    }
    Ok(())
}

fn check_port(port: &str, default: u16) -> Result<(), OriginError> {
    let digits = port.strip_prefix(':').ok_or(OriginError::Host)?;
    let canonical = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    match digits.parse::<u16>() {
        Ok(number) if canonical && number != default => Ok(()),
        _ => Err(OriginError::Port),
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for OriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scheme => "an origin begins with https:// (or http:// on loopback)",
            Self::Host => {
                "the host is a lower-case ASCII name (IDN as xn--…), an IPv4 address or [::1], \
                 and nothing follows it but a port"
            }
            Self::Port => "the port is 1 to 65535, without the scheme's default and leading zeros",
        })
    }
}

impl core::error::Error for OriginError {}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

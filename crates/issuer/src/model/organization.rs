//! An organization: a customer, who owns domains and has members.

use std::fmt;

use super::DisplayText;

/// A customer.
#[derive(Clone, Debug)]
pub struct Organization {
    /// What operators call it on the command line.
    pub name: OrganizationName,
    /// What people read.
    pub title: DisplayText,
}

/// An organization's short name: 1 to 63 of `a-z`, `0-9`, `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrganizationName(String);

/// Why a text is no such name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an organization's name is 1 to 63 of a-z, 0-9 and -")]
pub struct OrganizationNameError;

impl OrganizationName {
    /// Parses.
    pub fn parse(text: &str) -> Result<Self, OrganizationNameError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=63).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(OrganizationNameError)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrganizationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! Which hosts browsers send a provider's session cookie to. No domain may be among them: who gets the cookie is, at
//! the provider, the user.

use std::fmt;

/// One host alone; or a domain, with every host below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieReach {
    name: String,
    is_domain: bool,
}

impl CookieReach {
    /// A cookie without `Domain`: this host's.
    pub fn host(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            is_domain: false,
        }
    }

    /// A cookie with this `Domain`.
    pub fn domain(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            is_domain: true,
        }
    }

    /// What `to_string` wrote.
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix('.') {
            Some(name) => Self::domain(name),
            None => Self::host(text),
        }
    }

    /// Whether browsers send the cookie to a host, at whatever port.
    pub fn covers(&self, host: &str) -> bool {
        host == self.name
            || (self.is_domain
                && host
                    .strip_suffix(&self.name)
                    .is_some_and(|rest| rest.ends_with('.')))
    }
}

/// A domain with a dot before it.
impl fmt::Display for CookieReach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.is_domain { "." } else { "" }, self.name)
    }
}

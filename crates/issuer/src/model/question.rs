//! Whether a signed-in user is asked before a domain gets a session, and what: decided from facts alone.

use super::{Domain, DomainKind, Trust};

/// How a session for a domain is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// By an address that the window was sent to: a domain, a link, a script can do that.
    ByAddress,
    /// By a click on a page of the issuer that names the domain, or by credentials that were typed there.
    ByClick,
}

/// The key that asks, next to those that this issuer session has used at the domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStanding {
    /// No key was used there.
    First,
    /// It was used there.
    Known,
    /// Only others were used there.
    New,
}

/// What the user is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Somebody else's code runs there: may it learn who the user is?
    Disclosure,
    /// The key that asks is not one that was used there: is it the user who wants to go there?
    NewKey,
}

impl KeyStanding {
    /// From what is on record.
    pub fn of(any_was_used: bool, this_was_used: bool) -> Self {
        match (any_was_used, this_was_used) {
            (_, true) => Self::Known,
            (true, false) => Self::New,
            (false, false) => Self::First,
        }
    }
}

/// Whether this key may get a session without a further click. Script on a static domain can make a key and send the window
/// to the issuer with it; the key of a domain's own server is out of its reach.
pub fn key_is_open(kind: DomainKind, asked: Asked, standing: KeyStanding) -> bool {
    match (kind, asked, standing) {
        (DomainKind::Static, Asked::ByAddress, KeyStanding::New) => false,
        (DomainKind::Static, Asked::ByAddress, KeyStanding::First | KeyStanding::Known)
        | (DomainKind::Static, Asked::ByClick, _)
        | (DomainKind::Backend, _, _) => true,
    }
}

/// What the user is asked first, if anything. `key` is absent where nothing is given yet: the domain begins.
pub fn question(
    domain: &Domain,
    asked: Asked,
    has_clicked_before: bool,
    key: Option<KeyStanding>,
) -> Option<Question> {
    let key_is_open = key.is_none_or(|standing| key_is_open(domain.kind, asked, standing));
    match (asked, domain.trust) {
        (Asked::ByAddress, Trust::External) if !has_clicked_before => Some(Question::Disclosure),
        (Asked::ByAddress, _) if !key_is_open => Some(Question::NewKey),
        (Asked::ByAddress | Asked::ByClick, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_in_all_is_not_open() {
        let mut closed = Vec::new();
        for kind in [DomainKind::Static, DomainKind::Backend] {
            for asked in [Asked::ByAddress, Asked::ByClick] {
                for standing in [KeyStanding::First, KeyStanding::Known, KeyStanding::New] {
                    if !key_is_open(kind, asked, standing) {
                        closed.push((kind, asked, standing));
                    }
                }
            }
        }
        assert_eq!(closed, [(DomainKind::Static, Asked::ByAddress, KeyStanding::New)]);
    }

    #[test]
    fn a_key_stands_by_what_was_used() {
        let stands =
            [(false, false), (true, false), (true, true)].map(|(any, this)| KeyStanding::of(any, this));
        assert_eq!(stands, [KeyStanding::First, KeyStanding::New, KeyStanding::Known]);
    }
}

//! Every sentence that the issuer's pages say: one catalogue for each language, the same keys in all.
//! The compiler refuses catalogues that differ.

mod de;
mod en;
mod fill;
mod wording;

use crosspass_issuer::model::Language;
pub(crate) use fill::{Filling, placeholders};
pub use wording::{Wording, WordingError, Wordings};

/// A text's name, known to be in every catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(usize);

impl Key {
    /// The key of this name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        en::TEXTS.iter().position(|(known, _)| *known == name).map(Self)
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..en::TEXTS.len()).map(Self)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        en::TEXTS.get(self.0).map_or("", |(name, _)| name)
    }

    /// The built-in text.
    pub fn text(self, language: Language) -> &'static str {
        let texts = match language {
            Language::English => en::TEXTS,
            Language::German => de::TEXTS,
        };
        texts.get(self.0).map_or("", |(_, text)| text)
    }
}

const _: () = assert!(
    have_the_same_keys(en::TEXTS, de::TEXTS),
    "en.rs and de.rs have different keys"
);

const fn have_the_same_keys(one: &[(&str, &str)], other: &[(&str, &str)]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if !is_same(one[at].0.as_bytes(), other[at].0.as_bytes()) {
            return false;
        }
        at += 1;
    }
    true
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests;

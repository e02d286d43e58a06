//! Texts of an organization's own, in place of built-in ones: plain text, with the same placeholders.

use std::collections::BTreeMap;
use std::fmt;

use super::{Key, placeholders};
use crosspass_issuer::model::Language;
use crosspass_issuer::model::{BrandTexts, is_hidden};

/// Characters of the longest text.
const LONGEST: usize = 400;

/// One line of plain text that fits its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording(String);

/// Why a text does not stand in for a built-in one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordingError {
    /// No such key.
    #[error("there is no text {name:?}; expected one of {}", names())]
    UnknownKey {
        /// What was asked for.
        name: String,
    },
    /// Empty, too long, or with characters that nobody sees.
    #[error("{0}: expected 1 to 400 characters, without line breaks, control characters and direction marks")]
    Form(&'static str),
    /// It leaves something out that the built-in text names, or names something that is not known there.
    #[error("{key}: expected a text with {}, each once, and no other {{…}}; the built-in text is {text:?}", or_none(.expected))]
    Placeholders {
        /// The key.
        key: &'static str,
        /// What must be there.
        expected: Vec<&'static str>,
        /// The built-in text.
        text: &'static str,
    },
}

impl Wording {
    /// Parses a text for a key.
    pub fn parse(key: Key, text: &str) -> Result<Self, WordingError> {
        let fits = (1..=LONGEST).contains(&text.chars().count());
        if !fits || text.trim().is_empty() || text.chars().any(is_hidden) {
            return Err(WordingError::Form(key.name()));
        }
        let built_in = key.text(Language::English);
        let mut expected: Vec<&'static str> = placeholders(built_in).collect();
        let mut found: Vec<&str> = placeholders(text).collect();
        expected.sort_unstable();
        found.sort_unstable();
        // A brace of no placeholder would be shown as it stands.
        let braces = |brace| text.matches(brace).count() == found.len();
        if found != expected || !braces('{') || !braces('}') {
            return Err(WordingError::Placeholders {
                key: key.name(),
                expected,
                text: built_in,
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An organization's own texts, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wordings(BTreeMap<Key, Wording>);

impl Wordings {
    /// Takes texts by name; the first that does not fit is the error.
    pub fn parse<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, WordingError> {
        let mut wordings = BTreeMap::new();
        for (name, text) in texts {
            let key = Key::parse(name).ok_or_else(|| WordingError::UnknownKey {
                name: name.to_owned(),
            })?;
            wordings.insert(key, Wording::parse(key, text)?);
        }
        Ok(Self(wordings))
    }

    /// What storage has, as far as it fits: one text that does not leaves the page as built in, and the log says so.
    pub(crate) fn usable(texts: &BrandTexts) -> Self {
        Self::parse(texts.iter()).unwrap_or_else(|error| {
            tracing::warn!(cause = %error, "the texts of a brand are not usable");
            Self::default()
        })
    }

    /// The text that stands in for a built-in one.
    pub fn text(&self, key: Key) -> Option<&str> {
        self.0.get(&key).map(Wording::as_str)
    }

    /// As storage has them.
    pub fn to_texts(&self) -> BrandTexts {
        let text = |(key, wording): (&Key, &Wording)| (key.name().to_owned(), wording.as_str().to_owned());
        self.0.iter().map(text).collect()
    }
}

fn names() -> String {
    Key::all().map(Key::name).collect::<Vec<_>>().join(", ")
}

fn or_none(expected: &[&str]) -> impl fmt::Display {
    match expected {
        [] => "no placeholder".to_owned(),
        some => some
            .iter()
            .map(|name| format!("{{{name}}}"))
            .collect::<Vec<_>>()
            .join(" and "),
    }
}

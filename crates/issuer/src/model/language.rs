//! The languages that pages speak, and which of them a browser asks for.

use std::fmt;

/// A built-in language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// `en`, also where nothing else is asked for.
    #[default]
    English,
    /// `de`
    German,
}

/// Why a text names no built-in language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected en or de")]
pub struct LanguageError;

/// How much of `Accept-Language` is looked at: no browser sends more.
const LONGEST: usize = 1024;

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// As `lang` attributes have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Parses what `as_str` gave.
    pub fn parse(text: &str) -> Result<Self, LanguageError> {
        let found = Self::ALL.into_iter().find(|language| language.as_str() == text);
        found.ok_or(LanguageError)
    }

    /// The one that an `Accept-Language` header likes best; regions (`de-AT`) are not told apart.
    pub fn asked_for(header: &str) -> Self {
        let header = header.get(..LONGEST).unwrap_or(header);
        let mut best = (Self::default(), 0);
        for range in header.split(',').take(32) {
            let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
            let primary = tag
                .trim()
                .split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            let Ok(language) = Self::parse(&primary) else {
                continue;
            };
            let weight = thousandths(weight);
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `q=0.8` as 800; without a weight 1000, and what is no weight counts as none given.
fn thousandths(weight: &str) -> u32 {
    match weight.trim().strip_prefix("q=") {
        None => 1000,
        Some("0") => 0,
        Some(number) => number
            .strip_prefix("0.")
            .and_then(|digits| format!("{digits:0<3}").get(..3)?.parse().ok())
            .unwrap_or(1000),
    }
}

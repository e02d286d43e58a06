//! What a session token says of a user in words that only issuer and domain understand: how they signed in (`amr`, RFC 8176),
//! with which assurance (`acr`), and in which roles (`roles`).

use crate::identifier::{IdentifierError, is_label};
use crate::strict::{Json, Object};

/// All of it. Each may be absent; what the words mean is not looked at.
///
/// Kept as one text of three lines, whose words have a space after each: no word has a space or a line's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels(String);

impl Labels {
    /// Words in one list at most.
    pub const MOST: usize = 64;

    /// What a token is to say.
    pub fn new(amr: &[&str], acr: Option<&str>, roles: &[&str]) -> Result<Self, IdentifierError> {
        let mut labels = Self(String::new());
        for words in [amr, acr.as_slice(), roles] {
            let are_good = words.len() <= Self::MOST && words.iter().all(|word| labels.add(word));
            if !are_good {
                return Err(IdentifierError);
            }
            labels.0.push('\n');
        }
        Ok(labels)
    }

    /// Nothing.
    pub fn none() -> Self {
        Self("\n\n\n".to_owned())
    }

    /// What a token says; `None` if one of the three has another form.
    pub(crate) fn of_claims(payload: &Object) -> Option<Self> {
        let mut labels = Self(String::new());
        let mut are_good = true;
        for (name, is_list) in [("amr", true), ("acr", false), ("roles", true)] {
            let (words, is_one): (&[Json], bool) = match payload.get(name) {
                None => (&[], !is_list),
                Some(Json::List(words)) => (words, false),
                Some(word) => (core::slice::from_ref(word), true),
            };
            are_good &= is_one != is_list && words.len() <= Self::MOST;
            for word in words {
                are_good &= matches!(word, Json::Text(word) if labels.add(word));
            }
            labels.0 = [&labels.0, "\n"].concat();
        }
        are_good.then_some(labels)
    }

    fn add(&mut self, word: &str) -> bool {
        // Pages load this: `concat` is in their module anyway, a text that grows is not.
        self.0 = [&self.0, word, " "].concat();
        is_label(word)
    }

    /// How the user signed in.
    pub fn amr(&self) -> impl Iterator<Item = &str> {
        self.words(0)
    }

    /// With which assurance.
    pub fn acr(&self) -> Option<&str> {
        self.words(1).next()
    }

    /// In which roles.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.words(2)
    }

    fn words(&self, line: usize) -> impl Iterator<Item = &str> {
        let line = self.0.lines().nth(line).unwrap_or_default();
        line.split_terminator(' ')
    }

    /// The three lines, as pages take them apart.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

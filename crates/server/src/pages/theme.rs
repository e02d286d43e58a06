//! The theme of a page: its language, and the brand of an organization.

use std::sync::Arc;

use crate::texts::{Key, Wordings};
use crosspass_issuer::model::Brand;
use crosspass_issuer::model::Language;

/// The language, and the brand if the page is about a domain of an organization that has one.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    language: Language,
    brand: Option<Arc<Brand>>,
    /// The brand's texts, as far as pages have places for them.
    texts: Arc<Wordings>,
}

impl Theme {
    /// As built in, in the language that the browser asks for.
    pub fn plain(language: Language) -> Self {
        Self {
            language,
            ..Self::default()
        }
    }

    /// As an organization has it; its language goes before the browser's.
    pub fn of(brand: Brand, language: Language) -> Self {
        Self {
            language: brand.language.unwrap_or(language),
            texts: Arc::new(Wordings::usable(&brand.texts)),
            brand: Some(Arc::new(brand)),
        }
    }

    pub(super) fn language(&self) -> Language {
        self.language
    }

    pub(super) fn brand(&self) -> Option<&Brand> {
        self.brand.as_deref()
    }

    /// A text, before anything is filled in.
    pub(super) fn text(&self, key: Key) -> &str {
        self.texts.text(key).unwrap_or_else(|| key.text(self.language))
    }
}

//! How the pages of one request look and speak.

use std::sync::Arc;

use crate::model::Brand;
use crate::texts::{Key, Language};

/// The language, and the brand if the page is about a domain of an organization that has one.
#[derive(Clone, Debug, Default)]
pub struct Look {
    language: Language,
    brand: Option<Arc<Brand>>,
}

impl Look {
    /// As built in, in the language that the browser asks for.
    pub fn plain(language: Language) -> Self {
        Self {
            language,
            brand: None,
        }
    }

    /// As an organization has it; its language goes before the browser's.
    pub fn of(brand: Brand, language: Language) -> Self {
        Self {
            language: brand.language.unwrap_or(language),
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
        let own = self.brand().and_then(|brand| brand.texts.text(key));
        own.unwrap_or_else(|| key.text(self.language))
    }
}

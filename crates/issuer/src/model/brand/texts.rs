//! Texts of an organization's own, by the names that pages have for them. Which names there are, the pages know.

use std::collections::BTreeMap;

/// Texts by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrandTexts(BTreeMap<String, String>);

impl BrandTexts {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// As storage has them: one JSON object.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.0)
    }

    /// What `to_json` wrote.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(Self)
    }
}

impl FromIterator<(String, String)> for BrandTexts {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(texts: T) -> Self {
        Self(texts.into_iter().collect())
    }
}

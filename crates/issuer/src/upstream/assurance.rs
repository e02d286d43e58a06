//! How well a user has proven who they are, as Kratos counts it: by how many factors.

use serde::Deserialize;

/// An authenticator assurance level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Assurance {
    /// Not at all.
    Aal0,
    /// By one factor.
    Aal1,
    /// By two.
    Aal2,
    /// By two, of which one is hardware.
    Aal3,
}

impl Assurance {
    /// A level that can be required.
    pub fn required(text: &str) -> Result<Self, &'static str> {
        match text {
            "aal1" => Ok(Self::Aal1),
            "aal2" => Ok(Self::Aal2),
            _ => Err("it is neither aal1 nor aal2"),
        }
    }
}

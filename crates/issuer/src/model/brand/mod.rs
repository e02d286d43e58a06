//! How the pages look and speak for an organization's domains.

mod color;
mod link;
mod logo;
mod texts;

pub use color::{Color, ColorError, Colors};
pub use link::{Link, LinkError};
pub use logo::{Logo, LogoError, LogoKind, LogoName};
pub use texts::BrandTexts;

use super::DisplayText;
use super::Language;

/// How pages look and speak for an organization. Values that are not set are the built-in ones.
#[derive(Clone, Debug)]
pub struct Brand {
    /// What the organization is called: the logo in words.
    pub title: DisplayText,
    /// The name of the logo; its content is asked for by that.
    pub logo: Option<LogoName>,
    /// The colours.
    pub colors: Option<Colors>,
    /// Where people go who forgot their password.
    pub forgot_password: Option<Link>,
    /// The language, whatever browsers ask for.
    pub language: Option<Language>,
    /// Texts in that language, in place of built-in ones.
    pub texts: BrandTexts,
}

/// A change of a brand; what is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct BrandChange {
    /// The logo.
    pub logo: Option<Option<Logo>>,
    /// The colour.
    pub color: Option<Option<Color>>,
    /// The colour of the dark scheme.
    pub color_dark: Option<Option<Color>>,
    /// The link.
    pub forgot_password: Option<Option<Link>>,
    /// The language.
    pub language: Option<Option<Language>>,
    /// All texts.
    pub texts: Option<BrandTexts>,
}

#[cfg(test)]
mod tests;

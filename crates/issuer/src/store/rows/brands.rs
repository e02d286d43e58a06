//! How pages look and speak for an organization's domains. What a page needs is read without the logo's content.

use std::fmt::Display;

use crate::model::{
    Brand, BrandChange, BrandTexts, Color, Colors, DisplayText, Language, Link, Logo, LogoName,
    OrganizationName,
};
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

/// What is set of what goes together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BrandParts {
    pub(crate) color: bool,
    pub(crate) color_dark: bool,
    pub(crate) language: bool,
    pub(crate) texts: bool,
}

impl Tx {
    /// An organization's brand, if it has one. A stored value that is not usable counts as not set: a page without a logo
    /// is better than none.
    pub(crate) async fn brand(&mut self, name: &OrganizationName) -> Result<Option<Brand>, StoreError> {
        let found = self
            .optional(
                "SELECT title, logo_name, color, color_dark, forgot_password, language, texts
                 FROM brands JOIN organizations ON organizations.id = brands.organization WHERE name = $1",
                values![name.as_str()],
            )
            .await?;
        found.map(|row| brand(&row, name)).transpose()
    }

    /// A logo by its name.
    pub(crate) async fn logo(&mut self, name: &LogoName) -> Result<Option<Logo>, StoreError> {
        let text = name.to_string();
        let found = self
            .optional(
                "SELECT logo FROM brands WHERE logo_name = $1 LIMIT 1",
                values![&text],
            )
            .await?;
        let Some(row) = found else {
            return Ok(None);
        };
        let bytes: Vec<u8> = row.get("logo")?;
        let logo = Logo::parse(name.kind().extension(), bytes).map_err(|_| StoreError::Damaged("logo"))?;
        Ok(Some(logo))
    }

    /// What is set of a brand.
    pub(crate) async fn brand_parts(&mut self, name: &OrganizationName) -> Result<BrandParts, StoreError> {
        let found = self
            .optional(
                "SELECT color IS NOT NULL AS color, color_dark IS NOT NULL AS color_dark,
                 language IS NOT NULL AS language, texts IS NOT NULL AS texts
                 FROM brands WHERE organization = (SELECT id FROM organizations WHERE name = $1)",
                values![name.as_str()],
            )
            .await?;
        match found {
            Some(row) => Ok(BrandParts {
                color: row.get("color")?,
                color_dark: row.get("color_dark")?,
                language: row.get("language")?,
                texts: row.get("texts")?,
            }),
            None => Ok(BrandParts::default()),
        }
    }

    /// Writes a change. One statement, so that the table's own checks see the whole; a brand of which nothing is left goes.
    pub(crate) async fn update_brand(
        &mut self,
        name: &OrganizationName,
        change: &BrandChange,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO brands (organization) SELECT id FROM organizations WHERE name = $1
             ON CONFLICT (organization) DO NOTHING",
            values![name.as_str()],
        )
        .await?;
        let texts = change.texts.as_ref().map(json).transpose()?;
        let logo = change.logo.as_ref().map(Option::as_ref);
        let logo_name = logo.flatten().map(|logo| logo.name().to_string());
        let color = written(change.color);
        let color_dark = written(change.color_dark);
        let link = written(change.forgot_password.clone());
        let language = written(change.language);
        self.execute(
            "UPDATE brands SET
                 logo_name = CASE WHEN $1 THEN $2 ELSE logo_name END, logo = CASE WHEN $1 THEN $3 ELSE logo END,
                 color = CASE WHEN $4 THEN $5 ELSE color END,
                 color_dark = CASE WHEN $6 THEN $7 ELSE color_dark END,
                 forgot_password = CASE WHEN $8 THEN $9 ELSE forgot_password END,
                 language = CASE WHEN $10 THEN $11 ELSE language END,
                 texts = CASE WHEN $12 THEN $13 ELSE texts END
             WHERE organization = (SELECT id FROM organizations WHERE name = $14)",
            values![
                logo.is_some(),
                logo_name.as_deref(),
                logo.flatten().map(Logo::bytes),
                change.color.is_some(),
                color.as_deref(),
                change.color_dark.is_some(),
                color_dark.as_deref(),
                change.forgot_password.is_some(),
                link.as_deref(),
                change.language.is_some(),
                language.as_deref(),
                texts.is_some(),
                texts.flatten().as_deref(),
                name.as_str(),
            ],
        )
        .await?;
        self.execute(
            "DELETE FROM brands WHERE organization = (SELECT id FROM organizations WHERE name = $1)
             AND coalesce(logo_name, color, forgot_password, language) IS NULL",
            values![name.as_str()],
        )
        .await
        .map(drop)
    }
}

fn written(value: Option<Option<impl Display>>) -> Option<String> {
    value.flatten().map(|value| value.to_string())
}

/// An object by name; no texts are no object.
fn json(texts: &BrandTexts) -> Result<Option<String>, StoreError> {
    if texts.is_empty() {
        return Ok(None);
    }
    texts
        .to_json()
        .map(Some)
        .map_err(|_| StoreError::Damaged("brand"))
}

fn brand(row: &Row, name: &OrganizationName) -> Result<Brand, StoreError> {
    let color = |column| usable(row, column, name, Color::parse);
    let language = usable(row, "language", name, Language::parse);
    let texts = usable(row, "texts", name, BrandTexts::from_json);
    Ok(Brand {
        title: row.parsed("title", "organization", DisplayText::parse)?,
        logo: usable(row, "logo_name", name, |text| {
            LogoName::parse(text).ok_or("no logo's name")
        }),
        colors: color("color").map(|light| Colors {
            light,
            dark: color("color_dark"),
        }),
        forgot_password: usable(row, "forgot_password", name, Link::parse),
        // Texts of a language that is not known any more stand in for nothing.
        texts: texts.filter(|_| language.is_some()).unwrap_or_default(),
        language,
    })
}

/// A column's value, or none where it holds what was never written there; the log says so.
fn usable<T, E: Display>(
    row: &Row,
    column: &'static str,
    name: &OrganizationName,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    let wrong = match row.get::<Option<String>>(column) {
        Ok(None) => return None,
        Ok(Some(text)) => match parse(&text) {
            Ok(value) => return Some(value),
            Err(error) => error.to_string(),
        },
        Err(error) => error.to_string(),
    };
    tracing::warn!(organization = %name, column, cause = wrong, "a brand's value is not usable");
    None
}

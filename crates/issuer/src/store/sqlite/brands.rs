//! Brands in SQLite. What a page needs is read without the logo's content.

use std::fmt::Display;

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::SqliteStore;
use super::organizations::{ORGANIZATION, operator};
use super::row::parsed;
use super::transaction::WriteTransaction;
use crate::model::{
    AuditContext, Brand, BrandChange, BrandTexts, Color, Colors, DisplayText, Language, Link, Logo, LogoName,
    OrganizationName,
};
use crate::store::{ChangeError, StoreError};

/// What is set of what goes together.
struct Set {
    color: bool,
    color_dark: bool,
    language: bool,
    texts: bool,
}

impl SqliteStore {
    pub(super) async fn select_brand(&self, name: &OrganizationName) -> Result<Option<Brand>, StoreError> {
        let found = sqlx::query(
            "SELECT title, logo_name, color, color_dark, forgot_password, language, texts
             FROM brands JOIN organizations ON organizations.id = brands.organization WHERE name = ?",
        )
        .bind(name.as_str())
        .fetch_optional(&self.readers)
        .await?;
        found.map(|row| brand(&row, name)).transpose()
    }

    pub(super) async fn select_logo(&self, name: &LogoName) -> Result<Option<Logo>, StoreError> {
        let found = sqlx::query("SELECT logo FROM brands WHERE logo_name = ? LIMIT 1")
            .bind(name.to_string())
            .fetch_optional(&self.readers)
            .await?;
        let Some(row) = found else {
            return Ok(None);
        };
        let bytes: Vec<u8> = row.try_get("logo")?;
        let logo = Logo::parse(name.kind().extension(), bytes).map_err(|_| StoreError::Damaged("logo"))?;
        Ok(Some(logo))
    }

    pub(super) async fn update_brand(
        &self,
        name: &OrganizationName,
        change: &BrandChange,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let owner = sqlx::query("SELECT id FROM organizations WHERE name = ?")
            .bind(name.as_str())
            .fetch_all(&mut *tx)
            .await?;
        ORGANIZATION
            .met(&mut tx, owner.len() as u64, name.as_str())
            .await?;
        sqlx::query(
            "INSERT OR IGNORE INTO brands (organization) SELECT id FROM organizations WHERE name = ?",
        )
        .bind(name.as_str())
        .execute(&mut *tx)
        .await?;
        check_whole(change, &set(&mut tx, name).await?)?;
        write(&mut tx, name, change).await?;
        operator(&mut tx, "org_brand", context).await?;
        Ok(tx.commit().await?)
    }
}

/// One statement, so that the table's own checks see the whole.
async fn write(
    tx: &mut WriteTransaction,
    name: &OrganizationName,
    change: &BrandChange,
) -> Result<(), ChangeError> {
    let texts = change.texts.as_ref().map(json).transpose()?;
    let logo = change.logo.as_ref().map(Option::as_ref);
    sqlx::query(
        "UPDATE brands SET
             logo_name = CASE WHEN ? THEN ? ELSE logo_name END, logo = CASE WHEN ? THEN ? ELSE logo END,
             color = CASE WHEN ? THEN ? ELSE color END, color_dark = CASE WHEN ? THEN ? ELSE color_dark END,
             forgot_password = CASE WHEN ? THEN ? ELSE forgot_password END,
             language = CASE WHEN ? THEN ? ELSE language END, texts = CASE WHEN ? THEN ? ELSE texts END
         WHERE organization = (SELECT id FROM organizations WHERE name = ?)",
    )
    .bind(logo.is_some())
    .bind(logo.flatten().map(|logo| logo.name().to_string()))
    .bind(logo.is_some())
    .bind(logo.flatten().map(Logo::bytes))
    .bind(change.color.is_some())
    .bind(written(change.color))
    .bind(change.color_dark.is_some())
    .bind(written(change.color_dark))
    .bind(change.forgot_password.is_some())
    .bind(written(change.forgot_password.clone()))
    .bind(change.language.is_some())
    .bind(written(change.language))
    .bind(texts.is_some())
    .bind(texts.flatten())
    .bind(name.as_str())
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "DELETE FROM brands WHERE organization = (SELECT id FROM organizations WHERE name = ?)
         AND coalesce(logo_name, color, forgot_password, language) IS NULL",
    )
    .bind(name.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
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

async fn set(tx: &mut WriteTransaction, name: &OrganizationName) -> Result<Set, StoreError> {
    let row = sqlx::query(
        "SELECT color IS NOT NULL AS color, color_dark IS NOT NULL AS color_dark,
                language IS NOT NULL AS language, texts IS NOT NULL AS texts
         FROM brands WHERE organization = (SELECT id FROM organizations WHERE name = ?)",
    )
    .bind(name.as_str())
    .fetch_one(&mut **tx)
    .await?;
    Ok(Set {
        color: row.try_get("color")?,
        color_dark: row.try_get("color_dark")?,
        language: row.try_get("language")?,
        texts: row.try_get("texts")?,
    })
}

fn check_whole(change: &BrandChange, set: &Set) -> Result<(), ChangeError> {
    let after = |changed: Option<bool>, before| changed.unwrap_or(before);
    let color = after(change.color.as_ref().map(Option::is_some), set.color);
    let color_dark = after(change.color_dark.as_ref().map(Option::is_some), set.color_dark);
    let language = after(change.language.as_ref().map(Option::is_some), set.language);
    let texts = after(change.texts.as_ref().map(|texts| !texts.is_empty()), set.texts);
    if color_dark && !color {
        Err(ChangeError::Incomplete(
            "--color-dark goes with --color: give both, or clear both",
        ))
    } else if texts && !language {
        Err(ChangeError::Incomplete(
            "--texts are in one language: give --language with them, or clear both",
        ))
    } else {
        Ok(())
    }
}

fn brand(row: &SqliteRow, name: &OrganizationName) -> Result<Brand, StoreError> {
    let color = |column| usable(row, column, name, Color::parse);
    let language = usable(row, "language", name, Language::parse);
    let texts = usable(row, "texts", name, BrandTexts::from_json);
    Ok(Brand {
        title: parsed(row, "title", "organization", DisplayText::parse)?,
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
    row: &SqliteRow,
    column: &'static str,
    name: &OrganizationName,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    let wrong = match row.try_get::<Option<String>, _>(column) {
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

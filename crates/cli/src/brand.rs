//! `crosspass org brand`: how the pages look and speak for an organization's domains.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;
use toml::{Table, Value};

use super::error::CliError;
use super::output::{line, rows};
use super::storage::{Desk, organization};
use crosspass_issuer::model::Language;
use crosspass_issuer::model::{Brand, BrandChange, BrandTexts, Color, Link, Logo, OrganizationName};

use crosspass_server::Wordings;

/// Files that are no logo and no texts are not read whole.
const LARGEST_FILE: u64 = 1 << 20;

#[derive(Args)]
pub(crate) struct BrandVerb {
    /// The organization's short name
    name: String,
    /// A picture: PNG, WebP or SVG, at most 64 KB
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// The colour of the sign and the button, such as #0a6; text on it is black or white by itself
    #[arg(long, value_name = "COLOUR")]
    color: Option<String>,
    /// The same in the dark scheme
    #[arg(long, value_name = "COLOUR")]
    color_dark: Option<String>,
    /// Where people go who forgot their password
    #[arg(long, value_name = "URL")]
    forgot_password: Option<String>,
    /// The language, whatever browsers ask for: en or de
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// Texts in that language in place of built-in ones, all that there are to be
    #[arg(long, value_name = "FILE.toml")]
    texts: Option<PathBuf>,
    /// What is to be as built in again; may be given more than once
    #[arg(long, value_name = "WHAT")]
    clear: Vec<Part>,
    /// Print the brand as JSON
    #[arg(long)]
    json: bool,
}

/// What can be cleared.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Logo,
    Color,
    ColorDark,
    ForgotPassword,
    Language,
    Texts,
    All,
}

#[derive(Serialize)]
struct Shown<'a> {
    organization: &'a str,
    logo: Option<String>,
    color: Option<String>,
    color_dark: Option<String>,
    forgot_password: Option<&'a str>,
    language: Option<&'static str>,
    texts: BTreeMap<&'a str, &'a str>,
}

impl BrandVerb {
    /// Changes what is given, then shows what is.
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), CliError> {
        let name = organization(&self.name)?;
        if self.changes_something() {
            desk.store
                .change_brand(&name, &self.change()?, &desk.audit())
                .await?;
        }
        let brand = desk.store.brand(&name).await?;
        if brand.is_none() {
            known(desk, &name).await?;
        }
        show(&name, brand.as_ref(), self.json)
    }

    fn changes_something(&self) -> bool {
        let files = self.logo.is_some() || self.texts.is_some();
        let values = [
            &self.color,
            &self.color_dark,
            &self.forgot_password,
            &self.language,
        ];
        files || !self.clear.is_empty() || values.into_iter().any(Option::is_some)
    }

    fn change(&self) -> Result<BrandChange, CliError> {
        let cleared = |part| self.clear.contains(&part) || self.clear.contains(&Part::All);
        let logo = self.logo.as_deref().map(logo).transpose()?;
        let color = parsed("--color", self.color.as_deref(), Color::parse)?;
        let color_dark = parsed("--color-dark", self.color_dark.as_deref(), Color::parse)?;
        let link = parsed("--forgot-password", self.forgot_password.as_deref(), Link::parse)?;
        let language = parsed("--language", self.language.as_deref(), Language::parse)?;
        let texts = self.texts.as_deref().map(texts).transpose()?;
        let without = texts.is_none() && cleared(Part::Texts);
        Ok(BrandChange {
            logo: either(logo, cleared(Part::Logo)),
            color: either(color, cleared(Part::Color)),
            color_dark: either(color_dark, cleared(Part::ColorDark)),
            forgot_password: either(link, cleared(Part::ForgotPassword)),
            language: either(language, cleared(Part::Language)),
            texts: texts.or_else(|| without.then(BrandTexts::default)),
        })
    }
}

/// What is given is set; what is cleared is not; the rest stays.
fn either<T>(given: Option<T>, cleared: bool) -> Option<Option<T>> {
    match given {
        Some(value) => Some(Some(value)),
        None => cleared.then_some(None),
    }
}

fn parsed<T, E: ToString>(
    argument: &'static str,
    given: Option<&str>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, CliError> {
    given
        .map(|text| parse(text).map_err(|error| CliError::argument(argument, text, error)))
        .transpose()
}

fn logo(path: &Path) -> Result<Logo, CliError> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    Logo::parse(&extension, content("--logo", path)?).map_err(|error| wrong("--logo", path, error))
}

fn texts(path: &Path) -> Result<BrandTexts, CliError> {
    let wrong = |error: &dyn ToString| wrong("--texts", path, error.to_string());
    let text = String::from_utf8(content("--texts", path)?).map_err(|error| wrong(&error))?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| wrong(&error))?;
    let mut found = Vec::new();
    flatten("", &table, &mut found).map_err(|error| wrong(&error))?;
    Wordings::parse(found.iter().map(|(key, text)| (key.as_str(), text.as_str())))
        .map(|wordings| wordings.to_texts())
        .map_err(|error| wrong(&error))
}

/// `[sign_in] button = "…"` and `"sign_in.button" = "…"` are the same. A text that is also the beginning
/// of longer keys stands beside them, in quotes: `"network.next"`.
fn flatten(prefix: &str, table: &Table, found: &mut Vec<(String, String)>) -> Result<(), String> {
    for (key, value) in table {
        let name = format!("{prefix}{key}");
        match value {
            Value::String(text) => found.push((name, text.clone())),
            Value::Table(inner) => flatten(&format!("{name}."), inner, found)?,
            other => return Err(format!("{name}: {other} is no text; expected it in quotes")),
        }
    }
    Ok(())
}

fn content(argument: &'static str, path: &Path) -> Result<Vec<u8>, CliError> {
    let file = fs::metadata(path).map_err(|error| wrong(argument, path, error))?;
    if !file.is_file() || file.len() > LARGEST_FILE {
        return Err(wrong(argument, path, "expected a file of at most 1 MB"));
    }
    fs::read(path).map_err(|error| wrong(argument, path, error))
}

fn wrong(argument: &'static str, path: &Path, error: impl ToString) -> CliError {
    CliError::argument(argument, &path.to_string_lossy(), error)
}

/// No brand, or no such organization?
async fn known(desk: &Desk, name: &OrganizationName) -> Result<(), CliError> {
    let names: Vec<String> = desk
        .store
        .organizations()
        .await?
        .iter()
        .map(|each| each.name.to_string())
        .collect();
    if names.iter().any(|known| known == name.as_str()) {
        return Ok(());
    }
    Err(CliError::Refused(format!(
        "there is no organization {name}; there is: {}",
        names.join(", ")
    )))
}

fn show(name: &OrganizationName, brand: Option<&Brand>, json: bool) -> Result<(), CliError> {
    let colors = brand.and_then(|brand| brand.colors);
    let shown = Shown {
        organization: name.as_str(),
        logo: brand
            .and_then(|brand| brand.logo.as_ref())
            .map(ToString::to_string),
        color: colors.map(|colors| colors.light.to_string()),
        color_dark: colors
            .and_then(|colors| colors.dark)
            .map(|color| color.to_string()),
        forgot_password: brand
            .and_then(|brand| brand.forgot_password.as_ref())
            .map(Link::as_str),
        language: brand.and_then(|brand| brand.language).map(Language::as_str),
        texts: brand.into_iter().flat_map(|brand| brand.texts.iter()).collect(),
    };
    if json {
        return Ok(rows(true, &[shown], |_| Vec::new())?);
    }
    let mut table = vec![
        ("logo", shown.logo.unwrap_or_default()),
        (
            "color",
            colors.map(|colors| legible(colors.light)).unwrap_or_default(),
        ),
        (
            "color-dark",
            colors
                .and_then(|colors| colors.dark)
                .map(legible)
                .unwrap_or_default(),
        ),
        (
            "forgot-password",
            shown.forgot_password.unwrap_or_default().to_owned(),
        ),
        ("language", shown.language.unwrap_or_default().to_owned()),
    ];
    for (_, value) in table.iter_mut().filter(|(_, value)| value.is_empty()) {
        value.push_str("as built in");
    }
    table.extend(shown.texts.into_iter().map(|(key, text)| (key, text.to_owned())));
    for (what, value) in table {
        line(format_args!("{what:<16}  {value}"))?;
    }
    Ok(())
}

fn legible(color: Color) -> String {
    let ink = color.ink();
    let name = if ink == Color::WHITE { "white" } else { "black" };
    format!(
        "{color}, {name} text on it has a contrast of {:.1}:1",
        color.contrast(ink)
    )
}

//! Where values come from: file, environment, flag; the later one wins.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::problem::{ConfigError, Problem};
use super::setting::{self, SETTINGS};

/// The file that is read when none is named, if it is there.
const USUAL_FILE: &str = "crosspass.toml";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueSource {
    /// A configuration file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A command line flag.
    Flag(String),
}

impl fmt::Display for ValueSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "the file {}", path.display()),
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::Flag(name) => write!(f, "the flag {name}"),
        }
    }
}

/// Raw values by setting, with their origins.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    values: BTreeMap<&'static str, (String, ValueSource)>,
}

impl Sources {
    /// Gathers values: `flags` and `environment` are given, the file is read. A `config` flag or
    /// variable names the file.
    pub fn gather(
        flags: &[(&'static str, Option<String>)],
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let flag = |wanted: &str| {
            let (_, value) = flags.iter().find(|(name, _)| *name == wanted)?;
            value.clone()
        };
        let named = flag("config")
            .map(|path| (path, ValueSource::Flag("--config".to_owned())))
            .or_else(|| environment("CROSSPASS_CONFIG").map(|path| (path, variable("CROSSPASS_CONFIG"))));
        let mut sources = Self::default();
        match named {
            Some((path, origin)) => sources.read_file(Path::new(&path), &origin.to_string())?,
            None if Path::new(USUAL_FILE).exists() => {
                sources.read_file(Path::new(USUAL_FILE), "the current folder")?;
            }
            None => {}
        }
        for setting in SETTINGS {
            let name = setting::variable(setting.name);
            if let Some(value) = environment(&name) {
                sources.values.insert(setting.name, (value, variable(&name)));
            }
            if let Some(value) = flag(setting.name) {
                let origin = ValueSource::Flag(setting::flag(setting.name));
                sources.values.insert(setting.name, (value, origin));
            }
        }
        Ok(sources)
    }

    /// A setting's value and origin, if one was given.
    pub fn value(&self, name: &str) -> Option<&(String, ValueSource)> {
        self.values.get(name)
    }

    fn read_file(&mut self, path: &Path, named_by: &str) -> Result<(), ConfigError> {
        let problem = |wrong: String, expected: &str| {
            ConfigError(vec![Problem {
                name: format!("the file {}", path.display()),
                wrong,
                expected: expected.to_owned(),
                source: named_by.to_owned(),
            }])
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| problem(error.to_string(), "a readable file of TOML"))?;
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| problem(error.to_string().trim_end().to_owned(), "TOML"))?;
        let mut problems = Vec::new();
        self.take_table("", &table, path, &mut problems);
        if problems.is_empty() {
            Ok(())
        } else {
            Err(ConfigError(problems))
        }
    }

    fn take_table(&mut self, prefix: &str, table: &Table, path: &Path, problems: &mut Vec<Problem>) {
        for (key, value) in table {
            let name = format!("{prefix}{key}");
            if let Value::Table(inner) = value {
                self.take_table(&format!("{name}."), inner, path, problems);
                continue;
            }
            match SETTINGS.iter().find(|setting| setting.name == name) {
                Some(setting) => {
                    let origin = ValueSource::File(path.to_owned());
                    self.values.insert(setting.name, (plain(value), origin));
                }
                None => problems.push(Problem {
                    name,
                    wrong: "there is no such setting".to_owned(),
                    expected: format!(
                        "one of {}",
                        SETTINGS.iter().map(|s| s.name).collect::<Vec<_>>().join(", ")
                    ),
                    source: ValueSource::File(path.to_owned()).to_string(),
                }),
            }
        }
    }
}

fn variable(name: &str) -> ValueSource {
    ValueSource::Environment(name.to_owned())
}

/// A TOML value as the text that a flag would have.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

//! Raw values, looked at one by one: every problem is kept.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use crosspass_outbound::Reach;
use ipnet::IpNet;
use tracing::level_filters::LevelFilter;

use super::problem::{ConfigError, Problem};
use super::setting::{SETTINGS, flag, variable};
use super::source::Sources;

pub(super) struct Check<'a> {
    sources: &'a Sources,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Check<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            problems: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> ConfigError {
        ConfigError(self.problems)
    }

    /// A value as it is given.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.sources.value(name).map(|(text, _)| text.as_str())
    }

    /// A value that is given, or `None`.
    pub(super) fn optional<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let (text, origin) = self.sources.value(name)?;
        match parse(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let wrong = format!("{} is not usable ({error})", shown(name, text));
                self.problem(name, wrong, origin.to_string());
                None
            }
        }
    }

    pub(super) fn is_given(&self, name: &str) -> bool {
        self.given(name).is_some_and(|text| !text.is_empty())
    }

    /// A value that is given; an empty one takes back what was given elsewhere.
    pub(super) fn unless_empty<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.is_given(name) {
            self.optional(name, parse)
        } else {
            None
        }
    }

    /// A value that must be given.
    pub(super) fn required<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.sources.value(name).is_none() {
            let (variable, flag) = (variable(name), flag(name));
            let places = format!("nowhere: set it in crosspass.toml, as {variable} or with {flag}");
            self.problem(name, "is missing".to_owned(), places);
        }
        self.optional(name, parse)
    }

    /// A value that is given, or the default. After a problem, the default stands in.
    pub(super) fn value<T: Standing, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> T {
        if let Some(value) = self.optional(name, &parse) {
            return value;
        }
        let default = SETTINGS
            .iter()
            .find(|setting| setting.name == name)
            .map_or("", |setting| setting.default);
        match parse(default) {
            Ok(value) => value,
            Err(error) => {
                self.problem(
                    name,
                    format!("the default is not usable ({error})"),
                    "Crosspass itself".to_owned(),
                );
                T::stand_in()
            }
        }
    }

    pub(super) fn number<N>(&mut self, name: &'static str, range: RangeInclusive<N>) -> N
    where
        N: FromStr + PartialOrd + Copy + Standing,
        N::Err: Display,
    {
        self.value(name, |text| match text.parse::<N>() {
            Ok(number) if range.contains(&number) => Ok(number),
            Ok(_) => Err("out of range".to_owned()),
            Err(error) => Err(error.to_string()),
        })
    }

    /// Where a value came from, in words.
    pub(super) fn source(&self, name: &str) -> String {
        let given = self.sources.value(name);
        given.map_or_else(|| "the default".to_owned(), |(_, origin)| origin.to_string())
    }

    pub(super) fn problem(&mut self, name: &str, wrong: String, source: String) {
        let expected = SETTINGS
            .iter()
            .find(|setting| setting.name == name)
            .map_or("", |setting| setting.expected);
        self.problems.push(Problem {
            name: name.to_owned(),
            wrong,
            expected: expected.to_owned(),
            source,
        });
    }
}

/// What stands in for a value that has a problem until all problems are told.
pub(super) trait Standing {
    fn stand_in() -> Self;
}

macro_rules! standing {
    ($($kind:ty = $value:expr,)+) => {
        $(impl Standing for $kind { fn stand_in() -> Self { $value } })+
    };
}

standing! {
    bool = false,
    i64 = 0,
    u32 = 0,
    u64 = 0,
    usize = 0,
    PathBuf = PathBuf::new(),
    Vec<IpNet> = Vec::new(),
    LevelFilter = LevelFilter::INFO,
    Reach = Reach::Public,
    std::net::SocketAddr = std::net::SocketAddr::from(([127, 0, 0, 1], 0)),
}

/// A value as an error may show it: user and password of an address are cut out.
fn shown(name: &str, text: &str) -> String {
    match text.split_once("://") {
        Some((scheme, rest)) if name == "database" => {
            let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
            format!("\"{scheme}://…@{host}\"")
        }
        _ => format!("{text:?}"),
    }
}

//! Filling placeholders: once, so that a name with braces in it stays a name.

use std::fmt::Write as _;

use minijinja::HtmlEscape;

/// What placeholders can stand for.
const NAMES: [&str; 6] = ["domain", "origin", "user", "issuer", "time", "count"];

/// What stands for each placeholder on one page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filling {
    /// The domain's name.
    pub domain: Option<String>,
    /// The domain's origin.
    pub origin: Option<String>,
    /// The user's name.
    pub user: Option<String>,
    /// The issuer's host.
    pub issuer: Option<String>,
    /// How many.
    pub count: Option<String>,
}

/// A piece of a text.
enum Piece<'a> {
    Plain(&'a str),
    Named(&'static str),
}

impl Filling {
    /// The text with what is known put in; the rest stays for the page's script.
    pub(crate) fn plain(&self, text: &str) -> String {
        let filled = pieces(text).map(|piece| match piece {
            Piece::Plain(text) => text.to_owned(),
            Piece::Named(name) => self
                .value(name)
                .map_or_else(|| format!("{{{name}}}"), str::to_owned),
        });
        filled.collect()
    }

    /// The same as HTML, each value in a `bdi` of its own: a name written from right to left turns
    /// nothing around it.
    pub(crate) fn html(&self, text: &str) -> String {
        let mut html = String::with_capacity(text.len() + 32);
        for piece in pieces(text) {
            // Writing to a String cannot fail.
            let _ = match piece {
                Piece::Plain(text) => write!(html, "{}", HtmlEscape(text)),
                Piece::Named(name) => {
                    write!(
                        html,
                        "<bdi>{}</bdi>",
                        HtmlEscape(self.value(name).unwrap_or_default())
                    )
                }
            };
        }
        html
    }

    fn value(&self, name: &str) -> Option<&str> {
        let value = match name {
            "domain" => &self.domain,
            "origin" => &self.origin,
            "user" => &self.user,
            "issuer" => &self.issuer,
            "count" => &self.count,
            _ => &None,
        };
        value.as_deref()
    }
}

/// The names of a text's placeholders, in their order.
pub(crate) fn placeholders(text: &str) -> impl Iterator<Item = &'static str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Plain(_) => None,
        Piece::Named(name) => Some(name),
    })
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = NAMES
            .iter()
            .filter_map(|name| Some((rest.find(&format!("{{{name}}}"))?, *name)))
            .min();
        let (plain, after, named) = match at {
            None => (rest, "", None),
            Some((0, name)) => ("", rest.get(name.len() + 2..).unwrap_or_default(), Some(name)),
            Some((at, _)) => {
                let (plain, after) = rest.split_at(at);
                (plain, after, None)
            }
        };
        rest = after;
        Some(named.map_or(Piece::Plain(plain), Piece::Named))
    })
}

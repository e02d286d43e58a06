//! The error page: what went wrong, in words of the catalogue.

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::page_context::common;
use super::translator::Translator;
use super::{NextStep, Theme};
use crate::texts::{Filling, Key};
use crosspass_protocol::Code;

/// Whom and what a refusal is about, where that is known.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// As the domain's organization has it.
    pub theme: Option<Theme>,
    /// Who was refused.
    pub user: Option<String>,
    /// The name of the domain.
    pub domain: Option<String>,
    /// Its origin.
    pub origin: Option<String>,
}

/// What an error page says.
#[derive(Debug)]
pub struct ErrorPage<'a> {
    /// The stable code.
    pub code: Code,
    /// A sentence for those who mend it, as calls get it.
    pub message: &'a str,
    /// The response's reference.
    pub reference: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// What the refusal is about.
    pub about: &'a About,
    /// How the page looks and speaks where that says nothing.
    pub theme: Theme,
}

impl ErrorPage<'_> {
    /// What the template gets.
    pub(super) fn variables(&self) -> Value {
        let theme = self.about.theme.as_ref().unwrap_or(&self.theme);
        let unnamed = || Key::parse("the_site").map(|key| theme.text(key).to_owned());
        let filling = Filling {
            domain: self.about.domain.clone().or_else(unnamed),
            origin: self.about.origin.clone(),
            user: self.about.user.clone(),
            ..Filling::default()
        };
        let translator = Translator::new(theme.clone(), filling);
        let say = |name: String| Key::parse(&name).map(|key| translator.sentence(key));
        let code = self.code.as_str();
        let (lead, next) = match (self.status, self.code) {
            (404, _) => ("error.not_found".to_owned(), "error.not_found.next".to_owned()),
            (_, Code::AccessDenied) if self.about.user.is_some() => {
                ("error.access_denied".to_owned(), format!("failed.{code}.next"))
            }
            (_, Code::AccessDenied) => ("error.account".to_owned(), format!("failed.{code}.next")),
            _ => (format!("failed.{code}"), format!("failed.{code}.next")),
        };
        let begins_at = self.about.origin.as_deref();
        let way = match NextStep::after(self.code) {
            // Nobody knows here where that would be.
            NextStep::Domain if begins_at.is_none() => NextStep::Domains,
            way => way,
        };
        // What only those can mend who sent the visitor here; the rest is said in words already.
        let is_for_others =
            matches!(self.code, Code::InvalidRequest | Code::UnknownDomain) && self.status != 404;
        // Of somebody who is not signed in here, only the identity provider knows more.
        let is_of_provider = self.code == Code::AccessDenied && self.about.user.is_none();
        context! {
            code,
            way => Serde(way),
            domain => self.about.domain.as_deref(),
            origin => begins_at,
            message => say(lead),
            next => say(next),
            detail => (is_for_others || is_of_provider).then_some(self.message),
            reference => self.reference,
            status => self.status,
            ..common(theme, translator)
        }
    }
}

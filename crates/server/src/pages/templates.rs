//! Templates and assets of a page set, and what fills them.

use std::collections::BTreeMap;

use minijinja::{Environment, Error, Value, context};

use super::page_context::PageContext;
use super::refusal::ErrorPage;
use super::set::{PageSet, PagesError};

/// Templates and assets.
#[derive(Debug)]
pub struct Pages {
    templates: Environment<'static>,
    assets: Value,
    set: PageSet,
}

impl Pages {
    /// Takes a page set.
    pub(super) fn unproven(set: PageSet) -> Result<Self, PagesError> {
        let mut templates = Environment::new();
        for (name, text) in set.templates()? {
            templates
                .add_template_owned(name.clone(), text)
                .map_err(|error| PagesError::Template { page: name, error })?;
        }
        let pages = Self {
            assets: addresses(set.assets()?),
            templates,
            set,
        };
        Ok(pages)
    }

    /// The files beside the templates.
    pub fn files(&self) -> &PageSet {
        &self.set
    }

    /// The form, or the way to the identity provider; or "Continue as", where somebody is signed in and wants to go somewhere.
    pub fn sign_in(&self, page: &PageContext<'_>) -> Result<String, Error> {
        let asks = page.user.is_some() && page.domain.is_some();
        let template = match (asks, page.leads_to) {
            (true, _) => "continue.html",
            (false, Some(_)) => "provider.html",
            (false, None) => "sign-in.html",
        };
        self.fill(template, page.variables()?)
    }

    /// The question whether to go on as somebody whom the identity provider names.
    pub fn confirm(&self, page: &PageContext<'_>) -> Result<String, Error> {
        self.fill("confirm.html", page.variables()?)
    }

    /// The launcher.
    pub fn launcher(&self, page: &PageContext<'_>) -> Result<String, Error> {
        self.fill("launcher.html", page.variables()?)
    }

    /// The sign-out page.
    pub fn sign_out(&self, page: &PageContext<'_>) -> Result<String, Error> {
        self.fill("sign-out.html", page.variables()?)
    }

    /// What came of a propagation.
    pub fn propagate(&self, page: &PageContext<'_>) -> Result<String, Error> {
        self.fill("propagate.html", page.variables()?)
    }

    /// An error page.
    pub fn error(&self, page: &ErrorPage<'_>) -> Result<String, Error> {
        self.fill("error.html", page.variables())
    }

    fn fill(&self, template: &str, variables: Value) -> Result<String, Error> {
        let variables = context! { assets => &self.assets, ..variables };
        self.templates.get_template(template)?.render(variables)
    }
}

/// Names that a build gave, ours or the operator's: nothing in them needs escaping.
fn addresses(names: BTreeMap<String, String>) -> Value {
    let addresses = names
        .into_iter()
        .map(|(name, file)| (name, Value::from_safe_string(format!("/assets/{file}"))));
    Value::from_pairs(addresses)
}

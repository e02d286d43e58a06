//! The issuer's pages: templates filled with what the server knows, and the data block that their
//! script reads.

use std::collections::BTreeMap;

use crosspass_protocol::{Binding, Origin, ReturnTo};
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use crate::assets::Files;
use crate::model::{Domain, Trust, User};

/// The templates there must be.
const TEMPLATES: [&str; 4] = ["sign-in.html", "launcher.html", "sign-out.html", "error.html"];

/// A page set that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PagesError {
    /// The build had no pages to embed.
    #[error("this binary was built without pages: run `cargo xtask npm`, build again, or give --pages DIR")]
    NoneBuiltIn,
    /// A file is missing.
    #[error("the page set has no {0}: run `cargo xtask npm`")]
    Missing(&'static str),
    /// A file is not text, or not the JSON that it should be.
    #[error("{0} of the page set is damaged: run `cargo xtask npm`")]
    Damaged(&'static str),
    /// A template does not parse.
    #[error("a page template is not usable: {0}")]
    Template(#[from] minijinja::Error),
}

/// Templates and assets.
#[derive(Debug)]
pub struct Pages {
    templates: Environment<'static>,
    asset_paths: Value,
    files: Files,
}

/// What an error page says.
#[derive(Debug)]
pub struct ErrorPage<'a> {
    /// The stable code.
    pub code: &'a str,
    /// A sentence.
    pub message: &'a str,
    /// The response's reference.
    pub reference: &'a str,
    /// The HTTP status.
    pub status: u16,
}

/// What the sign-in page and the launcher know.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The issuer.
    pub issuer: &'a Origin,
    /// Where the user wants to go.
    pub domain: Option<&'a Domain>,
    /// The address there.
    pub return_to: Option<&'a ReturnTo>,
    /// What the receiver there began.
    pub binding: Option<&'a Binding>,
    /// Who is signed in.
    pub user: Option<&'a User>,
    /// Domains to choose from, on the launcher.
    pub domains: Option<&'a [Domain]>,
}

#[derive(Serialize)]
struct Data<'a> {
    issuer: &'a Origin,
    domain: Option<DomainData<'a>>,
    return_to: Option<&'a str>,
    nonce: Option<&'a str>,
    jkt: Option<&'a str>,
    user: Option<UserData<'a>>,
    domains: Option<Vec<DomainData<'a>>>,
}

#[derive(Serialize)]
struct DomainData<'a> {
    name: &'a str,
    origin: &'a Origin,
    receiver: String,
    carrier: &'static str,
}

#[derive(Serialize)]
struct UserData<'a> {
    name: &'a str,
    email: &'a str,
}

impl Pages {
    /// Takes a page set, and looks whether it is whole.
    pub fn new(files: Files) -> Result<Self, PagesError> {
        if files.is_empty() {
            return Err(PagesError::NoneBuiltIn);
        }
        let text = |name: &'static str| {
            let bytes = files.content(name).ok_or(PagesError::Missing(name))?;
            std::str::from_utf8(bytes).map_err(|_| PagesError::Damaged(name))
        };
        let mut templates = Environment::new();
        for name in TEMPLATES {
            templates.add_template_owned(name, text(name)?.to_owned())?;
        }
        let names: BTreeMap<String, String> =
            serde_json::from_str(text("assets.json")?).map_err(|_| PagesError::Damaged("assets.json"))?;
        // The build's own names: nothing in them needs escaping.
        let asset_paths = names
            .into_iter()
            .map(|(name, file)| (name, Value::from_safe_string(format!("/assets/{file}"))));
        Ok(Self {
            asset_paths: Value::from_pairs(asset_paths),
            templates,
            files,
        })
    }

    /// The files beside the templates.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The sign-in page, or "Continue as" where somebody is signed in.
    pub fn sign_in(&self, scene: &Scene<'_>) -> Result<String, minijinja::Error> {
        self.scene("sign-in.html", scene)
    }

    /// The launcher.
    pub fn launcher(&self, scene: &Scene<'_>) -> Result<String, minijinja::Error> {
        self.scene("launcher.html", scene)
    }

    /// The sign-out page.
    pub fn sign_out(&self, scene: &Scene<'_>) -> Result<String, minijinja::Error> {
        self.scene("sign-out.html", scene)
    }

    /// An error page.
    pub fn error(&self, page: &ErrorPage<'_>) -> Result<String, minijinja::Error> {
        let variables = context! {
            assets => &self.asset_paths,
            data => "null",
            code => page.code,
            message => page.message,
            reference => page.reference,
            status => page.status,
        };
        self.templates.get_template("error.html")?.render(variables)
    }

    fn scene(&self, template: &str, scene: &Scene<'_>) -> Result<String, minijinja::Error> {
        let data = Data {
            issuer: scene.issuer,
            domain: scene.domain.map(DomainData::new),
            return_to: scene.return_to.map(ReturnTo::as_str),
            nonce: scene.binding.map(|binding| binding.nonce.as_str()),
            jkt: scene.binding.map(|binding| binding.jkt.as_str()),
            user: scene.user.map(UserData::new),
            domains: scene
                .domains
                .map(|domains| domains.iter().map(DomainData::new).collect()),
        };
        let variables = context! {
            assets => &self.asset_paths,
            data => script_json(&data)?,
            domain => Serde(&data.domain),
            user => Serde(&data.user),
        };
        self.templates.get_template(template)?.render(variables)
    }
}

impl<'a> DomainData<'a> {
    fn new(domain: &'a Domain) -> Self {
        Self {
            name: domain.name.as_str(),
            origin: &domain.origin,
            receiver: domain.receiver(),
            carrier: match domain.trust {
                Trust::FirstParty => "popup",
                Trust::External => "redirect",
            },
        }
    }
}

impl<'a> UserData<'a> {
    fn new(user: &'a User) -> Self {
        Self {
            name: user.name.as_str(),
            email: user.email.as_str(),
        }
    }
}

/// JSON that cannot end the script element it stands in, whatever people call themselves.
fn script_json(data: &Data<'_>) -> Result<String, minijinja::Error> {
    let json = serde_json::to_string(data).map_err(|error| {
        minijinja::Error::new(minijinja::ErrorKind::BadSerialization, "data block").with_source(error)
    })?;
    let escaped = json
        .chars()
        .fold(String::with_capacity(json.len()), |mut out, character| {
            match character {
                '<' => out.push_str("\\u003c"),
                '>' => out.push_str("\\u003e"),
                '&' => out.push_str("\\u0026"),
                '\u{2028}' => out.push_str("\\u2028"),
                '\u{2029}' => out.push_str("\\u2029"),
                other => out.push(other),
            }
            out
        });
    Ok(escaped)
}

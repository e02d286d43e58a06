//! What a page is about: for the template as variables, for its script as a data block.

use std::collections::BTreeMap;

use crosspass_protocol::{Binding, Code, Origin, ReturnTo, Timestamp};
use minijinja::value::Serde;
use minijinja::{Error, ErrorKind, Value, context};
use serde::Serialize;

use super::translator::Translator;
use super::{NextStep, Theme, style};
use crate::texts::{Filling, Key};
use crosspass_issuer::model::{
    Brand, Domain, Hop, HopReason, HopState, Link, Propagation, Question, Receipt, Trust, User,
};

/// What a template may show and a script may know.
#[derive(Clone, Debug)]
pub struct PageContext<'a> {
    /// The issuer.
    pub issuer: &'a Origin,
    /// How the page looks and speaks.
    pub theme: Theme,
    /// Where the user wants to go.
    pub domain: Option<&'a Domain>,
    /// The address there.
    pub return_to: Option<&'a ReturnTo>,
    /// What the receiver there began.
    pub binding: Option<&'a Binding>,
    /// Who is signed in.
    pub user: Option<&'a User>,
    /// What that user is asked before they go to the domain.
    pub question: Option<Question>,
    /// Where the page's one way on leads, on the pages about the identity provider.
    pub leads_to: Option<&'a str>,
    /// Who is signed in while somebody else may take their place, and the way back to that.
    pub present: Option<(&'a User, &'a str)>,
    /// Domains to choose from, on the launcher.
    pub domains: Option<&'a [Domain]>,
    /// What is told on a receipt.
    pub propagation: Option<&'a Propagation>,
    /// Where it goes on by itself.
    pub onward: Option<&'a str>,
    /// Whether a sign-in goes to every domain before it ends.
    pub everywhere: bool,
    /// The receipts of a sign-out, by the domain's name.
    pub receipts: Option<&'a [(String, Receipt)]>,
    /// When this is.
    pub now: Timestamp,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    propagation: Option<&'a str>,
    ways: BTreeMap<&'static str, NextStep>,
    texts: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct DomainData<'a> {
    name: &'a str,
    origin: &'a Origin,
    receiver: String,
    carrier: &'static str,
}

/// As the pages' scripts know the carrier that any domain may have.
const BY_REDIRECT: &str = "redirect";

#[derive(Serialize)]
struct UserData<'a> {
    name: &'a str,
    email: &'a str,
}

impl<'a> PageContext<'a> {
    /// A page without a user and a domain.
    pub fn bare(issuer: &'a Origin, theme: Theme) -> Self {
        Self {
            issuer,
            theme,
            domain: None,
            return_to: None,
            binding: None,
            user: None,
            question: None,
            leads_to: None,
            present: None,
            domains: None,
            propagation: None,
            onward: None,
            everywhere: false,
            receipts: None,
            now: Timestamp::from_seconds(0),
        }
    }

    /// What the template gets.
    pub(super) fn variables(&self) -> Result<Value, Error> {
        let translator = Translator::new(self.theme.clone(), self.filling());
        let data = Data {
            issuer: self.issuer,
            domain: self.domain.map(|domain| match self.question {
                None => DomainData::new(domain),
                // A key that was asked about is the one that gets the answer: its ticket, not a popup's token.
                Some(Question::Disclosure | Question::NewKey) => DomainData {
                    carrier: BY_REDIRECT,
                    ..DomainData::new(domain)
                },
            }),
            return_to: self.return_to.map(ReturnTo::as_str),
            nonce: self.binding.map(|binding| binding.nonce.as_str()),
            jkt: self.binding.map(|binding| binding.jkt.as_str()),
            user: self.user.map(UserData::new),
            domains: self
                .domains
                .map(|domains| domains.iter().map(DomainData::new).collect()),
            propagation: self.propagation.map(|propagation| propagation.id.as_str()),
            ways: Code::ALL
                .iter()
                .map(|code| (code.as_str(), NextStep::after(*code)))
                .collect(),
            texts: translator.spoken_by_script().collect(),
        };
        Ok(context! {
            data => Value::from_safe_string(script_json(&data)?),
            domain => Serde(&data.domain),
            user => Serde(&data.user),
            return_to => data.return_to,
            asks_about_key => self.question == Some(Question::NewKey),
            leads_to => self.leads_to,
            present => self.present.map(|(user, _)| Serde(UserData::new(user))),
            stay => self.present.map(|(_, way)| way),
            everywhere => self.own_domains() > 1,
            detour => self.everywhere && self.return_to.is_some(),
            hops => self.propagation.map(|propagation| hops(&propagation.hops)),
            left_out => self.propagation.map(|propagation| propagation.left_out),
            onward => self.onward,
            receipts => self.receipts.map(|receipts| self.receipt_rows(receipts)),
            is_complete => self.propagation.map(Propagation::is_complete),
            ..common(&self.theme, translator)
        })
    }

    /// What a template says of each domain after a sign-out.
    fn receipt_rows(&self, receipts: &[(String, Receipt)]) -> Vec<Value> {
        let line = |(name, receipt): &(String, Receipt)| {
            let status = receipt.status(self.now);
            context! {
                name => name,
                origin => receipt.origin.as_str(),
                state => status.as_str(),
                key => format!("receipt.{}", status.as_str()),
            }
        };
        receipts.iter().map(line).collect()
    }

    /// How many of the domains are first-party: those that a propagation goes to.
    fn own_domains(&self) -> usize {
        let domains = self.domains.unwrap_or_default().iter();
        domains.filter(|domain| domain.trust == Trust::FirstParty).count()
    }

    fn filling(&self) -> Filling {
        // The launcher's script fills in the domain that was chosen.
        let unnamed = || {
            let key = Key::parse("the_site").filter(|_| self.domains.is_none())?;
            Some(self.theme.text(key).to_owned())
        };
        Filling {
            domain: self.domain.map(|domain| domain.name.to_string()).or_else(unnamed),
            origin: self.domain.map(|domain| domain.origin.to_string()),
            user: self.user.map(|user| user.name.to_string()),
            issuer: Some(host(self.issuer)),
            count: self
                .propagation
                .map(|propagation| propagation.left_out.to_string()),
        }
    }
}

/// The lines of a receipt: the key of what is said says why, too.
fn hops(hops: &[Hop]) -> Value {
    let line = |hop: &Hop| {
        let state = hop.state.as_str();
        let key = hop.state.reason().map_or(state, HopReason::as_str);
        context! {
            name => hop.name.as_str(),
            origin => hop.origin.as_str(),
            state,
            key => format!("propagate.{key}"),
        }
    };
    // What is missing comes first.
    let (arrived, missing): (Vec<_>, Vec<_>) = hops.iter().partition(|hop| hop.state == HopState::Arrived);
    missing.into_iter().chain(arrived).map(line).collect()
}

/// What every template gets, error pages too.
pub(super) fn common(theme: &Theme, translator: Translator) -> Value {
    context! {
        language => theme.language().as_str(),
        brand => theme.brand().map(brand_data),
        t => Value::from_object(translator),
    }
}

/// As people read it in the address bar.
fn host(origin: &Origin) -> String {
    let text = origin.as_str();
    text.split_once("://").map_or(text, |(_, host)| host).to_owned()
}

impl<'a> DomainData<'a> {
    fn new(domain: &'a Domain) -> Self {
        Self {
            name: domain.name.as_str(),
            origin: &domain.origin,
            receiver: domain.receiver(),
            carrier: match domain.trust {
                Trust::FirstParty => "popup",
                Trust::External => BY_REDIRECT,
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

fn brand_data(brand: &Brand) -> Value {
    // Addresses of our own making: nothing in them needs escaping.
    let address = |name: String| Value::from_safe_string(format!("/brand/{name}"));
    context! {
        title => brand.title.as_str(),
        logo => brand.logo.as_ref().map(|logo| address(logo.to_string())),
        style => brand.colors.map(|colors| address(style::name(colors))),
        forgot_password => brand.forgot_password.as_ref().map(Link::as_str),
    }
}

/// JSON that cannot end the script element it stands in, whatever people call themselves.
fn script_json(data: &Data<'_>) -> Result<String, Error> {
    let json = serde_json::to_string(data)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, "data block").with_source(error))?;
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

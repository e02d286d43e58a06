//! Ory Kratos as identity provider: where it is, what its cookie is called and who gets it, and where in an identity
//! there is what Crosspass needs to know.

use std::time::Duration;

use crosspass_protocol::Origin;
use url::Url;

use super::check::{Check, Standing};
use super::setting::SETTINGS;
use crosspass_issuer::{Assurance, CookieReach, KratosSettings, TraitPath as Path, Traits};
use crosspass_server::ROUTES;

const PUBLIC: &str = "kratos.public_url";
const ADMIN: &str = "kratos.admin_url";
const DOMAIN: &str = "kratos.cookie_domain";

/// Checks all settings of Kratos; without its public address there is none.
pub(super) fn settings(check: &mut Check<'_>, issuer: Option<&Origin>) -> Option<KratosSettings> {
    if !check.is_given(PUBLIC) {
        check.only_with_kratos();
        return None;
    }
    let public = check.optional(PUBLIC, |text| on_host_of(issuer, text));
    let internal = check.unless_empty("kratos.internal_url", address);
    let admin = check.required(ADMIN, address);
    let cookie_name = check.value("kratos.cookie_name", cookie_name);
    let domain = check.unless_empty(DOMAIN, |text| above_host_of(issuer, text));
    let assurance = check.value("kratos.aal", Assurance::required);
    let timeout = Duration::from_secs(check.number("kratos.timeout_seconds", 1..=5));
    let traits = Traits {
        login: check.value("kratos.login", Path::trait_of),
        name: check.value("kratos.name", |text| {
            text.split_whitespace().map(Path::trait_of).collect()
        }),
        email: check.value("kratos.email", Path::trait_of),
        organizations: check.unless_empty("kratos.organizations", Path::parse),
    };
    let (public_url, admin_url) = (public?, admin?);
    Some(KratosSettings {
        internal_url: internal.unwrap_or_else(|| public_url.clone()),
        public_url,
        admin_url,
        cookie_name,
        cookie_reach: domain.unwrap_or_else(|| CookieReach::host(issuer.map_or("", Origin::host))),
        assurance,
        timeout,
        traits,
    })
}

/// Which hosts get the cookie, for commands that know nothing else of Kratos; `None` where no settings tell of it.
pub(super) fn cookie_reach(check: &mut Check<'_>, issuer: Option<&Origin>) -> Option<CookieReach> {
    if !check.is_given(PUBLIC) {
        return None;
    }
    match check.unless_empty(DOMAIN, |text| above_host_of(issuer, text)) {
        Some(reach) => Some(reach),
        None => Some(CookieReach::host(issuer?.host())),
    }
}

impl Check<'_> {
    /// A setting of Kratos that would do nothing is a mistake: everybody would sign in by the form.
    fn only_with_kratos(&mut self) {
        let lonely = SETTINGS
            .iter()
            .find(|setting| setting.name.starts_with("kratos.") && self.is_given(setting.name));
        if let Some(setting) = lonely {
            let source = self.source(setting.name);
            self.problem(
                PUBLIC,
                format!("is missing, and {} is there", setting.name),
                source,
            );
        }
    }
}

/// An address that paths can be put behind.
fn address(text: &str) -> Result<String, &'static str> {
    let url = Url::parse(text).map_err(|_| "it is no absolute address")?;
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
        return Err("it begins with neither https:// nor http://");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it has a user name or a password in it");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("it has a query or a fragment");
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Browsers send a host's cookies to all its ports and to nobody else: that is how the issuer sees Kratos' cookie.
fn on_host_of(issuer: Option<&Origin>, text: &str) -> Result<String, String> {
    let address = address(text)?;
    let url = Url::parse(&address).map_err(|error| error.to_string())?;
    let Some(issuer) = issuer else {
        return Ok(address);
    };
    if url.host_str() != Some(issuer.host()) {
        return Err(format!("its host is not {}, the issuer's", issuer.host()));
    }
    if (url.scheme() == "https") != issuer.is_https() {
        return Err("its scheme is not the issuer's".to_owned());
    }
    let first = first_segment(url.path());
    let is_ours = ROUTES.iter().any(|route| first_segment(route.path) == first);
    if url.origin().ascii_serialization() == issuer.as_str() && is_ours {
        return Err(format!(
            "the issuer answers at /{first} itself: give Kratos another path"
        ));
    }
    Ok(address)
}

fn first_segment(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

fn above_host_of(issuer: Option<&Origin>, text: &str) -> Result<CookieReach, String> {
    // Browsers ignore a leading dot.
    let domain = text.trim_start_matches('.');
    Origin::parse(&format!("https://{domain}")).map_err(|error| error.to_string())?;
    let reach = CookieReach::domain(domain);
    match issuer {
        Some(issuer) if !reach.covers(issuer.host()) => Err(format!(
            "{}, the issuer's host, is not at or below it",
            issuer.host()
        )),
        _ => Ok(reach),
    }
}

/// A token of RFC 9110, which a cookie's name is.
fn cookie_name(text: &str) -> Result<String, &'static str> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_token) {
        Ok(text.to_owned())
    } else {
        Err("it is no cookie's name")
    }
}

macro_rules! standing {
    ($($kind:ty = $value:expr,)+) => {
        $(impl Standing for $kind { fn stand_in() -> Self { $value } })+
    };
}

standing! {
    String = String::new(),
    Assurance = Assurance::Aal3,
    Path = Path::default(),
    Vec<Path> = Vec::new(),
}

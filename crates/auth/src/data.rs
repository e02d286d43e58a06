//! What the issuer wrote into the page, and what the page's user typed.

use crosspass_protocol::handoff::opener::Carrier;
use crosspass_protocol::{Binding, KeyThumbprint, Nonce, Origin};
use wasm_bindgen::JsValue;

use crate::object::{list, member, text};

/// The page's data block.
pub(crate) struct PageData {
    pub(crate) issuer: Origin,
    pub(crate) domain: Option<Domain>,
    pub(crate) return_to: Option<String>,
    /// What the domain's page began, if it did.
    pub(crate) begun: Option<Binding>,
    /// The launcher's: what the user may enter.
    pub(crate) domains: Vec<Domain>,
}

/// A registered domain.
#[derive(Clone)]
pub(crate) struct Domain {
    pub(crate) origin: Origin,
    pub(crate) receiver: String,
    pub(crate) carrier: Carrier,
}

impl PageData {
    /// Reads the block; an error names the member that is not as it should be.
    pub(crate) fn read(data: &JsValue) -> Result<Self, &'static str> {
        let domain = member(data, "domain");
        Ok(Self {
            issuer: origin(data, "issuer").ok_or("issuer")?,
            domain: if domain.is_object() {
                Some(Domain::read(&domain)?)
            } else {
                None
            },
            return_to: text(data, "return_to"),
            begun: begun(data)?,
            domains: list(data, "domains")
                .iter()
                .map(Domain::read)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl Domain {
    fn read(domain: &JsValue) -> Result<Self, &'static str> {
        Ok(Self {
            origin: origin(domain, "origin").ok_or("domain.origin")?,
            receiver: text(domain, "receiver").ok_or("domain.receiver")?,
            carrier: match text(domain, "carrier").as_deref() {
                Some("popup") => Carrier::Popup,
                Some("redirect") => Carrier::Redirect,
                _ => return Err("domain.carrier"),
            },
        })
    }
}

/// Nonce and key come both or neither.
fn begun(data: &JsValue) -> Result<Option<Binding>, &'static str> {
    match (text(data, "nonce"), text(data, "jkt")) {
        (None, None) => Ok(None),
        (Some(nonce), Some(jkt)) => Ok(Some(Binding {
            nonce: Nonce::parse(&nonce).map_err(|_| "nonce")?,
            jkt: KeyThumbprint::parse(&jkt).map_err(|_| "jkt")?,
        })),
        (Some(_), None) => Err("jkt"),
        (None, Some(_)) => Err("nonce"),
    }
}

fn origin(object: &JsValue, name: &str) -> Option<Origin> {
    Origin::parse(&text(object, name)?).ok()
}

/// What the user typed; never printed.
pub(crate) struct Credentials {
    pub(crate) login: String,
    pub(crate) password: String,
}

impl Credentials {
    pub(crate) fn read(credentials: &JsValue) -> Option<Self> {
        Some(Self {
            login: text(credentials, "login")?,
            password: text(credentials, "password")?,
        })
    }
}

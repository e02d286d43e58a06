//! How the page was reached, read from its fragment.

use crosspass_protocol::Nonce;
use js_sys::decode_uri_component;

/// What the fragment says.
pub(crate) enum Fragment {
    /// `#popup` or `#popup=NONCE`: the handoff that the auth page was opened for.
    Popup(Option<Nonce>),
    /// `#ticket=…`.
    Ticket(String),
    /// `#begin` or `#begin=ADDRESS`.
    Begin(String),
    /// Nothing of ours.
    None,
}

/// Parses; what is not ours, or ours and malformed, is nothing.
pub(crate) fn parse(fragment: &str) -> Fragment {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let (name, value) = fragment.split_once('=').unwrap_or((fragment, ""));
    match name {
        "popup" => Fragment::Popup(Nonce::parse(value).ok()),
        "ticket" => Fragment::Ticket(value.to_owned()),
        "begin" => Fragment::Begin(decode_uri_component(value).map(String::from).unwrap_or_default()),
        _ => Fragment::None,
    }
}

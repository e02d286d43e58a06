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

/// Parses; a fragment of others, or a malformed one of ours, is nothing.
pub(crate) fn parse(fragment: &str) -> Fragment {
    let fragment = fragment.strip_prefix("#").unwrap_or(fragment);
    // `split_once` would bring a search for any text along.
    let value_of = |name| match fragment.strip_prefix(name)? {
        "" => Some(""),
        rest => rest.strip_prefix("="),
    };
    if let Some(nonce) = value_of("popup") {
        Fragment::Popup(Nonce::parse(nonce).ok())
    } else if let Some(ticket) = value_of("ticket") {
        Fragment::Ticket(ticket.to_owned())
    } else if let Some(address) = value_of("begin") {
        Fragment::Begin(
            decode_uri_component(address)
                .map(String::from)
                .unwrap_or_default(),
        )
    } else {
        Fragment::None
    }
}

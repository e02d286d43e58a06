//! What must happen in some world, or the model would prove nothing.

use crosspass_protocol::Code;
use stateright::Property;

use crate::attacker::Attack;
use crate::place::{Id, MAIN};
use crate::receiver::Page as Receiver;
use crate::run::Run;
use crate::storage::Way;
use crate::symbols::User;
use crate::window::Page;
use crate::world::World;

/// Journeys without an attacker come to all of these.
pub(crate) fn outcomes() -> Vec<Property<Run>> {
    vec![
        Property::sometimes("landed by popup", |_, world: &World| landed(world, Way::Popup)),
        Property::sometimes("landed by redirect", |_, world: &World| {
            landed(world, Way::Redirect)
        }),
        Property::sometimes("the question, and yes", |_, world: &World| {
            receivers(world).any(|page| page.asked) && world.session_user() == Some(User::Victim)
        }),
        Property::sometimes("the question, and no", |_, world: &World| {
            world.windows[MAIN].page == Page::Home && world.session_user() == Some(User::Other)
        }),
        Property::sometimes("a redeemed ticket is repeated", |_, world: &World| {
            world.issuer.repeated
        }),
        Property::sometimes("invalid_credentials", |_, world: &World| {
            auth_shows(world, Code::InvalidCredentials)
        }),
        Property::sometimes("access_denied", |_, world: &World| {
            auth_shows(world, Code::AccessDenied)
        }),
        Property::sometimes("network at the auth page", |_, world: &World| {
            auth_shows(world, Code::Network)
        }),
        Property::sometimes("network at the receiver", |_, world: &World| {
            shows(world, Code::Network)
        }),
        Property::sometimes("nonce_mismatch", |_, world: &World| {
            shows(world, Code::NonceMismatch)
        }),
        Property::sometimes("account_mismatch", |_, world: &World| {
            shows(world, Code::AccountMismatch)
        }),
        Property::sometimes("storage_unavailable", |_, world: &World| {
            shows(world, Code::StorageUnavailable)
        }),
        Property::sometimes("token_used", |_, world: &World| shows(world, Code::TokenUsed)),
    ]
}

/// What the attacker gets to do, and what it gets to know.
pub(crate) fn attempts() -> Vec<Property<Run>> {
    vec![
        Property::sometimes("its page is in the popup", |_, world: &World| {
            popup(world).is_some_and(|popup| world.windows[popup].page == Page::Evil)
        }),
        Property::sometimes(
            "its page is in the place of the popup's opener",
            |_, world: &World| {
                world.windows[MAIN].page == Page::Evil
                    && receivers(world).any(|page| page.opener == Some(MAIN))
            },
        ),
        Property::sometimes("it posts to an auth page that listens", |_, world: &World| {
            posts_to(
                world,
                |page| matches!(page, Page::Auth(auth) if auth.machine.is_working()),
            )
        }),
        Property::sometimes("it posts to a receiver that waits for it", |_, world: &World| {
            posts_to(
                world,
                |page| matches!(page, Page::Receiver(page) if page.shown.is_none()),
            )
        }),
        Property::sometimes("a receiver refuses its ticket", |_, world: &World| {
            receivers(world).any(|page| page.shown == Some(Code::NonceMismatch))
        }),
        Property::sometimes(
            "its own domain gets the user, after a click",
            |_, world: &World| !world.known.tokens.is_empty(),
        ),
        Property::sometimes("the user lands by popup all the same", |_, world: &World| {
            landed(world, Way::Popup)
        }),
        Property::sometimes("the user lands by redirect all the same", |_, world: &World| {
            landed(world, Way::Redirect)
        }),
    ]
}

/// What becomes of a ticket whose address is known.
pub(crate) fn leaks() -> Vec<Property<Run>> {
    vec![
        Property::sometimes(
            "a leaked ticket is presented with another key",
            |_, world: &World| !world.issuer.ended.is_empty(),
        ),
        Property::sometimes("token_used", |_, world: &World| shows(world, Code::TokenUsed)),
    ]
}

/// The popup of the user's auth page.
fn popup(world: &World) -> Option<Id> {
    match &world.windows[MAIN].page {
        Page::Auth(auth) => auth.popup.window(),
        _ => None,
    }
}

fn posts_to(world: &World, is_aim: fn(&Page) -> bool) -> bool {
    world.attacks().into_iter().any(|attack| match attack {
        Attack::Post { to, .. } => is_aim(&world.windows[to].page),
        _ => false,
    })
}

fn landed(world: &World, way: Way) -> bool {
    world.windows[MAIN].page == Page::Home && world.storage.session.is_some_and(|session| session.way == way)
}

fn receivers(world: &World) -> impl Iterator<Item = &Receiver> {
    world.windows.iter().filter_map(|window| match &window.page {
        Page::Receiver(page) => Some(&**page),
        _ => None,
    })
}

fn shows(world: &World, code: Code) -> bool {
    receivers(world).any(|page| page.shown == Some(code))
}

fn auth_shows(world: &World, code: Code) -> bool {
    world.windows.iter().any(|window| match &window.page {
        Page::Auth(auth) => auth.shown == Some(code),
        _ => false,
    })
}

//! What must hold in every world, and what must happen in some.

use stateright::Property;

use crate::place::MAIN;
use crate::run::Run;
use crate::symbols::{Kind, Origin, User};
use crate::window::Page;
use crate::world::World;

pub(crate) const SECRET: &str = "what is the victim's reaches its domain alone";
pub(crate) const RIGHT_USER: &str = "the session is of a user who signed in here";
pub(crate) const ASKED: &str = "nobody's session is replaced without the question";
pub(crate) const ONCE: &str = "one handoff gives one session";
pub(crate) const TRUE_WORDS: &str =
    "nobody is told of being not signed in by the handoff that signed them in";
pub(crate) const CREDENTIALS_ONCE: &str = "credentials are sent once for each submission";
pub(crate) const DEAF: &str = "the attacker's messages change nothing";
pub(crate) const ANNOUNCED: &str = "a token is posted only to the window that announced its binding";
pub(crate) const DONE: &str = "done is said only when the domain has its session";
pub(crate) const ON_THE_WAY: &str = "honest pages navigate to the domain and the issuer alone";
pub(crate) const NO_DEAD_END: &str = "before the journey's end something honest can happen";
pub(crate) const ENDS: &str = "every path comes to an end";

/// Of every run.
pub(crate) fn always() -> Vec<Property<Run>> {
    vec![
        Property::always(SECRET, |_, world: &World| is_secret(world)),
        Property::always(RIGHT_USER, |_, world: &World| {
            world.session_user() != Some(User::Attacker)
        }),
        Property::always(ASKED, |_, world: &World| !world.seen.swapped_silently),
        Property::always(ONCE, |_, world: &World| !world.seen.kept_twice),
        Property::always(CREDENTIALS_ONCE, |_, world: &World| !world.seen.credentials_twice),
        Property::always(DEAF, |_, world: &World| !world.seen.misheard),
        Property::always(ANNOUNCED, |_, world: &World| !world.seen.misposted),
        Property::always(TRUE_WORDS, |_, world: &World| !world.seen.misled),
        Property::always(DONE, |_, world: &World| !world.seen.landed_empty),
        Property::always(ON_THE_WAY, |_, world: &World| !world.seen.strayed),
        Property::always(NO_DEAD_END, |run: &Run, world: &World| {
            is_over(world) || has_honest_step(run, world)
        }),
        Property::eventually(ENDS, |_, world: &World| is_over(world)),
    ]
}

fn is_secret(world: &World) -> bool {
    world.known.tokens.iter().all(|token| {
        let is_own = token.user == User::Attacker || token.audience == Origin::Evil;
        is_own || (token.kind == Kind::Ticket && world.seen.leaked)
    })
}

fn has_honest_step(run: &Run, world: &World) -> bool {
    let mut steps = Vec::new();
    run.honest(world, &mut steps);
    !steps.is_empty()
}

/// Landed; or a code is shown; or somebody has taken the user away.
pub(crate) fn is_over(world: &World) -> bool {
    match &world.windows[MAIN].page {
        Page::Home | Page::Refused(_) | Page::Alone | Page::Evil | Page::Closed | Page::Mute => true,
        Page::Receiver(page) => page.shown.is_some(),
        Page::Auth(auth) => {
            let is_told = auth.shown.is_some() || auth.attempt == 0;
            world.left.submissions == 0 && !auth.is_busy() && is_told
        }
        Page::Loading(_) => false,
    }
}

//! Where runs begin: two carriers, two starts, begun at the domain or not, with or without somebody
//! else's session there.

use crosspass_protocol::handoff::opener::Start;

use crate::auth::Auth;
use crate::issuer::Issuer;
use crate::knowledge::Knowledge;
use crate::place::{Address, MAIN, SECOND};
use crate::storage::Storage;
use crate::symbols::{Origin, User};
use crate::window::{Page, Window};
use crate::world::{Budget, Seen, World};

/// How a journey begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begins {
    /// At the domain, which has sent the browser to the issuer.
    Domain,
    /// With a link to the issuer that brings nothing of the domain's.
    Issuer,
    /// At the launcher, signed in.
    Launcher,
    /// At an auth page that offers "Continue as" by popup.
    Continue,
}

/// Every kind of journey.
pub(crate) fn all() -> Vec<Journey> {
    let journey = |begins, first_party, signed_in, holder| Journey {
        begins,
        first_party,
        signed_in,
        holder,
    };
    vec![
        // By popup, with credentials.
        journey(Begins::Domain, true, false, None),
        journey(Begins::Domain, true, false, Some(User::Other)),
        journey(Begins::Issuer, true, false, None),
        // By popup, with the session that is there.
        journey(Begins::Launcher, true, true, None),
        journey(Begins::Continue, true, true, None),
        // By redirect, with credentials.
        journey(Begins::Domain, false, false, None),
        // By redirect, after a click or without.
        journey(Begins::Domain, false, true, None),
        journey(Begins::Domain, true, true, Some(User::Other)),
    ]
}

pub(crate) fn worlds(journeys: &[Journey], left: &Budget) -> Vec<World> {
    journeys
        .iter()
        .map(|journey| journey.world(left.clone()))
        .collect()
}

/// Two tabs of one browser, in which two users sign in at the same domain at the same moment.
pub(crate) fn two_users() -> Vec<World> {
    let journey = Journey {
        begins: Begins::Domain,
        first_party: false,
        signed_in: false,
        holder: None,
    };
    let mut world = journey.world(Budget {
        submissions: 2,
        faults: 0,
        attacks: 0,
    });
    let begun = world.storage.begin(Origin::Domain).bound;
    world.windows[SECOND].page = Page::Loading(Address::SignIn(Origin::Domain, Some(begun)));
    vec![world]
}

/// One journey.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Journey {
    pub(crate) begins: Begins,
    pub(crate) first_party: bool,
    pub(crate) signed_in: bool,
    /// Whose session the domain has already.
    pub(crate) holder: Option<User>,
}

impl Journey {
    pub(crate) fn world(self, left: Budget) -> World {
        let mut storage = Storage::new(self.holder);
        let issuer = Issuer::new(self.signed_in.then_some(User::Victim), self.first_party);
        let mut begin = || Some(storage.begin(Origin::Domain).bound);
        let page = match self.begins {
            Begins::Domain => Page::Loading(Address::SignIn(Origin::Domain, begin())),
            Begins::Issuer => Page::Loading(Address::SignIn(Origin::Domain, None)),
            Begins::Launcher => Page::Loading(Address::Launcher),
            Begins::Continue => {
                let carrier = issuer.carrier(Origin::Domain);
                Page::Auth(Box::new(Auth::new(
                    Start::Session,
                    carrier,
                    Origin::Domain,
                    begin(),
                )))
            }
        };
        let window = |page| Window { page, opener: None };
        let mut windows = [Page::Closed, Page::Closed, Page::Closed, Page::Closed].map(window);
        windows[MAIN].page = page;
        if left.attacks > 0 {
            windows[SECOND].page = Page::Evil;
        }
        World {
            windows,
            air: Vec::new(),
            storage,
            issuer,
            known: Knowledge::new(),
            left,
            seen: Seen::default(),
        }
    }
}

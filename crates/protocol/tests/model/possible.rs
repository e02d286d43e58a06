//! What may happen next: by itself, by a user who goes on, or because something goes wrong.

use crosspass_protocol::Code;

use crate::auth::{Call, Outcome, Popup};
use crate::place::{Address, Fragment, Id, MAIN, SECOND};
use crate::receiver::{Turn, Work};
use crate::rules::Check;
use crate::run::{Action, Faults, Run};
use crate::symbols::User;
use crate::window::Page;
use crate::world::World;

impl Run {
    /// What happens by itself, or by a user who goes on.
    pub(crate) fn honest(&self, world: &World, actions: &mut Vec<Action>) {
        actions.extend((0..world.air.len()).map(Action::Deliver));
        for (id, window) in world.windows.iter().enumerate() {
            match &window.page {
                Page::Loading(_) => actions.push(Action::Load(id)),
                Page::Auth(auth) => {
                    if world.left.submissions > 0 && !auth.machine.is_working() {
                        actions.push(Action::Submit(id, self.user(id)));
                    }
                    if !auth.opening.is_empty() {
                        let has_room = world.free_window().is_some();
                        actions.push(if has_room {
                            Action::Opened(id)
                        } else {
                            Action::Blocked(id)
                        });
                    }
                    let given = |call| Action::Answer(id, call, Outcome::Given);
                    actions.extend((0..auth.calls.len()).map(given));
                    if auth.popup != Popup::None
                        && auth.machine.is_working()
                        && self.rules.has(Check::Patience)
                    {
                        actions.push(Action::Tick(id));
                    }
                    if matches!(auth.popup, Popup::Gone(_)) {
                        actions.push(Action::SeesClosed(id));
                    }
                }
                Page::Receiver(page) => match page.work {
                    Some(Work::Ask) => {
                        actions.push(Action::Work(id, Turn::Done));
                        actions.push(Action::Work(id, Turn::No));
                    }
                    Some(Work::Redeem) => {
                        actions.push(Action::Work(id, Turn::Done));
                        actions.push(Action::Work(id, Turn::Late));
                    }
                    Some(_) => actions.push(Action::Work(id, Turn::Done)),
                    None => {}
                },
                Page::Closed | Page::Home | Page::Mute | Page::Evil | Page::Refused(_) | Page::Alone => {}
            }
        }
    }

    fn user(&self, window: Id) -> User {
        if window == MAIN {
            User::Victim
        } else {
            self.rules.second_user
        }
    }

    /// What faults there can be.
    pub(crate) fn go_wrong(&self, world: &World, actions: &mut Vec<Action>) {
        for (id, window) in world.windows.iter().enumerate() {
            if self.faults == Faults::Leaks {
                if let Page::Loading(Address::Receiver(Fragment::Ticket(_))) = window.page {
                    actions.push(Action::Leak(id));
                }
                continue;
            }
            match &window.page {
                Page::Loading(Address::Receiver(fragment)) => match fragment {
                    Fragment::Popup(_) if window.opener.is_some() => {
                        actions.extend([Action::LoadMute(id), Action::LoadCut(id)]);
                    }
                    Fragment::Ticket(_) if world.free_window().is_some() => {
                        actions.push(Action::Duplicate(id));
                    }
                    Fragment::Popup(_) | Fragment::Ticket(_) | Fragment::Begin(_) => {}
                },
                Page::Auth(auth) => {
                    if !auth.opening.is_empty() && world.free_window().is_some() {
                        actions.push(Action::Blocked(id));
                    }
                    if matches!(auth.popup, Popup::Here(_)) {
                        actions.push(Action::SeesClosedFalsely(id));
                    }
                    for (index, (_, call)) in auth.calls.iter().enumerate() {
                        let refused = [Code::AccessDenied, Code::InvalidCredentials];
                        let refused = match call {
                            Call::SignIn(_) => &refused[..],
                            Call::Mint(_) | Call::HandOver => &refused[..1],
                        };
                        let refused = refused.iter().map(|code| Outcome::Refused(*code));
                        let outcomes = refused.chain([Outcome::Lost]);
                        actions.extend(outcomes.map(|outcome| Action::Answer(id, index, outcome)));
                    }
                }
                Page::Receiver(page) => match page.work {
                    Some(Work::Announce | Work::Begin | Work::Store) => {
                        actions.push(Action::Work(id, Turn::StorageFails));
                    }
                    Some(Work::Redeem) => actions.push(Action::Work(id, Turn::Lost)),
                    Some(Work::CheckTicket(_) | Work::Check(_) | Work::Ask | Work::Consume) | None => {}
                },
                _ => {}
            }
            if id > SECOND && window.page != Page::Closed {
                actions.push(Action::UserCloses(id));
            }
        }
        if self.faults == Faults::All && !world.storage.remembered.is_empty() {
            actions.extend([Action::Forget, Action::Wipe]);
        }
    }
}

//! The model as stateright explores it: where it begins, and what each step leads to.

use stateright::{Model, Property};

use crate::auth::Outcome;
use crate::properties;
use crate::receiver::Turn;
use crate::rules::Check;
use crate::run::{Action, Run};
use crate::window::Page;
use crate::world::World;

impl Model for Run {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let mut starts = self.starts.clone();
        if self.rules.has(Check::OneUserForANonce) {
            for world in &mut starts {
                world.issuer.claims = Some(Vec::new());
            }
        }
        starts
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        self.honest(world, actions);
        if world.left.faults > 0 {
            self.go_wrong(world, actions);
        }
        if world.left.attacks > 0 {
            actions.extend(world.attacks().into_iter().map(Action::Attack));
        }
    }

    fn next_state(&self, last: &World, action: Action) -> Option<World> {
        let mut world = last.clone();
        self.step(&mut world, action);
        if is_fault(last, action) {
            world.left.faults = world.left.faults.checked_sub(1)?;
        }
        world.settle();
        (world != *last).then_some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut all = properties::always();
        all.extend((self.reaches)());
        all
    }
}

impl Run {
    fn step(&self, world: &mut World, action: Action) {
        let rules = &self.rules;
        match action {
            Action::Submit(window, user) => world.submit(rules, window, user),
            Action::Opened(window) => {
                let popup = world.free_window();
                world.opened(rules, window, popup);
            }
            Action::Blocked(window) => world.opened(rules, window, None),
            Action::Load(window) => world.load(rules, window),
            Action::LoadMute(window) => world.windows[window].page = Page::Mute,
            Action::LoadCut(window) => {
                world.cut(window);
                world.load(rules, window);
            }
            Action::Answer(window, call, outcome) => world.answer(rules, window, call, outcome),
            Action::Deliver(index) => {
                let post = world.air.remove(index);
                world.deliver(rules, &post);
            }
            Action::Tick(window) => world.tick(rules, window),
            Action::SeesClosed(window) | Action::SeesClosedFalsely(window) => {
                let event = crosspass_protocol::handoff::opener::Event::PopupClosed;
                world.auth_event(rules, window, event);
            }
            Action::Work(window, turn) => world.work(rules, window, turn),
            Action::UserCloses(window) => world.close(window),
            Action::Forget => world.storage.forget(),
            Action::Wipe => world.storage.wipe(),
            Action::Duplicate(window) => world.duplicate(window),
            Action::Leak(window) => world.leak(window),
            Action::Attack(attack) => world.attack(rules, attack),
        }
    }
}

/// Whether the step is a fault of the browser, the network or the user.
fn is_fault(before: &World, action: Action) -> bool {
    match action {
        Action::Blocked(_) => before.free_window().is_some(),
        Action::LoadMute(_)
        | Action::LoadCut(_)
        | Action::SeesClosedFalsely(_)
        | Action::UserCloses(_)
        | Action::Forget
        | Action::Wipe
        | Action::Duplicate(_)
        | Action::Leak(_) => true,
        Action::Answer(_, _, outcome) => outcome != Outcome::Given,
        Action::Work(_, turn) => matches!(turn, Turn::StorageFails | Turn::Lost),
        Action::Submit(..)
        | Action::Opened(_)
        | Action::Load(_)
        | Action::Deliver(_)
        | Action::Tick(_)
        | Action::SeesClosed(_)
        | Action::Attack(_) => false,
    }
}

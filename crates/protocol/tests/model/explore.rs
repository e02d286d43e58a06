//! Explores a run to its end and says what it took.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use stateright::{Checker, HasDiscoveries, Model};

use crate::run::Run;
use crate::world::World;

/// All worlds of a run, breadth first: every property holds, and everything is reached that must be.
pub(crate) fn explore(name: &str, run: Run) {
    let checker = run.checker().threads(THREADS).spawn_bfs().join();
    report(name, &checker);
    checker.assert_properties();
}

/// The same, depth first: that takes less memory, and gives no shortest paths.
pub(crate) fn explore_deep(name: &str, run: Run) {
    let checker = run.checker().threads(THREADS).spawn_dfs().join();
    report(name, &checker);
    checker.assert_properties();
}

const THREADS: usize = 2;

fn report(name: &str, checker: &impl Checker<Run>) {
    println!(
        "{name}: {} worlds, {} steps, depth {}",
        checker.unique_state_count(),
        checker.state_count(),
        checker.max_depth(),
    );
}

/// Explores until a property fails, and says how.
pub(crate) fn counterexample(property: &'static str, run: Run) -> Option<String> {
    let found = HasDiscoveries::AnyOf([property].into());
    let checker = run
        .checker()
        .threads(THREADS)
        .finish_when(found)
        .spawn_bfs()
        .join();
    let path = checker.discovery(property)?;
    Some(format!("{:?}", path.into_actions()))
}

/// Whether some world leads back to itself. Without that, and with something that can happen in each
/// world before the journey's end, every journey ends.
pub(crate) fn has_cycle(run: &Run) -> bool {
    #[derive(PartialEq)]
    enum Mark {
        OnPath,
        Left,
    }
    enum Visit {
        Enter(Box<World>),
        Leave(u64),
    }
    let enter = |worlds: Vec<World>| worlds.into_iter().map(|world| Visit::Enter(Box::new(world)));
    let hasher = RandomState::new();
    let mut marks = HashMap::new();
    let mut visits: Vec<Visit> = enter(run.init_states()).collect();
    while let Some(visit) = visits.pop() {
        match visit {
            Visit::Leave(world) => {
                marks.insert(world, Mark::Left);
            }
            Visit::Enter(world) => {
                let id = hasher.hash_one(&world);
                match marks.get(&id) {
                    Some(Mark::OnPath) => return true,
                    Some(Mark::Left) => continue,
                    None => {}
                }
                marks.insert(id, Mark::OnPath);
                visits.push(Visit::Leave(id));
                visits.extend(enter(run.next_states(&world)));
            }
        }
    }
    false
}

//! A fault between any two statements of any action: all of it happened, or nothing; and the same again then succeeds. Another
//! transaction in the way is none that a caller hears of.

use crosspass_issuer::store::Faults;
use crosspass_testkit::DatabaseKind;
use tokio::task::LocalSet;

use crate::actions::{ALL, Action};
use crate::scene::Scene;

/// So many conflicts one after another are fewer than an action is tried again.
const TRIES: usize = 10;

/// How many statements an action runs where nothing fails.
async fn statements(kind: DatabaseKind, action: &Action) -> usize {
    let scene = Scene::new(kind).await;
    (action.prepare)(&scene).await;
    let before = scene.faults.statements();
    (action.act)(&scene).await.unwrap();
    scene.faults.statements() - before
}

/// Runs a check of each action, side by side: most of the time goes into making databases.
async fn for_each_action<F: Future<Output = ()> + 'static>(check: impl Fn(&'static Action) -> F) {
    let side_by_side = LocalSet::new();
    let running: Vec<_> = ALL
        .iter()
        .map(|action| side_by_side.spawn_local(check(action)))
        .collect();
    side_by_side.await;
    for check in running {
        check.await.unwrap();
    }
}

/// Has every statement of every action fail once.
async fn breaks(kind: DatabaseKind) {
    for_each_action(|action| async move {
        let statements = statements(kind, action).await;
        let scene = Scene::new(kind).await;
        (action.prepare)(&scene).await;
        for statement in 0..statements {
            let before = scene.database.rows().await;
            scene.faults.break_after(statement);
            let done = (action.act)(&scene).await;
            assert!(done.is_err(), "{kind:?} {}: statement {statement}", action.name);
            let after = scene.database.rows().await;
            assert_eq!(before, after, "{kind:?} {}: statement {statement}", action.name);
        }
        (action.act)(&scene).await.unwrap();
    })
    .await;
}

/// Has another transaction be in the way of every statement of every action once: no caller hears of it.
pub(crate) async fn conflicts(kind: DatabaseKind, faults: fn() -> Faults) {
    for_each_action(|action| async move {
        let statements = statements(kind, action).await;
        for first in (0..statements).step_by(TRIES) {
            let scene = Scene::with(kind, faults()).await;
            (action.prepare)(&scene).await;
            scene.faults.conflict_after_each(first..first + TRIES);
            let done = (action.act)(&scene).await;
            assert!(
                done.is_ok(),
                "{kind:?} {}: from statement {first}: {done:?}",
                action.name
            );
        }
    })
    .await;
}

#[tokio::test]
async fn sqlite_breaks() {
    breaks(DatabaseKind::Sqlite).await;
}

#[tokio::test]
async fn postgres_breaks() {
    breaks(DatabaseKind::Postgres).await;
}

#[tokio::test]
async fn sqlite_conflicts() {
    conflicts(DatabaseKind::Sqlite, Faults::default).await;
}

#[tokio::test]
async fn postgres_conflicts() {
    conflicts(DatabaseKind::Postgres, Faults::default).await;
}

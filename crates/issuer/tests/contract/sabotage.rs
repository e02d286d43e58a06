//! The suite itself: a store that lacks what makes it right fails it, on both databases.

use crosspass_issuer::store::Faults;
use crosspass_testkit::DatabaseKind;

use crate::scene::Scene;
use crate::{faults, races};

/// Whether a check fails, on a runtime of its own: its panics are what is hoped for.
fn fails<F: Future<Output = ()>>(check: impl FnOnce() -> F + Send + 'static) -> bool {
    let run = move || {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(4).enable_all().build().unwrap();
        runtime.block_on(check());
    };
    std::thread::spawn(run).join().is_err()
}

#[test]
fn a_store_that_ignores_counts() {
    for kind in DatabaseKind::BOTH {
        let notices = move || async move {
            races::leases(&Scene::with(kind, Faults::ignoring_counts()).await).await;
        };
        assert!(fails(notices), "{kind:?}: notices");
        let nonces = move || async move {
            races::mints_for_one_nonce(&Scene::with(kind, Faults::ignoring_counts()).await).await;
        };
        assert!(fails(nonces), "{kind:?}: nonces");
    }
}

#[test]
fn a_store_without_unique_nonces() {
    for kind in DatabaseKind::BOTH {
        let check = move || async move {
            let scene = Scene::new(kind).await;
            scene.database.ask("DROP INDEX nonces_once").await;
            races::mints_for_one_nonce(&scene).await;
        };
        assert!(fails(check), "{kind:?}");
    }
}

#[test]
fn a_store_that_does_not_try_again() {
    for kind in DatabaseKind::BOTH {
        assert!(
            fails(move || faults::conflicts(kind, Faults::giving_up)),
            "{kind:?}"
        );
    }
}

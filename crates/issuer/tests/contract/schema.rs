//! What each database refuses by itself, and how it is kept.

use crosspass_issuer::model::{AuditEntry, Event, Reason};
use crosspass_issuer::store::Store;
use crosspass_testkit::{Database, DatabaseKind};

use crate::values::context;

async fn something(store: &Store) {
    let entry = AuditEntry::allowed(Event::Mint, Reason::Ok);
    store.record(&entry, &context(0)).await.unwrap();
}

#[tokio::test]
async fn audit_rows_stay_as_they_are() {
    for kind in DatabaseKind::BOTH {
        let database = Database::of(kind).await;
        something(&database.open().await).await;
        for statement in ["DELETE FROM audit", "UPDATE audit SET reason = 'ok'"] {
            assert!(database.refuses(statement).await, "{kind:?}: {statement}");
        }
    }
}

#[tokio::test]
async fn sqlite_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::of(DatabaseKind::Sqlite).await;
    let store = database.open().await;
    something(&store).await;
    for end in ["", "-wal", "-shm"] {
        let path = format!("{}{end}", database.file().display());
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{path}");
    }
}

/// Texts are listed by their bytes on both, whatever the server's language is.
#[tokio::test]
async fn names_are_in_one_order() {
    let mut orders = Vec::new();
    for kind in DatabaseKind::BOTH {
        let scene = crate::scene::Scene::new(kind).await;
        for name in ["zoe", "eve.b", "eve-a", "eve"] {
            scene
                .store
                .add_user(&crate::scene::user(name), &context(0))
                .await
                .unwrap();
        }
        let users = scene.store.users().await.unwrap();
        orders.push(
            users
                .iter()
                .map(|user| user.login.to_string())
                .collect::<Vec<_>>(),
        );
    }
    assert_eq!(orders[0], orders[1]);
}

//! Every statement of `src/store/rows/` runs on both databases: one that no test reaches would be found by a user.

use std::collections::BTreeSet;
use std::sync::Arc;

use crosspass_issuer::store::Faults;
use crosspass_testkit::{Database, DatabaseKind};

use crate::scene::Scene;

/// The texts of all statements, without their white space: string literals that begin with a verb of SQL.
fn written() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/rows");
    let mut found = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for literal in text.split('"').skip(1).step_by(2) {
            let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "];
            if verbs.iter().any(|verb| literal.starts_with(verb))
                && !literal.contains(" WHERE handoffs.ended_at IS NULL AND token_until IS NOT NULL AND ")
            {
                found.insert(plain(literal));
            }
        }
    }
    found
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_runs_on_both_databases() {
    let written = written();
    assert!(written.len() > 90, "{}", written.len());
    for kind in DatabaseKind::BOTH {
        let faults = Arc::new(Faults::default());
        let database = Database::of(kind).await;
        let store = database.open().await.with_faults(Arc::clone(&faults));
        crate::operations::all(&store).await;
        let database = Database::of(kind).await;
        let store = database.open().await.with_faults(Arc::clone(&faults));
        crate::brands::brands(&store).await;
        let mut seen: BTreeSet<String> = faults.seen().into_iter().map(plain).collect();
        for action in crate::actions::ALL {
            let scene = Scene::new(kind).await;
            (action.prepare)(&scene).await;
            (action.act)(&scene).await.unwrap();
            seen.extend(scene.faults.seen().into_iter().map(plain));
        }
        let missing: Vec<_> = written
            .iter()
            .filter(|text| {
                !seen
                    .iter()
                    .any(|seen| seen == *text || seen.starts_with(text.as_str()))
            })
            .collect();
        assert!(missing.is_empty(), "{kind:?} never ran {missing:#?}");
    }
}

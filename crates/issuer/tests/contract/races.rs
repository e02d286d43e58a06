//! Two or more of an action at once, from stores of two processes: exactly one of what may happen once happens, and what has
//! ended gives nothing any more.

use crosspass_issuer::actions::{
    EnterOutcome, Grant, NewSession, RedeemOutcome, RenewOutcome, SignInOutcome,
};
use crosspass_issuer::model::{Carrier, EndReason};
use crosspass_issuer::store::{ChangeError, Faults, Store};
use crosspass_issuer::{PasswordHash, Randomness, make_key};
use crosspass_protocol::{KeyState, Timestamp, TokenId};
use crosspass_testkit::{DatabaseKind, Receiver};
use tokio::task::JoinSet;

use crate::scene::{
    API, APP, Scene, at, enter_request, login, member, new_session, origin, redeem, renew, secret, user,
};
use crate::values::NOW;

/// How many at once, and how often. Each is run on a fresh database, so few rounds are many chances.
const AT_ONCE: u8 = 8;
const ROUNDS: u8 = 6;

/// Runs what a number gives, all at once, on two stores of one database.
async fn all_at_once<F, T>(scene: &Scene, run: impl Fn(u8, Store) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let other = scene.database.open().await.with_faults(scene.faults.clone());
    let mut running = JoinSet::new();
    for number in 0..AT_ONCE {
        let store = if number % 2 == 0 { &scene.store } else { &other };
        running.spawn(run(number, store.clone()));
    }
    running.join_all().await
}

fn count<T>(outcomes: &[T], is_it: impl Fn(&T) -> bool) -> usize {
    outcomes.iter().filter(|outcome| is_it(outcome)).count()
}

/// One ticket, redeemed by many: one session, and all are told of it, or that it is used.
pub(crate) async fn redeems(scene: &Scene) {
    for round in 0..ROUNDS {
        let session = scene.signed_in("ada", round).await;
        let ticket = scene.ticket(&session, APP, Receiver::new()).await;
        let ticket = std::sync::Arc::new(ticket);
        let outcomes = all_at_once(scene, |number, store| {
            let ticket = std::sync::Arc::clone(&ticket);
            let token = TokenId::from_random([round * AT_ONCE + number; 16]);
            async move { redeem(&store, &ticket, &token, 0).await }
        })
        .await;
        let mut given = Vec::new();
        for outcome in &outcomes {
            if let RedeemOutcome::Given { token_id, .. } = outcome {
                given.push(token_id.as_str().to_owned());
            }
        }
        given.sort();
        given.dedup();
        assert_eq!(given.len(), 1, "{outcomes:?}");
    }
    assert_eq!(scene.noted("redeem", "ok").await, usize::from(ROUNDS));
}

/// A session is ended by many: once.
pub(crate) async fn sign_outs(scene: &Scene) {
    for round in 0..ROUNDS {
        let session = scene.signed_in("ada", round).await;
        let ended = all_at_once(scene, |number, store| {
            let session = session.secret.clone();
            async move {
                let farewell = secret(100 + round * AT_ONCE + number);
                store.sign_out(&session, &farewell, &at(0)).await.unwrap()
            }
        })
        .await;
        assert_eq!(count(&ended, Option::is_some), 1);
    }
    assert_eq!(scene.noted("sign_out", "ok").await, usize::from(ROUNDS));
}

/// A sign-out among renewals: after its row there is no renewal.
pub(crate) async fn sign_out_among_renewals(scene: &Scene) {
    for round in 0..ROUNDS {
        let (session, ticket) = scene.held("ada", round, APP).await;
        let before = scene.audit().await.len();
        let receiver = std::sync::Arc::new(ticket.receiver);
        all_at_once(scene, |number, store| {
            let (session, receiver) = (session.clone(), std::sync::Arc::clone(&receiver));
            async move {
                if number == AT_ONCE / 2 {
                    let ended = store.sign_out(&session.secret, &secret(200), &at(0)).await;
                    assert!(ended.unwrap().is_some());
                } else {
                    renew(&store, &session, &receiver).await;
                }
            }
        })
        .await;
        let rows = scene.audit().await.split_off(before);
        let out = rows.iter().position(|row| row.event == "sign_out").unwrap();
        let late = rows[out..]
            .iter()
            .filter(|row| row.event == "renew" && row.outcome == "allowed");
        assert_eq!(late.count(), 0, "{rows:#?}");
        let outcome = renew(&scene.store, &session, &receiver).await;
        assert!(matches!(outcome, RenewOutcome::Refused(_)), "{outcome:?}");
        // The receipt's secret is of one session.
        let none = scene.store.sign_out(&session.secret, &secret(201), &at(0)).await;
        assert!(none.unwrap().is_none());
        let sid = &session.sid;
        assert_eq!(scene.store.receipts(sid).await.unwrap().len(), 1);
        scene
            .database
            .ask("UPDATE sessions SET farewell_hash = NULL")
            .await;
    }
}

/// Two users' browsers begin with one nonce: it is one user's.
pub(crate) async fn mints_for_one_nonce(scene: &Scene) {
    for round in 0..ROUNDS {
        let ada = scene.signed_in("ada", round * 2).await;
        let bob = scene.signed_in("bob", round * 2 + 1).await;
        let receiver = Receiver::new();
        let outcomes = all_at_once(scene, |number, store| {
            let session = if number % 2 == 0 { ada.clone() } else { bob.clone() };
            let grant = Grant {
                carrier: Carrier::Redirect,
                binding: receiver.binding.clone(),
                token_id: receiver.fresh_id(),
            };
            async move {
                let request = enter_request(&session, APP, Some(grant));
                let outcome = store.enter(&request, &at(0)).await.unwrap();
                (number % 2, matches!(outcome, EnterOutcome::Entered { .. }))
            }
        })
        .await;
        let of_ada = count(&outcomes, |(who, entered)| *who == 0 && *entered);
        let of_bob = count(&outcomes, |(who, entered)| *who == 1 && *entered);
        let half = usize::from(AT_ONCE / 2);
        assert!(
            (of_ada, of_bob) == (half, 0) || (of_ada, of_bob) == (0, half),
            "{outcomes:?}"
        );
    }
}

/// A user's password changes among sign-ins with the old one: none of their sessions lives on.
pub(crate) async fn sign_ins_and_a_new_password(scene: &Scene) {
    for round in 0..ROUNDS {
        let old = PasswordHash::from_stored(format!("hash-{round}"));
        let next = PasswordHash::from_stored(format!("hash-{}", round + 1));
        let ada = login("ada");
        scene.store.set_password(&ada, &old, &at(0)).await.unwrap();
        all_at_once(scene, |number, store| {
            let (old, next, ada) = (old.clone(), next.clone(), ada.clone());
            async move {
                if number == AT_ONCE / 2 {
                    store.set_password(&ada, &next, &at(0)).await.unwrap();
                } else {
                    let new = NewSession {
                        verified: old,
                        ..new_session("ada", round * AT_ONCE + number)
                    };
                    store.sign_in(&new, &at(0)).await.unwrap();
                }
            }
        })
        .await;
        let now = Timestamp::from_seconds(NOW);
        let live = scene
            .store
            .live_sessions(Some(&ada), now, crate::values::limits())
            .await;
        assert_eq!(live.unwrap().len(), 0, "round {round}");
    }
}

/// A membership ends among redemptions: what was given before has a receipt, nothing is given after.
pub(crate) async fn redeems_and_a_membership(scene: &Scene) {
    for round in 0..ROUNDS {
        let session = scene.signed_in("ada", round).await;
        let mut tickets = Vec::new();
        let receiver = Receiver::new();
        for _ in 0..AT_ONCE {
            tickets.push(scene.ticket(&session, API, receiver.again()).await);
        }
        let tickets = std::sync::Arc::new(tickets);
        let outcomes = all_at_once(scene, |number, store| {
            let tickets = std::sync::Arc::clone(&tickets);
            async move {
                if number == AT_ONCE / 2 {
                    store.remove_member(&member("ada"), &at(0)).await.unwrap();
                    return false;
                }
                let token = TokenId::from_random([round * AT_ONCE + number; 16]);
                let ticket = &tickets[usize::from(number)];
                matches!(
                    redeem(&store, ticket, &token, 0).await,
                    RedeemOutcome::Given { .. }
                )
            }
        })
        .await;
        let live = "SELECT COUNT(*) FROM handoffs WHERE redeemed_at IS NOT NULL AND ended_at IS NULL";
        assert_eq!(scene.database.ask(live).await.unwrap(), "0", "{outcomes:?}");
        let any = outcomes.iter().any(|given| *given);
        let receipts = scene.store.receipts(&session.sid).await.unwrap();
        assert_eq!(receipts.len(), usize::from(any), "{outcomes:?}");
        scene.store.add_member(&member("ada"), &at(0)).await.unwrap();
    }
}

/// A domain is removed among redemptions: each session that it held has a receipt.
pub(crate) async fn redeems_and_a_removal(scene: &Scene) {
    let mut sessions = Vec::new();
    let mut tickets = Vec::new();
    for number in 0..AT_ONCE {
        let session = scene.signed_in("ada", number).await;
        tickets.push(scene.ticket(&session, API, Receiver::new()).await);
        sessions.push(session);
    }
    let tickets = std::sync::Arc::new(tickets);
    let outcomes = all_at_once(scene, |number, store| {
        let tickets = std::sync::Arc::clone(&tickets);
        async move {
            if number == AT_ONCE / 2 {
                store.remove_domain(&origin(API), &at(0)).await.unwrap();
                return false;
            }
            let ticket = &tickets[usize::from(number)];
            let token = TokenId::from_random([number; 16]);
            matches!(
                redeem(&store, ticket, &token, 0).await,
                RedeemOutcome::Given { .. }
            )
        }
    })
    .await;
    let mut receipts = 0;
    for session in &sessions {
        receipts += scene.store.receipts(&session.sid).await.unwrap().len();
    }
    assert_eq!(receipts, count(&outcomes, |given| *given));
}

/// Many take what is to be told: each job is taken once, and settled once.
pub(crate) async fn leases(scene: &Scene) {
    for round in 0..ROUNDS {
        let (session, _) = scene.held("ada", round, API).await;
        scene
            .store
            .end_session(&session.sid, EndReason::SignedOut, &at(0))
            .await
            .unwrap();
        let taken = all_at_once(scene, |_, store| async move {
            let now = Timestamp::from_seconds(NOW);
            let jobs = store.due_logout_jobs(now, &[]).await.unwrap();
            for job in &jobs {
                store.settle_logout_job(job, Ok(()), &at(0)).await.unwrap();
                // Once more, as after an answer that was lost.
                store.settle_logout_job(job, Ok(()), &at(0)).await.unwrap();
            }
            jobs.len()
        })
        .await;
        assert_eq!(taken.iter().sum::<usize>(), 1);
    }
    assert_eq!(scene.noted("logout", "ok").await, usize::from(ROUNDS));
}

/// Many processes start at once, or add the same user: there is one of each.
pub(crate) async fn first_keys_and_names(scene: &Scene) {
    let begun = all_at_once(scene, |_, store| async move {
        let random = Randomness::open();
        let now = Timestamp::from_seconds(NOW);
        let make = |state| make_key(&random, state, now).unwrap();
        let (active, next) = (make(KeyState::Active), make(KeyState::Next));
        store.begin_keys(&active, &next).await.unwrap()
    })
    .await;
    assert_eq!(count(&begun, |begun| *begun), 1);
    assert_eq!(scene.store.keys().await.unwrap().len(), 2);
    let added = all_at_once(scene, |_, store| async move {
        store.add_user(&user("grace"), &at(0)).await
    })
    .await;
    assert_eq!(count(&added, Result::is_ok), 1);
    let exists = |added: &Result<(), ChangeError>| matches!(added, Err(ChangeError::Exists { .. }));
    assert_eq!(count(&added, exists), usize::from(AT_ONCE) - 1);
}

/// Many browsers replace one session: it ends once, and one sign-in of each browser stays.
pub(crate) async fn sign_ins_that_replace(scene: &Scene) {
    let first = scene.signed_in("ada", 250).await;
    let outcomes = all_at_once(scene, |number, store| {
        let new = NewSession {
            replaces: Some(first.secret.clone()),
            ..new_session("ada", number)
        };
        async move { store.sign_in(&new, &at(0)).await.unwrap() }
    })
    .await;
    let started = |outcome: &SignInOutcome| matches!(outcome, SignInOutcome::Started { .. });
    assert_eq!(count(&outcomes, started), usize::from(AT_ONCE));
    assert_eq!(scene.noted("sign_out", "signed_in_anew").await, 1);
}

/// All of them, on fresh databases of a kind, with the faults that are made for each.
pub(crate) async fn all(kind: DatabaseKind, faults: impl Fn() -> Faults) {
    let scene = async || Scene::with(kind, faults()).await;
    redeems(&scene().await).await;
    sign_outs(&scene().await).await;
    sign_out_among_renewals(&scene().await).await;
    mints_for_one_nonce(&scene().await).await;
    sign_ins_and_a_new_password(&scene().await).await;
    redeems_and_a_membership(&scene().await).await;
    redeems_and_a_removal(&scene().await).await;
    leases(&scene().await).await;
    first_keys_and_names(&scene().await).await;
    sign_ins_that_replace(&scene().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sqlite() {
    all(DatabaseKind::Sqlite, Faults::default).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgres() {
    all(DatabaseKind::Postgres, Faults::default).await;
}

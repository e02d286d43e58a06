//! Sign-ins with an identity provider.

use crosspass_issuer::actions::{NewProviderSession, ProviderOutcome};
use crosspass_issuer::model::{
    DisplayText, EndReason, Login, PendingSignIn, ProviderId, ProviderSignInRefusal, SecretHash, SessionRef,
    SessionSecret, SignInStage, SignInTarget,
};
use crosspass_issuer::store::Store;
use crosspass_issuer::{CookieReach, Person};
use crosspass_protocol::{ReturnTo, SessionId, Subject, Timestamp, TokenId};

use crate::values::{NOW, ada, context};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(NOW + seconds)
}

fn hash(byte: u8) -> SecretHash {
    SessionSecret::from_random([byte; 32]).hash()
}

fn id(text: &str) -> ProviderId {
    ProviderId::parse(text).unwrap()
}

fn person(identity: &str, login: &Login) -> Person {
    Person {
        identity: id(identity),
        login: login.clone(),
        name: DisplayText::parse("Grace").unwrap(),
        email: DisplayText::parse("grace@example.com").unwrap(),
        organizations: Some(vec!["nowhere".to_owned()]),
    }
}

fn new(identity: &str, login: &Login, session: &str, byte: u8) -> NewProviderSession {
    NewProviderSession {
        person: person(identity, login),
        session: id(session),
        sub: Subject::parse(TokenId::from_random([byte; 16]).as_str()).unwrap(),
        sid: SessionId::from_random([byte; 16]),
        secret: hash(byte),
        replaces: None,
    }
}

/// The part of the suite.
pub(crate) async fn providers(store: &Store) {
    attempts_are_taken_once_by_their_browser(store).await;
    an_identity_stays_one_user(store).await;
    what_ends_here_is_listed_to_end_there(store).await;
    the_reach_of_the_cookie_is_noted(store).await;
}

async fn attempts_are_taken_once_by_their_browser(store: &Store) {
    let state = TokenId::from_random([1; 16]);
    let attempt = PendingSignIn {
        state: state.clone(),
        secret: hash(101),
        target: Some(SignInTarget {
            return_to: ReturnTo::parse("https://app.example/a").unwrap(),
            binding: None,
        }),
        cookie_before: Some(hash(102)),
        made_at: at(0),
        stage: SignInStage::Asked(id("session-1")),
    };
    store.remember_pending_sign_in(&attempt).await.unwrap();
    let take = async |byte: u8, since: i64| {
        store
            .take_pending_sign_in(&state, &hash(byte), at(since))
            .await
            .unwrap()
    };
    assert!(take(102, -900).await.is_none(), "another browser's");
    assert!(take(101, 0).await.is_none(), "too old");
    let taken = take(101, -900).await.unwrap();
    assert_eq!(taken.stage, attempt.stage);
    assert_eq!(taken.cookie_before.unwrap().as_bytes(), hash(102).as_bytes());
    assert_eq!(taken.target.unwrap().return_to.as_str(), "https://app.example/a");
    assert!(take(101, -900).await.is_none(), "a second time");
}

async fn an_identity_stays_one_user(store: &Store) {
    let (grace, renamed) = (Login::parse("grace").unwrap(), Login::parse("grace.h").unwrap());
    let first = store
        .sign_in_from_provider(&new("identity-1", &grace, "session-1", 103), &context(0))
        .await
        .unwrap();
    let ProviderOutcome::Started { session, unknown } = first else {
        panic!("{first:?}");
    };
    assert_eq!(unknown, ["nowhere"]);
    let second = store
        .sign_in_from_provider(&new("identity-1", &renamed, "session-2", 104), &context(1))
        .await
        .unwrap();
    let ProviderOutcome::Started { session: again, .. } = second else {
        panic!("{second:?}");
    };
    assert_eq!((&again.user.sub, again.user.login), (&session.user.sub, renamed));
    let taken = store
        .sign_in_from_provider(&new("identity-2", &ada(), "session-3", 105), &context(1))
        .await
        .unwrap();
    assert!(
        matches!(taken, ProviderOutcome::Refused(ProviderSignInRefusal::LoginTaken)),
        "{taken:?}"
    );
    assert!(store.user_of_identity(&id("identity-2")).await.unwrap().is_none());
}

async fn what_ends_here_is_listed_to_end_there(store: &Store) {
    let sid = SessionId::from_random([104; 16]);
    let known = store
        .provider_session(SessionRef::Session(&sid))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (known.session.as_str(), known.identity.as_str()),
        ("session-2", "identity-1")
    );
    assert!(store.due_provider_endings(at(2)).await.unwrap().is_empty());
    let reason = EndReason::Operator;
    store.end_session(&sid, reason, &context(2)).await.unwrap();
    assert!(
        store
            .provider_session(SessionRef::Secret(&hash(104)))
            .await
            .unwrap()
            .is_none()
    );
    let due = store.due_provider_endings(at(2)).await.unwrap();
    assert_eq!(due.len(), 1, "{due:?}");
    let grace = Login::parse("grace.h").unwrap();
    let over = store
        .sign_in_from_provider(&new("identity-1", &grace, "session-2", 106), &context(2))
        .await
        .unwrap();
    assert!(
        matches!(
            over,
            ProviderOutcome::Refused(ProviderSignInRefusal::SessionEnded)
        ),
        "{over:?}"
    );
    store.not_ended_at_provider(&due[0].session, at(9)).await.unwrap();
    assert!(store.due_provider_endings(at(8)).await.unwrap().is_empty());
    assert_eq!(store.due_provider_endings(at(9)).await.unwrap()[0].attempts, 1);
    store.ended_at_provider(&due[0].session).await.unwrap();
    assert!(store.due_provider_endings(at(9)).await.unwrap().is_empty());
}

async fn the_reach_of_the_cookie_is_noted(store: &Store) {
    let reach = CookieReach::domain("example.com");
    store.note_cookie_reach(Some(&reach)).await.unwrap();
    assert_eq!(store.noted_cookie_reach().await.unwrap(), Some(reach));
    store.note_cookie_reach(None).await.unwrap();
    assert_eq!(store.noted_cookie_reach().await.unwrap(), None);
}

//! Operations one after another: what each does, and what the next one sees of it.

use crate::values::{NOW, ada, context, limits, new_session, origin};
use crosspass_issuer::actions::{NewSession, SignInOutcome};
use crosspass_issuer::model::Decision;
use crosspass_issuer::model::{
    AuditEntry, DisplayText, Domain, DomainKind, EndReason, Event, Login, Organization, OrganizationName,
    Outcome, Reason, Trust, User,
};
use crosspass_issuer::model::{Credentials, Membership, SessionRef};
use crosspass_issuer::store::{ChangeError, Store};
use crosspass_issuer::{PasswordHash, Randomness, make_key};
use crosspass_protocol::{KeyId, KeyState, Origin, SessionId, Subject, Timestamp, TokenId};

fn name(text: &str) -> OrganizationName {
    OrganizationName::parse(text).unwrap()
}

fn text(text: &str) -> DisplayText {
    DisplayText::parse(text).unwrap()
}

async fn populate(store: &Store) {
    let organization = Organization {
        name: name("acme"),
        title: text("Acme"),
    };
    store.add_organization(&organization, &context(0)).await.unwrap();
    let domain = Domain {
        origin: origin(),
        name: text("App"),
        organization: name("acme"),
        trust: Trust::FirstParty,
        kind: DomainKind::Static,
        suspended: false,
        unproven: false,
    };
    store
        .add_domain(&domain, &crosspass_issuer::Randomness::open(), &context(0))
        .await
        .unwrap();
    let user = User {
        sub: Subject::parse("ada-1").unwrap(),
        login: ada(),
        name: text("Ada"),
        email: text("ada@example.com"),
        disabled: false,
    };
    let hash = PasswordHash::from_stored("hash".to_owned());
    store
        .add_user(&Credentials { user, hash }, &context(0))
        .await
        .unwrap();
}

async fn names_are_unique(store: &Store) {
    let organization = Organization {
        name: name("acme"),
        title: text("Another"),
    };
    let again = store.add_organization(&organization, &context(0)).await;
    assert!(matches!(again, Err(ChangeError::Exists { .. })), "{again:?}");
}

async fn what_is_missing_is_named_with_what_exists(store: &Store) {
    let nobody = Login::parse("nobody").unwrap();
    let error = store.remove_user(&nobody, &context(0)).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no user nobody; there is: ada");
}

/// Each kind of thing has an error that names what there is.
async fn each_kind_is_named(store: &Store) {
    let known = |error: ChangeError| match error {
        ChangeError::Missing { kind, known, .. } => (kind, known),
        other => panic!("{other}"),
    };
    let nowhere = Origin::parse("https://nowhere.example").unwrap();
    let missing = store
        .set_suspended(&nowhere, true, &context(0))
        .await
        .unwrap_err();
    assert_eq!(known(missing), ("domain", vec![origin().to_string()]));
    let stranger = Membership {
        login: ada(),
        organization: name("acme"),
    };
    let missing = store.remove_member(&stranger, &context(0)).await.unwrap_err();
    assert_eq!(known(missing), ("member", vec![]));
    let sid = SessionId::from_random([200; 16]);
    let missing = store
        .end_session(&sid, EndReason::SignedOut, &context(0))
        .await
        .unwrap_err();
    assert_eq!(known(missing), ("live session", vec![]));
    let kid = KeyId::parse("none").unwrap();
    let spare = make_key(&Randomness::open(), KeyState::Next, Timestamp::from_seconds(NOW)).unwrap();
    let missing = store.revoke_key(&kid, &spare, &context(0)).await.unwrap_err();
    assert_eq!(known(missing), ("key", vec![]));
}

async fn what_there_is_is_listed(store: &Store) {
    let members = store.members().await.unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(
        (&members[0].login, &members[0].organization),
        (&ada(), &name("acme"))
    );
    let users = store.users().await.unwrap();
    assert_eq!(users.iter().map(|user| &user.login).collect::<Vec<_>>(), [&ada()]);
    let credentials = store.credentials(&ada()).await.unwrap().unwrap();
    assert_eq!(credentials.hash.as_stored(), "hash");
    let sid = SessionId::from_random([201; 16]);
    assert!(store.receipts(&sid).await.unwrap().is_empty());
    let ticket = TokenId::from_random([201; 16]);
    let whose = SessionRef::Ticket(&ticket);
    assert!(store.provider_session(whose).await.unwrap().is_none());
}

async fn an_owner_of_domains_stays(store: &Store) {
    let kept = store.remove_organization(&name("acme"), &context(0)).await;
    assert!(matches!(kept, Err(ChangeError::InUse { .. })), "{kept:?}");
    assert_eq!(store.organizations().await.unwrap().len(), 1);
}

async fn both_kinds_of_domains_are_kept(store: &Store) {
    let backend = Domain {
        origin: Origin::parse("https://backend.example").unwrap(),
        kind: DomainKind::Backend,
        ..store.domain(&origin()).await.unwrap().unwrap()
    };
    store
        .add_domain(&backend, &crosspass_issuer::Randomness::open(), &context(0))
        .await
        .unwrap();
    for (origin, kind) in [
        (&origin(), DomainKind::Static),
        (&backend.origin, DomainKind::Backend),
    ] {
        let found = store.domain(origin).await.unwrap().unwrap();
        assert_eq!(found.kind, kind, "{origin}");
        let facts = store.facts(&ada(), origin).await.unwrap();
        assert_eq!(facts.domain.unwrap().kind, kind, "{origin}");
    }
    let listed = store.domains().await.unwrap();
    let kinds: Vec<DomainKind> = listed.iter().map(|domain| domain.kind).collect();
    assert_eq!(kinds, [DomainKind::Static, DomainKind::Backend]);
    store.remove_domain(&backend.origin, &context(0)).await.unwrap();
}

async fn facts_follow_every_change(store: &Store) {
    let decide = async || store.facts(&ada(), &origin()).await.unwrap().decide();
    let member = Membership {
        login: ada(),
        organization: name("acme"),
    };
    assert_eq!(decide().await, Decision::NotAMember);
    store.add_member(&member, &context(0)).await.unwrap();
    assert_eq!(decide().await, Decision::Member);
    store.set_suspended(&origin(), true, &context(0)).await.unwrap();
    assert_eq!(decide().await, Decision::DomainSuspended);
    store.set_suspended(&origin(), false, &context(0)).await.unwrap();
    store.set_disabled(&ada(), true, &context(0)).await.unwrap();
    assert_eq!(decide().await, Decision::UserDisabled);
    store.set_disabled(&ada(), false, &context(0)).await.unwrap();
    assert_eq!(decide().await, Decision::Member);
}

async fn a_session_lives_within_its_limits(store: &Store) {
    let new = new_session("hash", 1);
    let started = store.sign_in(&new, &context(0)).await.unwrap();
    assert!(matches!(started, SignInOutcome::Started { .. }));
    let live = async |seconds| {
        let now = Timestamp::from_seconds(NOW + seconds);
        store.session(&new.secret, now, limits()).await.unwrap().is_some()
    };
    assert!(live(99).await);
    assert!(live(198).await);
    assert!(!live(298).await);
    let farewell = new_session("hash", 101).secret;
    let sign_out = async || {
        store
            .sign_out(&new.secret, &farewell, &context(200))
            .await
            .unwrap()
    };
    assert_eq!(sign_out().await, Some(new.sid.clone()));
    assert!(!live(200).await);
    assert_eq!(sign_out().await, None);
}

async fn a_stale_password_starts_nothing(store: &Store) {
    let outcome = store
        .sign_in(&new_session("other", 2), &context(0))
        .await
        .unwrap();
    assert!(matches!(outcome, SignInOutcome::Stale));
}

async fn a_new_session_ends_the_one_it_replaces(store: &Store) {
    let first = new_session("hash", 3);
    store.sign_in(&first, &context(0)).await.unwrap();
    let second = NewSession {
        replaces: Some(first.secret.clone()),
        ..new_session("hash", 4)
    };
    store.sign_in(&second, &context(0)).await.unwrap();
    let now = Timestamp::from_seconds(NOW);
    assert!(
        store
            .session(&first.secret, now, limits())
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .session(&second.secret, now, limits())
            .await
            .unwrap()
            .is_some()
    );
}

async fn old_sessions_are_forgotten(store: &Store) {
    let new = new_session("hash", 5);
    store.sign_in(&new, &context(0)).await.unwrap();
    let later = Timestamp::from_seconds(NOW + 1001 + 24 * 3600);
    store.prune(later, limits()).await.unwrap();
    let farewell = new_session("hash", 102).secret;
    let ended = store.sign_out(&new.secret, &farewell, &context(0)).await.unwrap();
    assert_eq!(ended, None);
}

async fn keys_move_through_their_states(store: &Store, random: &Randomness) {
    let now = Timestamp::from_seconds(NOW);
    let make = |state| make_key(random, state, now).unwrap();
    let (active, next) = (make(KeyState::Active), make(KeyState::Next));
    assert!(store.begin_keys(&active, &next).await.unwrap());
    assert!(
        !store
            .begin_keys(&make(KeyState::Active), &make(KeyState::Next))
            .await
            .unwrap()
    );
    store
        .rotate_keys(&make(KeyState::Next), &context(1))
        .await
        .unwrap();
    store
        .revoke_key(&next.kid, &make(KeyState::Next), &context(2))
        .await
        .unwrap();
    let states: Vec<KeyState> = store.keys().await.unwrap().iter().map(|key| key.state).collect();
    assert_eq!(
        states,
        [
            KeyState::Retiring,
            KeyState::Revoked,
            KeyState::Active,
            KeyState::Next
        ]
    );
}

async fn audit_rows_come_back_in_order(store: &Store) {
    for outcome in [Outcome::Allowed, Outcome::Refused] {
        let entry = match outcome {
            Outcome::Allowed => AuditEntry::allowed(Event::Mint, Reason::Ok),
            Outcome::Refused => AuditEntry::refused(Event::Redeem, Reason::Detail("why")),
        };
        store.record(&entry, &context(7)).await.unwrap();
    }
    let rows = store.audit_rows(2).await.unwrap();
    let read: Vec<_> = rows
        .iter()
        .map(|row| (row.event.as_str(), row.outcome.as_str(), row.reason.as_str()))
        .collect();
    assert_eq!(read, [("mint", "allowed", "ok"), ("redeem", "refused", "why")]);
    assert!(rows[0].id < rows[1].id && rows[0].at == NOW + 7);
}

async fn the_issuer_is_noted(store: &Store) {
    assert_eq!(store.noted_issuer().await.unwrap(), None);
    for issuer in ["https://one.example", "https://two.example"] {
        let issuer = Origin::parse(issuer).unwrap();
        store.note_issuer(&issuer).await.unwrap();
        assert_eq!(store.noted_issuer().await.unwrap(), Some(issuer));
    }
    store.ping().await.unwrap();
}

/// Every operation, on a new and empty store.
pub(crate) async fn all(store: &Store) {
    let random = Randomness::open();
    populate(store).await;
    names_are_unique(store).await;
    what_is_missing_is_named_with_what_exists(store).await;
    each_kind_is_named(store).await;
    an_owner_of_domains_stays(store).await;
    both_kinds_of_domains_are_kept(store).await;
    facts_follow_every_change(store).await;
    what_there_is_is_listed(store).await;
    a_session_lives_within_its_limits(store).await;
    crate::renewal::renewal(store).await;
    crate::propagations::propagation(store).await;
    a_stale_password_starts_nothing(store).await;
    a_new_session_ends_the_one_it_replaces(store).await;
    old_sessions_are_forgotten(store).await;
    keys_move_through_their_states(store, &random).await;
    audit_rows_come_back_in_order(store).await;
    the_issuer_is_noted(store).await;
    crate::providers::providers(store).await;
}

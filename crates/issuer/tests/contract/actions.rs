//! Every action that writes, with what must be there before.

use std::fmt::Debug;
use std::pin::Pin;

use crosspass_issuer::actions::{
    EndRequest, Grant, HopAsked, NewPropagation, NewProviderSession, NewSession, Probed, PropagationVisit,
    RedeemOutcome, RedeemRequest,
};
use crosspass_issuer::model::{
    AuditEntry, BrandChange, Carrier, Color, DisplayText, DomainKind, EndReason, Event, HopReason, LogoutJob,
    Organization, OrganizationName, PendingSignIn, ProviderId, Question, Reason, RedeemPurpose, SecretHash,
    SignInStage, TxtLookup,
};
use crosspass_issuer::store::StoreError;
use crosspass_issuer::{CookieReach, PasswordHash, Person, Randomness, make_key};
use crosspass_protocol::{KeyState, PropagationId, Subject, Timestamp, TokenId};
use crosspass_testkit::Receiver;

use crate::scene::{
    API, APP, Scene, acme, at, domain, enter_request, login, member, new_session, origin, redeem_proof,
    secret, user,
};
use crate::values::{NOW, limits};

type Done = Result<(), String>;
type Running<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One action.
pub(crate) struct Action {
    pub name: &'static str,
    pub prepare: for<'a> fn(&'a Scene) -> Running<'a, ()>,
    pub act: for<'a> fn(&'a Scene) -> Running<'a, Done>,
}

fn done<T, E: Debug>(outcome: Result<T, E>) -> Done {
    outcome.map(drop).map_err(|error| format!("{error:?}"))
}

macro_rules! actions {
    ($($name:literal: |$scene:ident| $prepare:block then $act:block)+) => {
        pub(crate) const ALL: &[Action] = &[$(Action {
            name: $name,
            prepare: |$scene| Box::pin(async move { let _ = $scene; $prepare }),
            act: |$scene| Box::pin(async move { done($act) }),
        }),+];
    };
}

fn now() -> Timestamp {
    Timestamp::from_seconds(NOW)
}

fn grant(receiver: &Receiver) -> Grant {
    Grant {
        carrier: Carrier::Redirect,
        binding: receiver.binding.clone(),
        token_id: receiver.fresh_id(),
    }
}

/// Redeems the ticket that the scene has kept.
async fn redeem(scene: &Scene, purpose: RedeemPurpose) -> Result<RedeemOutcome, StoreError> {
    let ticket = scene.kept();
    let request = RedeemRequest {
        ticket: &ticket.claims,
        proof: &redeem_proof(&ticket.receiver, 0),
        purpose,
        token_id: &ticket.receiver.fresh_id(),
        limits: limits(),
    };
    scene.store.redeem(&request, &at(0)).await
}

fn provider(text: &str) -> ProviderId {
    ProviderId::parse(text).unwrap()
}

fn from_provider(replaces: Option<SecretHash>) -> NewProviderSession {
    NewProviderSession {
        person: Person {
            identity: provider("identity"),
            login: login("grace"),
            name: DisplayText::parse("Grace").unwrap(),
            email: DisplayText::parse("grace@example.com").unwrap(),
            organizations: Some(vec!["acme".to_owned(), "nowhere".to_owned()]),
        },
        session: provider("session"),
        sub: Subject::parse("grace-1").unwrap(),
        sid: crosspass_protocol::SessionId::from_random([77; 16]),
        secret: secret(77),
        replaces,
    }
}

/// The only one on record after `ended`.
fn logout_job() -> LogoutJob {
    LogoutJob {
        id: 1,
        sid: new_session("ada", 1).sid,
        sub: Subject::parse("ada-1").unwrap(),
        origin: origin(API),
        ended_at: now(),
        attempt: 1,
    }
}

fn attempt() -> PendingSignIn {
    PendingSignIn {
        state: TokenId::from_random([5; 16]),
        secret: secret(5),
        target: None,
        cookie_before: None,
        made_at: now(),
        stage: SignInStage::SignIn,
    }
}

fn propagation() -> NewPropagation {
    NewPropagation {
        id: PropagationId::from_random([1; 16]),
        secret: new_session("ada", 1).secret,
        return_to: None,
        retry: None,
        limits: limits(),
    }
}

fn visit() -> PropagationVisit {
    PropagationVisit {
        id: PropagationId::from_random([1; 16]),
        secret: new_session("ada", 1).secret,
        limits: limits(),
    }
}

async fn propagating(scene: &Scene) {
    scene.signed_in("ada", 1).await;
    scene
        .store
        .begin_propagation(&propagation(), &at(0))
        .await
        .unwrap();
}

fn probed(text: &str) -> Probed {
    Probed {
        answered: Some(origin(text)),
        refused: vec![(origin(API), HopReason::NoAnswer)],
        unanswered: vec![origin(API)],
    }
}

async fn ended(scene: &Scene) {
    let (session, _) = scene.held("ada", 1, API).await;
    let ended = scene
        .store
        .end_session(&session.sid, EndReason::SignedOut, &at(0))
        .await;
    ended.unwrap();
}

async fn keys(scene: &Scene) {
    let random = Randomness::open();
    let active = make_key(&random, KeyState::Active, now()).unwrap();
    let next = make_key(&random, KeyState::Next, now()).unwrap();
    scene.store.begin_keys(&active, &next).await.unwrap();
}

fn key(state: KeyState) -> crosspass_issuer::model::StoredKey {
    make_key(&Randomness::open(), state, now()).unwrap()
}

fn globex() -> Organization {
    Organization {
        name: OrganizationName::parse("globex").unwrap(),
        title: DisplayText::parse("Globex").unwrap(),
    }
}

actions! {
    "sign in": |scene| {} then {
        let new = NewSession {
            audience: Some((origin(APP), Some(grant(&Receiver::new())))),
            ..new_session("ada", 1)
        };
        scene.store.sign_in(&new, &at(0)).await
    }
    "sign in, in place of another session": |scene| { scene.held("ada", 1, API).await; } then {
        let new = NewSession { replaces: Some(secret(1)), ..new_session("ada", 2) };
        scene.store.sign_in(&new, &at(0)).await
    }
    "enter": |scene| { scene.signed_in("ada", 1).await; } then {
        let request = enter_request(&new_session("ada", 1), APP, Some(grant(&Receiver::new())));
        scene.store.enter(&request, &at(0)).await
    }
    "enter again with one nonce": |scene| {
        let session = scene.signed_in("ada", 1).await;
        scene.ticket(&session, APP, Receiver::new()).await;
        scene.database.ask("UPDATE nonces SET nonce = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'").await;
    } then {
        let receiver = Receiver::new();
        let mut grant = grant(&receiver);
        grant.binding.nonce = crosspass_protocol::Nonce::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap();
        scene.store.enter(&enter_request(&new_session("ada", 1), APP, Some(grant)), &at(0)).await
    }
    "enter where the user may not": |scene| {
        scene.signed_in("ada", 1).await;
        scene.store.set_suspended(&origin(APP), true, &at(0)).await.unwrap();
    } then {
        let request = enter_request(&new_session("ada", 1), APP, Some(grant(&Receiver::new())));
        scene.store.enter(&request, &at(0)).await
    }
    "redeem": |scene| {
        let session = scene.signed_in("ada", 1).await;
        scene.keep(scene.ticket(&session, APP, Receiver::new()).await);
    } then { redeem(scene, RedeemPurpose::Session).await }
    "discard": |scene| {
        let session = scene.signed_in("ada", 1).await;
        scene.keep(scene.ticket(&session, APP, Receiver::new()).await);
    } then { redeem(scene, RedeemPurpose::Discard).await }
    "discard what was redeemed": |scene| {
        let (_, ticket) = scene.held("ada", 1, APP).await;
        scene.keep(ticket);
    } then { redeem(scene, RedeemPurpose::Discard).await }
    "renew": |scene| {
        scene.signed_in("ada", 1).await;
        let mut grant = grant(&receiver_of_tests());
        grant.carrier = Carrier::Popup;
        let entered = scene.store.enter(&enter_request(&new_session("ada", 1), APP, Some(grant)), &at(0)).await;
        entered.unwrap();
    } then {
        let receiver = receiver_of_tests();
        let (compact, token) = crate::renewal::token(&new_session("ada", 1), &receiver);
        let proof = crate::renewal::proof(&receiver, &compact, now());
        let request = crosspass_issuer::actions::RenewRequest { token: &token, proof: &proof, limits: limits() };
        scene.store.renew(&request, &at(0)).await
    }
    "renew what has ended": |scene| {} then {
        let receiver = Receiver::new();
        let (compact, token) = crate::renewal::token(&new_session("ada", 1), &receiver);
        let proof = crate::renewal::proof(&receiver, &compact, now());
        let request = crosspass_issuer::actions::RenewRequest { token: &token, proof: &proof, limits: limits() };
        scene.store.renew(&request, &at(0)).await
    }
    "sign out": |scene| { scene.held("ada", 1, API).await; } then {
        scene.store.sign_out(&secret(1), &secret(2), &at(0)).await
    }
    "end by a domain": |scene| {
        scene.signed_in("ada", 1).await;
        let mut grant = grant(&receiver_of_tests());
        grant.carrier = Carrier::Popup;
        let entered = scene.store.enter(&enter_request(&new_session("ada", 1), APP, Some(grant)), &at(0)).await;
        entered.unwrap();
    } then {
        let receiver = receiver_of_tests();
        let (compact, token) = crate::renewal::token(&new_session("ada", 1), &receiver);
        let proof = crate::renewal::proof(&receiver, &compact, now());
        let request = EndRequest { token: &token, proof: &proof, everywhere: false };
        scene.store.end(&request, &at(0)).await
    }
    "end all sessions of a user": |scene| { scene.held("ada", 1, API).await; } then {
        scene.store.end_sessions_of(&login("ada"), EndReason::SignedOut, &at(0)).await
    }
    "use a session": |scene| { scene.signed_in("ada", 1).await; } then {
        scene.store.session(&secret(1), Timestamp::from_seconds(NOW + 90), limits()).await
    }
    "look at a session": |scene| { scene.held("ada", 1, APP).await; } then {
        scene.store.peek(&secret(1), &origin(APP), now(), limits()).await
    }
    "list sessions": |scene| { scene.held("ada", 1, APP).await; } then {
        scene.store.live_sessions(None, now(), limits()).await
    }
    "go by a domain after a sign-out": |scene| {
        scene.held("ada", 1, APP).await;
        scene.store.sign_out(&secret(1), &secret(2), &at(0)).await.unwrap();
    } then {
        match scene.store.post_logout_step(&secret(2), now()).await {
            Ok(_) => scene.store.note_post_logout_visit(&secret(2), &origin(APP), now()).await,
            Err(error) => Err(error),
        }
    }
    "begin a propagation": |scene| { scene.signed_in("ada", 1).await; } then {
        scene.store.begin_propagation(&propagation(), &at(0)).await
    }
    "go on with a propagation": |scene| { propagating(scene).await; } then {
        scene.store.propagation(&visit(), &at(0)).await
    }
    "note probes": |scene| { propagating(scene).await; } then {
        scene.store.note_probes(&visit(), &probed(APP), &at(0)).await
    }
    "pass by": |scene| {
        propagating(scene).await;
        scene.store.note_probes(&visit(), &probed(APP), &at(0)).await.unwrap();
    } then {
        let asked = HopAsked {
            secret: secret(1),
            origin: origin(APP),
            question: Question::NewKey,
            limits: limits(),
        };
        scene.store.pass_by(&asked, &at(0)).await
    }
    "come back from a propagation's domain": |scene| {
        propagating(scene).await;
        scene.store.note_probes(&visit(), &probed(APP), &at(0)).await.unwrap();
    } then {
        scene.store.propagation(&visit(), &at(1)).await
    }
    "take logout jobs": |scene| { ended(scene).await; } then {
        scene.store.due_logout_jobs(now(), &[]).await
    }
    "settle a logout job": |scene| { ended(scene).await; } then {
        scene.store.settle_logout_job(&logout_job(), Ok(()), &at(0)).await
    }
    "sign in from the provider": |scene| {} then {
        scene.store.sign_in_from_provider(&from_provider(None), &at(0)).await
    }
    "sign in from the provider again": |scene| {
        scene.store.sign_in_from_provider(&from_provider(None), &at(0)).await.unwrap();
    } then {
        let mut new = from_provider(Some(secret(77)));
        new.sid = crosspass_protocol::SessionId::from_random([78; 16]);
        new.secret = secret(78);
        new.person.name = DisplayText::parse("Grace Hopper").unwrap();
        new.person.organizations = Some(Vec::new());
        scene.store.sign_in_from_provider(&new, &at(0)).await
    }
    "leave for the provider": |scene| {} then { scene.store.remember_pending_sign_in(&attempt()).await }
    "come back from the provider": |scene| { scene.store.remember_pending_sign_in(&attempt()).await.unwrap(); } then {
        let attempt = attempt();
        scene.store.take_pending_sign_in(&attempt.state, &attempt.secret, Timestamp::from_seconds(NOW - 9)).await
    }
    "have a session ended at the provider": |scene| {} then {
        scene.store.end_provider_session(&provider("session"), now()).await
    }
    "take what is to be ended at the provider": |scene| {
        scene.store.end_provider_session(&provider("session"), now()).await.unwrap();
    } then { scene.store.due_provider_endings(now()).await }
    "it has ended at the provider": |scene| {
        scene.store.end_provider_session(&provider("session"), now()).await.unwrap();
    } then { scene.store.ended_at_provider(&provider("session")).await }
    "put off the end at the provider": |scene| {
        scene.store.end_provider_session(&provider("session"), now()).await.unwrap();
    } then {
        scene.store.not_ended_at_provider(&provider("session"), now()).await
    }
    "prune": |scene| { scene.held("ada", 1, APP).await; } then {
        scene.store.prune(Timestamp::from_seconds(NOW + 90 * 24 * 3600), limits()).await
    }
    "record": |scene| {} then {
        scene.store.record(&AuditEntry::refused(Event::Mint, Reason::Detail("why")), &at(0)).await
    }
    "read the audit log": |scene| {} then {
        match scene.store.handoff_rows(&login("ada"), &origin(APP)).await {
            Ok(_) => scene.store.last_limited(&login("ada")).await,
            Err(error) => Err(error),
        }
    }
    "add an organization": |scene| {} then { scene.store.add_organization(&globex(), &at(0)).await }
    "remove an organization": |scene| {
        scene.store.add_organization(&globex(), &at(0)).await.unwrap();
    } then { scene.store.remove_organization(&globex().name, &at(0)).await }
    "change a brand": |scene| {} then {
        let change = BrandChange { color: Some(Some(Color::new(1, 2, 3))), ..BrandChange::default() };
        scene.store.change_brand(&acme(), &change, &at(0)).await
    }
    "add a domain": |scene| {} then {
        let domain = domain("https://new.example", DomainKind::Static);
        scene.store.add_domain(&domain, &Randomness::open(), &at(0)).await
    }
    "suspend a domain": |scene| {} then { scene.store.set_suspended(&origin(APP), true, &at(0)).await }
    "remove a domain": |scene| { scene.held("ada", 1, API).await; } then {
        scene.store.remove_domain(&origin(API), &at(0)).await
    }
    "take domains to be looked for": |scene| {} then { scene.store.due_verifications(now()).await }
    "note a look": |scene| {} then {
        let known = scene.without_faults().domain_verification(&origin(APP)).await.unwrap().unwrap();
        scene.store.record_lookup(&known, TxtLookup::Absent, &Randomness::open(), &at(0)).await
    }
    "need no proofs": |scene| {} then { scene.store.need_no_verification().await }
    "add a user": |scene| {} then { scene.store.add_user(&user("grace"), &at(0)).await }
    "disable a user": |scene| { scene.held("ada", 1, API).await; } then {
        scene.store.set_disabled(&login("ada"), true, &at(0)).await
    }
    "change a password": |scene| { scene.held("ada", 1, API).await; } then {
        scene.store.set_password(&login("ada"), &PasswordHash::from_stored("new".to_owned()), &at(0)).await
    }
    "remove a user": |scene| { scene.held("ada", 1, API).await; } then {
        scene.store.remove_user(&login("ada"), &at(0)).await
    }
    "add a member": |scene| { scene.store.add_user(&user("grace"), &at(0)).await.unwrap(); } then {
        scene.store.add_member(&member("grace"), &at(0)).await
    }
    "remove a member": |scene| { scene.held("ada", 1, API).await; } then {
        scene.store.remove_member(&member("ada"), &at(0)).await
    }
    "begin keys": |scene| {} then {
        scene.store.begin_keys(&key(KeyState::Active), &key(KeyState::Next)).await
    }
    "rotate keys": |scene| { keys(scene).await; } then { scene.store.rotate_keys(&key(KeyState::Next), &at(0)).await }
    "revoke a key": |scene| { keys(scene).await; } then {
        let kid = scene.without_faults().keys().await.unwrap()[0].kid.clone();
        scene.store.revoke_key(&kid, &key(KeyState::Next), &at(0)).await
    }
    "note the issuer": |scene| {} then { scene.store.note_issuer(&origin(APP)).await }
    "note the cookie's reach": |scene| { scene.store.note_issuer(&origin(APP)).await.unwrap(); } then {
        scene.store.note_cookie_reach(Some(&CookieReach::host("auth.example"))).await
    }
}

/// One receiver for all of this process: its tokens are renewed in another function than the one that had them given.
fn receiver_of_tests() -> Receiver {
    use std::sync::OnceLock;
    static ONE: OnceLock<Receiver> = OnceLock::new();
    ONE.get_or_init(Receiver::new).same()
}

//! Sessions that are not renewed (27, 65, 69, 70, 90): each refusal has its code and one audit row.
// attacks of this file: 29, 70

use crosspass_issuer::model::{Login, Trust, TxtLookup};

use crosspass_issuer::{KeyRing, make_key};
use crosspass_protocol::{KeyState, Origin};
use serde_json::json;

use crate::support::{ACME, Receiver, World, hash, renew_at, sign_in_path};

fn ada() -> Login {
    Login::parse("ada").unwrap()
}

fn acme() -> Origin {
    Origin::parse(ACME).unwrap()
}

/// A session of ada's at ACME, and somebody who takes something away before it is renewed.
struct Held {
    world: World,
    receiver: Receiver,
    cookie: String,
    token: String,
}

impl Held {
    async fn new() -> Self {
        Self::of(World::new().await).await
    }

    async fn of(world: World) -> Self {
        let receiver = Receiver::new();
        let (cookie, token) = world.popup_session(&receiver).await;
        Self {
            world,
            receiver,
            cookie,
            token,
        }
    }

    async fn sign_out(&self) {
        let answer = self.world.call("/api/sign-out", &self.cookie, &json!({})).await;
        assert_eq!(answer.status, 200);
    }

    /// The renewal is refused, and one row says why, naming session and domain.
    async fn refused(&self, status: u16, code: &str, reason: &str) {
        let answer = self.world.renew(&self.token, &self.receiver).await;
        answer.refused(status, code);
        assert_eq!(self.world.reasons("renew", "refused").await, [reason]);
        let row = self.world.audit().await.pop().unwrap();
        assert_eq!((row.domain.as_deref(), row.carrier), (Some(ACME), None));
        assert!(row.sub.is_some() && row.sid.is_some());
    }
}

// attack: 65
#[tokio::test]
async fn signed_out() {
    let held = Held::new().await;
    held.sign_out().await;
    held.refused(401, "login_required", "login_required").await;
}

#[tokio::test]
async fn signed_in_anew_in_the_same_browser() {
    let held = Held::new().await;
    let body = json!({ "login": "ada", "password": crate::support::PASSWORD });
    let answer = held.world.call("/api/sign-in", &held.cookie, &body).await;
    assert_eq!(answer.status, 200);
    held.refused(401, "login_required", "login_required").await;
}

#[tokio::test]
async fn idle_for_two_hours() {
    let held = Held::new().await;
    held.world.clock.step(7200);
    held.refused(401, "login_required", "login_required").await;
}

/// A refusal is no use of the session: asking again and again does not keep it.
#[tokio::test]
async fn refusals_keep_no_session() {
    let held = Held::new().await;
    held.world.clock.step(3600);
    let thief = Receiver::new();
    held.world
        .renew(&held.token, &thief)
        .await
        .refused(401, "invalid_token");
    held.world.clock.step(3600);
    assert_eq!(held.world.visit("/", &held.cookie).await.status, 303);
}

#[tokio::test]
async fn past_the_sessions_end() {
    let held = Held::of(World::configured(&[("session.absolute_seconds", "1000")]).await).await;
    held.world.clock.step(999);
    assert_eq!(held.world.renew(&held.token, &held.receiver).await.status, 200);
    held.world.clock.step(1);
    held.refused(401, "token_expired", "token_expired").await;
}

#[tokio::test]
async fn so_long_ago_that_the_records_are_gone() {
    let held = Held::new().await;
    held.world.clock.step(40 * 3600);
    let (now, limits) = (held.world.issuer.clock.now(), held.world.issuer.session);
    held.world.issuer.store.prune(now, limits).await.unwrap();
    held.refused(401, "token_expired", "token_expired").await;
}

#[tokio::test]
async fn user_disabled() {
    let held = Held::new().await;
    let context = held.world.audit_context();
    held.world
        .store
        .set_disabled(&ada(), true, &context)
        .await
        .unwrap();
    held.refused(401, "login_required", "login_required").await;
}

#[tokio::test]
async fn user_disabled_and_enabled_again() {
    let held = Held::new().await;
    let context = held.world.audit_context();
    for disabled in [true, false] {
        held.world
            .store
            .set_disabled(&ada(), disabled, &context)
            .await
            .unwrap();
    }
    held.refused(401, "login_required", "login_required").await;
}

#[tokio::test]
async fn user_removed() {
    let held = Held::new().await;
    let context = held.world.audit_context();
    held.world.store.remove_user(&ada(), &context).await.unwrap();
    held.refused(401, "login_required", "login_required").await;
}

#[tokio::test]
async fn password_changed() {
    let held = Held::new().await;
    let (changed, context) = (hash("another password").await, held.world.audit_context());
    held.world
        .store
        .set_password(&ada(), &changed, &context)
        .await
        .unwrap();
    held.refused(401, "login_required", "login_required").await;
}

#[tokio::test]
async fn membership_removed() {
    let held = Held::new().await;
    held.world.leave("ada", "acme").await;
    held.refused(403, "access_denied", "not_a_member").await;
}

// attack: 41
#[tokio::test]
async fn domain_not_proven_any_more() {
    let held = Held::new().await;
    let context = held.world.audit_context();
    let known = held
        .world
        .store
        .domain_verification(&acme())
        .await
        .unwrap()
        .unwrap();
    held.world
        .store
        .record_lookup(
            &known,
            TxtLookup::Absent,
            &crosspass_issuer::Randomness::open(),
            &context,
        )
        .await
        .unwrap();
    held.refused(403, "domain_suspended", "domain_unproven").await;
}

#[tokio::test]
async fn domain_suspended() {
    let held = Held::new().await;
    let context = held.world.audit_context();
    held.world
        .store
        .set_suspended(&acme(), true, &context)
        .await
        .unwrap();
    held.refused(403, "domain_suspended", "domain_suspended").await;
}

#[tokio::test]
async fn domain_removed() {
    let held = Held::new().await;
    let context = held.world.audit_context();
    held.world.store.remove_domain(&acme(), &context).await.unwrap();
    held.refused(400, "unknown_domain", "unknown_domain").await;
}

/// The new owner of the address gets nothing out of sessions of the old one.
#[tokio::test]
async fn domain_removed_and_registered_again() {
    let held = Held::new().await;
    let context = held.world.audit_context();
    held.world.store.remove_domain(&acme(), &context).await.unwrap();
    held.world.add_domain(ACME, "globex", Trust::FirstParty).await;
    held.refused(401, "invalid_token", "unknown_handoff").await;
}

/// The domain session that a leaked ticket ended is over for the key that holds it, too.
#[tokio::test]
async fn domain_session_ended() {
    let world = World::new().await;
    let (receiver, thief) = (Receiver::new(), Receiver::new());
    let cookie = world.ada().await;
    let path = sign_in_path(ACME, Some(&receiver));
    let ticket = world.visit(&path, &cookie).await.ticket();
    let now = world.issuer.clock.now();
    let token = world.redeem(&ticket, &receiver.proof(now)).await.member("token");
    world
        .redeem(&ticket, &thief.proof(now))
        .await
        .refused(401, "token_used");
    world
        .renew(&token, &receiver)
        .await
        .refused(401, "login_required");
    assert_eq!(world.reasons("renew", "refused").await, ["domain_session_ended"]);
    // The issuer session is not: a new handoff begins another domain session.
    let fresh = receiver.again();
    let ticket = world
        .visit(&sign_in_path(ACME, Some(&fresh)), &cookie)
        .await
        .ticket();
    let token = world.redeem(&ticket, &fresh.proof(now)).await.member("token");
    assert_eq!(world.renew(&token, &fresh).await.status, 200);
}

// attack: 27
#[tokio::test]
async fn signed_by_a_retiring_key_is_renewed_by_the_active_one() {
    let held = Held::new().await;
    let (world, now) = (&held.world, held.world.issuer.clock.now());
    let next = make_key(&world.random, KeyState::Next, now).unwrap();
    world
        .store
        .rotate_keys(&next, &world.audit_context())
        .await
        .unwrap();
    let answer = world.renew(&held.token, &held.receiver).await;
    crate::redeem::claims(world, &answer, &held.receiver).await;
    let (old, new) = (
        world.forge_of(&held.token).await,
        world.forge_of(&answer.member("token")).await,
    );
    assert_ne!(old.header["kid"], new.header["kid"]);
}

// attack: 90
#[tokio::test]
async fn signed_by_a_revoked_key() {
    let held = Held::new().await;
    let (world, now) = (&held.world, held.world.issuer.clock.now());
    let keys: KeyRing = world.issuer.keys(now).await.unwrap();
    let kid = keys.active.public_jwk().kid().unwrap();
    let spare = make_key(&world.random, KeyState::Next, now).unwrap();
    world
        .store
        .revoke_key(kid, &spare, &world.audit_context())
        .await
        .unwrap();
    world
        .renew(&held.token, &held.receiver)
        .await
        .refused(401, "invalid_token");
    assert_eq!(world.reasons("renew", "refused").await, ["invalid_token"]);
}

/// Whatever the order, after the sign-out's row there is no renewal, and none follows.
// attack: 69
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_a_sign_out() {
    let held = Held::new().await;
    let node = held.world.second_node().await;
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let proof = held
            .receiver
            .renewal_proof(&held.token, held.world.issuer.clock.now());
        let (node, token) = (node.clone(), held.token.clone());
        running.spawn(async move { renew_at(&node, &token, &proof).await });
    }
    running.join_next().await.unwrap().unwrap();
    held.sign_out().await;
    while let Some(answer) = running.join_next().await {
        let answer = answer.unwrap();
        if answer.status != 200 {
            answer.refused(401, "login_required");
        }
    }
    let rows = held.world.audit().await;
    let out = rows.iter().find(|row| row.event == "sign_out").unwrap().id;
    let renewed = |row: &&crosspass_issuer::model::AuditRow| row.event == "renew" && row.outcome == "allowed";
    assert!(rows.iter().any(|row| renewed(&row)));
    assert!(rows.iter().filter(renewed).all(|row| row.id < out));
    held.world
        .renew(&held.token, &held.receiver)
        .await
        .refused(401, "login_required");
}

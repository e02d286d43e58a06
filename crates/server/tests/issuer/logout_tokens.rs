//! Telling domains' servers that a session has ended: real servers on loopback that take it, refuse, are down, lead
//! elsewhere (67, 68, 72).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use crosspass_issuer::actions::{EnterRequest, Grant, NewSession};
use crosspass_issuer::model::SessionSecret;
use crosspass_issuer::model::{Asked, Carrier, EndReason, Login, Receipt, ReceiptStatus, Trust};
use crosspass_issuer::run_jobs;
use crosspass_protocol::{
    BindingRule, Expected, LogoutClaims, Origin, SessionId, TokenId, UntrustedToken, native,
};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::support::{Receiver, World};

/// A domain's server: what it was sent, and what it answers, the last answer for good.
#[derive(Clone, Default)]
struct Shop {
    came: Arc<Mutex<Vec<(Uri, HeaderMap, String)>>>,
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
}

impl Shop {
    fn answering(answers: &[StatusCode]) -> Self {
        let shop = Self::default();
        shop.answers.lock().unwrap().extend(answers);
        shop
    }

    /// Serves on that port, or a free one; tells the origin.
    async fn open(&self, port: u16) -> (String, u16) {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().fallback(take).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (format!("http://shop.localhost:{port}"), port)
    }

    fn came(&self) -> Vec<(Uri, HeaderMap, String)> {
        self.came.lock().unwrap().clone()
    }
}

async fn take(State(shop): State<Shop>, uri: Uri, headers: HeaderMap, body: String) -> Response {
    shop.came.lock().unwrap().push((uri, headers, body));
    let mut answers = shop.answers.lock().unwrap();
    let status = match answers.len() {
        0 => StatusCode::OK,
        1 => answers[0],
        _ => answers.pop_front().unwrap(),
    };
    if status.is_redirection() {
        (status, [(LOCATION, "/elsewhere")]).into_response()
    } else {
        status.into_response()
    }
}

/// Ada has a session at a domain with a server.
async fn signed_in(world: &World, origin: &str) -> SessionId {
    if world
        .store
        .domain(&Origin::parse(origin).unwrap())
        .await
        .unwrap()
        .is_none()
    {
        world.add_backend(origin, "acme", Trust::FirstParty).await;
    }
    let login = Login::parse("ada").unwrap();
    let receiver = Receiver::new();
    let sid = SessionId::from_random(world.random.bytes().unwrap());
    let secret = SessionSecret::from_random(world.random.bytes().unwrap()).hash();
    let credentials = world.store.credentials(&login).await.unwrap().unwrap();
    let new = NewSession {
        login,
        verified: credentials.hash,
        sid: sid.clone(),
        secret: secret.clone(),
        replaces: None,
        audience: None,
        limits: world.issuer.session,
    };
    world.store.sign_in(&new, &world.audit_context()).await.unwrap();
    let enter = EnterRequest {
        secret,
        origin: Origin::parse(origin).unwrap(),
        asked: Asked::ByClick,
        grant: Some(Grant {
            carrier: Carrier::Popup,
            binding: receiver.binding.clone(),
            token_id: TokenId::from_random(world.random.bytes().unwrap()),
        }),
        limits: world.issuer.session,
    };
    world.store.enter(&enter, &world.audit_context()).await.unwrap();
    sid
}

async fn end(world: &World, sid: &SessionId) {
    let context = world.audit_context();
    world
        .store
        .end_session(sid, EndReason::Operator, &context)
        .await
        .unwrap();
}

async fn receipt(world: &World, sid: &SessionId) -> Receipt {
    world.store.receipts(sid).await.unwrap().pop().unwrap()
}

/// Lets the worker run until the receipt is as wanted; the world's clock goes on a second at a time.
async fn deliver_until(world: &World, sid: &SessionId, wanted: impl Fn(&Receipt) -> bool) -> Receipt {
    let worker = run_jobs(&world.issuer, None);
    let wait = async {
        loop {
            let receipt = receipt(world, sid).await;
            if wanted(&receipt) {
                return receipt;
            }
            world.clock.step(1);
            world.issuer.notifier.session_ended();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let found = timeout(Duration::from_secs(30), wait).await;
    drop(worker);
    found.unwrap_or_else(|_| panic!("it never came to that"))
}

fn is(status: ReceiptStatus, world: &World) -> impl Fn(&Receipt) -> bool {
    let now = world.issuer.clock.now();
    move |receipt| receipt.status(now) == status
}

#[tokio::test]
async fn the_domain_gets_a_logout_token_for_itself() {
    let world = World::new().await;
    let shop = Shop::default();
    let (origin, _) = shop.open(0).await;
    let sid = signed_in(&world, &origin).await;
    end(&world, &sid).await;
    let now = world.issuer.clock.now();
    deliver_until(&world, &sid, is(ReceiptStatus::Delivered, &world)).await;

    let came = shop.came();
    let [(uri, headers, body)] = came.as_slice() else {
        panic!("{came:?}")
    };
    assert_eq!(uri.path(), "/crosspass/backchannel-logout");
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    let token = UntrustedToken::parse(body.strip_prefix("logout_token=").unwrap()).unwrap();
    let keys = world.issuer.keys(now).await.unwrap();
    let key = keys.published.find(token.key_id()).unwrap();
    let signed = native::verify(token.check_with(key).unwrap()).unwrap();
    let audience = Origin::parse(&origin).unwrap();
    let claims = signed
        .accept::<LogoutClaims>(&Expected {
            issuer: &world.issuer.origin,
            audience: &audience,
            now,
            binding: BindingRule::Unbound,
        })
        .unwrap()
        .into_claims();
    assert_eq!(claims.session_id, sid);
    assert_eq!(world.reasons("logout", "allowed").await, ["ok"]);
}

// attack: 68
#[tokio::test]
async fn a_domain_that_is_down_is_told_later() {
    let world = World::new().await;
    let shop = Shop::default();
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let sid = signed_in(&world, &format!("http://shop.localhost:{port}")).await;
    end(&world, &sid).await;
    let pending = deliver_until(&world, &sid, |receipt| receipt.attempts >= 3).await;
    assert_eq!(pending.status(world.issuer.clock.now()), ReceiptStatus::Pending);
    assert_eq!(pending.problem.as_deref(), Some("it cannot be reached"));
    shop.open(port).await;
    let told = deliver_until(&world, &sid, is(ReceiptStatus::Delivered, &world)).await;
    assert!(told.settled_at.unwrap() > told.ended_at);
    assert_eq!(shop.came().len(), 1);
}

// attack: 67
#[tokio::test]
async fn a_refusal_is_tried_again_with_a_new_token() {
    let world = World::new().await;
    let shop = Shop::answering(&[
        StatusCode::BAD_REQUEST,
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::OK,
    ]);
    let (origin, _) = shop.open(0).await;
    let sid = signed_in(&world, &origin).await;
    end(&world, &sid).await;
    deliver_until(&world, &sid, is(ReceiptStatus::Delivered, &world)).await;
    let mut bodies: Vec<_> = shop.came().into_iter().map(|(_, _, body)| body).collect();
    assert_eq!(bodies.len(), 3);
    bodies.dedup();
    assert_eq!(bodies.len(), 3, "a token was sent twice");
}

// attack: 72
#[tokio::test]
async fn no_redirect_is_followed() {
    let world = World::new().await;
    let shop = Shop::answering(&[StatusCode::TEMPORARY_REDIRECT]);
    let (origin, _) = shop.open(0).await;
    let sid = signed_in(&world, &origin).await;
    end(&world, &sid).await;
    let pending = deliver_until(&world, &sid, |receipt| receipt.attempts >= 2).await;
    assert_ne!(pending.status(world.issuer.clock.now()), ReceiptStatus::Delivered);
    let paths: Vec<_> = shop
        .came()
        .into_iter()
        .map(|(uri, _, _)| uri.path().to_owned())
        .collect();
    assert!(
        paths.iter().all(|path| path == "/crosspass/backchannel-logout"),
        "{paths:?}"
    );
}

// attack: 72
#[tokio::test]
async fn a_public_issuer_calls_no_private_address() {
    let world = World::configured(&[("issuer", "https://auth.example.com")]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let sid = signed_in(&world, &format!("https://127.0.0.1:{port}")).await;
    end(&world, &sid).await;
    let failed = deliver_until(&world, &sid, is(ReceiptStatus::Failed, &world)).await;
    assert_eq!(failed.problem.as_deref(), Some("its address is not a public one"));
    assert_eq!(failed.attempts, 1);
    assert!(
        timeout(Duration::ZERO, listener.accept()).await.is_err(),
        "a connection came"
    );
    assert_eq!(world.reasons("logout", "refused").await, ["given_up"]);
}

#[tokio::test]
async fn it_is_given_up_after_a_day() {
    let world = World::new().await;
    let shop = Shop::answering(&[StatusCode::INTERNAL_SERVER_ERROR]);
    let (origin, _) = shop.open(0).await;
    let sid = signed_in(&world, &origin).await;
    end(&world, &sid).await;
    world.clock.step(24 * 3600);
    let failed = deliver_until(&world, &sid, is(ReceiptStatus::Failed, &world)).await;
    assert_eq!(failed.problem.as_deref(), Some("it answers 500"));
}

/// Two nodes on one database: each notice is one node's.
#[tokio::test]
async fn two_nodes_tell_a_domain_once() {
    let world = World::new().await;
    let shop = Shop::default();
    let (origin, _) = shop.open(0).await;
    let sid = signed_in(&world, &origin).await;
    end(&world, &sid).await;
    let now = world.issuer.clock.now();
    let (one, other) = tokio::join!(
        world.store.due_logout_jobs(now, &[]),
        world.store.due_logout_jobs(now, &[])
    );
    assert_eq!(one.unwrap().len() + other.unwrap().len(), 1);
}

/// A domain that is down, with many sessions, does not keep the others waiting.
#[tokio::test]
async fn a_few_of_each_domain_at_a_time() {
    let world = World::new().await;
    let (shop, busy) = (Shop::default(), "http://busy.localhost:1");
    let (origin, _) = shop.open(0).await;
    let mut sessions = Vec::new();
    for _ in 0..100 {
        sessions.push(signed_in(&world, busy).await);
    }
    sessions.push(signed_in(&world, &origin).await);
    for sid in &sessions {
        end(&world, sid).await;
    }
    let due = world
        .store
        .due_logout_jobs(world.issuer.clock.now(), &[])
        .await
        .unwrap();
    assert_eq!(due.len(), 9);
    assert_eq!(
        due.iter()
            .filter(|notice| notice.origin.as_str() == origin)
            .count(),
        1
    );
}

/// A domain that takes connections and never answers keeps none of the others waiting.
#[tokio::test]
async fn silence_of_one_domain_delays_no_other() {
    let world = World::new().await;
    let silent = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let nowhere = format!("http://silent.localhost:{}", silent.local_addr().unwrap().port());
    let shop = Shop::default();
    let (origin, _) = shop.open(0).await;
    let mut unheard = Vec::new();
    for _ in 0..20 {
        unheard.push(signed_in(&world, &nowhere).await);
    }
    let heard = signed_in(&world, &origin).await;
    for sid in &unheard {
        end(&world, sid).await;
    }
    let worker = run_jobs(&world.issuer, None);
    let asked = timeout(Duration::from_secs(30), silent.accept()).await;
    let _connection = asked.expect("nobody called").unwrap();
    end(&world, &heard).await;
    world.issuer.notifier.session_ended();
    let delivered = async {
        while receipt(&world, &heard).await.status(world.issuer.clock.now()) != ReceiptStatus::Delivered {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(30), delivered)
        .await
        .expect("the other was not told");
    drop(worker);
    for sid in &unheard {
        assert_eq!(
            receipt(&world, sid).await.problem,
            None,
            "it was waited for silence"
        );
    }
}

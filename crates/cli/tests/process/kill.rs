//! `kill -9` while sign-ins and redemptions run (73): what is left is whole, and works.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use crosspass_issuer::{Clock, Randomness, SystemClock};
use crosspass_protocol::dpop::{ProofClaims, attach};
use crosspass_protocol::{KeyId, Nonce, SigningKey, Timestamp, TokenId};
use serde_json::json;

use crate::support::{ACME, Home, ISSUER, PASSWORD, ask, body_of, claims, cookie_of, is_sound, post, query};

/// A browser that signs in and redeems again and again, until the server is gone.
struct Visitor {
    address: SocketAddr,
    random: Randomness,
    key: SigningKey,
}

impl Visitor {
    fn new(address: SocketAddr) -> Self {
        let random = Randomness::open();
        let pkcs8 = SigningKey::generate(&random.source()).unwrap();
        let key = SigningKey::from_pkcs8(&pkcs8, KeyId::parse("visitor").unwrap(), random.source()).unwrap();
        Self { address, random, key }
    }

    /// Signs in, gets a ticket, redeems it: the ticket and the session token's id, as far as it came.
    fn round(&self) -> std::io::Result<(String, String)> {
        let nonce = Nonce::from_random(self.random.bytes().unwrap());
        let jkt = self.key.public_jwk().thumbprint();
        let body = json!({ "login": "ada", "password": PASSWORD });
        let (status, answer) = ask(self.address, &post("/api/sign-in", &body))?;
        assert_eq!(status, 200, "{answer}");
        let cookie = cookie_of(&answer);
        let visit = format!(
            "GET /sign-in?return_to={ACME}/&nonce={nonce}&jkt={jkt} HTTP/1.1\r\nhost: a\r\n\
             connection: close\r\ncookie: {cookie}\r\n\r\n"
        );
        let (status, answer) = ask(self.address, &visit)?;
        assert_eq!(status, 303, "{answer}");
        let ticket = answer
            .split_once("#ticket=")
            .unwrap()
            .1
            .lines()
            .next()
            .unwrap()
            .to_owned();
        let (status, token) = self.redeem(&ticket)?;
        assert_eq!(status, 200, "{token}");
        Ok((ticket, token_id(&token)))
    }

    fn redeem(&self, ticket: &str) -> std::io::Result<(u16, String)> {
        let claims = ProofClaims {
            method: "POST",
            url: &format!("{ISSUER}/api/redeem"),
            now: now(),
            token_id: &TokenId::from_random(self.random.bytes().unwrap()),
            access_token: None,
        };
        let input = claims.signing_input(self.key.public_jwk());
        let proof = attach(&input, &self.key.sign_bytes(input.as_bytes()).unwrap());
        let request = post("/api/redeem", &json!({ "ticket": ticket }));
        let request = request.replacen("\r\n", &format!("\r\ndpop: {proof}\r\n"), 1);
        ask(self.address, &request)
    }
}

fn now() -> Timestamp {
    SystemClock::start().now()
}

/// The `jti` of an answer's session token.
fn token_id(answer: &str) -> String {
    let token = claims(body_of(answer)["token"].as_str().unwrap());
    token["jti"].as_str().unwrap().to_owned()
}

/// Lets visitors run until `wanted` rounds are done, kills the server under them, and gives the last
/// whole round of each.
fn killed_under_load(home: &Home, wanted: usize) -> Vec<(Visitor, (String, String))> {
    let server = home.serve_with(&[]);
    let address = server.address();
    let (send, done) = channel();
    let killed = Arc::new(AtomicBool::new(false));
    let visitors: Vec<_> = (0..4)
        .map(|_| {
            let (send, killed) = (send.clone(), Arc::clone(&killed));
            thread::spawn(move || {
                let visitor = Visitor::new(address);
                let mut last = None;
                while let Ok(round) = visitor.round() {
                    last = Some(round);
                    send.send(()).unwrap();
                }
                assert!(killed.load(Ordering::SeqCst), "the server broke off by itself");
                last.map(|last| (visitor, last))
            })
        })
        .collect();
    assert_eq!(done.iter().take(wanted).count(), wanted);
    killed.store(true, Ordering::SeqCst);
    server.kill();
    // Kept until here, so that no visitor finds it gone.
    let last = visitors
        .into_iter()
        .filter_map(|visitor| visitor.join().unwrap())
        .collect();
    drop(done);
    last
}

// attack: 73
#[test]
fn leaves_no_half_written_row_and_the_same_keys() {
    let home = Home::populated();
    home.serve().kill();
    let keys = home.run(&["key", "list", "--json"]);
    for turn in 0..3 {
        let visitors = killed_under_load(&home, 8 + turn);

        is_sound(&home);
        // Every session has its audit row, every handoff too, and the other way round.
        for (left, right) in [
            (
                "SELECT string_agg(sid, ',') FROM (SELECT sid FROM sessions ORDER BY sid) AS sorted",
                "SELECT string_agg(sid, ',') FROM (SELECT sid FROM audit WHERE event = 'sign_in' ORDER BY sid) AS sorted",
            ),
            (
                "SELECT count(*) || '' FROM handoffs",
                "SELECT count(*) || '' FROM audit WHERE event = 'mint'",
            ),
            (
                "SELECT count(*) || '' FROM handoffs WHERE redeemed_at IS NOT NULL",
                "SELECT count(*) || '' FROM audit WHERE event = 'redeem' AND reason = 'ok'",
            ),
            (
                "SELECT count(*) || '' FROM proofs",
                "SELECT count(*) || '' FROM audit WHERE event = 'redeem' AND outcome = 'allowed'",
            ),
        ] {
            assert_eq!(query(&home, left), query(&home, right), "{left}");
        }
        assert_eq!(home.run(&["key", "list", "--json"]), keys);

        let server = home.serve();
        let mut told_again = BTreeSet::new();
        for (mut visitor, (ticket, token_id_before)) in visitors {
            // Consumed stays consumed: the same session once more, never a second one.
            visitor.address = server.address();
            let (status, answer) = visitor.redeem(&ticket).unwrap();
            assert_eq!(status, 200, "{answer}");
            assert_eq!(token_id(&answer), token_id_before);
            assert!(told_again.insert(token_id_before));
            visitor.round().unwrap();
        }
        assert!(!told_again.is_empty());
        server.kill();
    }
}

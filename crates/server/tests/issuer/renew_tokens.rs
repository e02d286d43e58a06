//! Tokens and proofs that renew nothing (82, 89). The last line of every test is that the genuine
//! token is still renewed by its own key.
// attacks of this file: 82

use crosspass_protocol::dpop::ProofClaims;
use crosspass_protocol::{PermitClaims, Seconds, TicketClaims};

use crate::support::{ACME, Answer, Forge, GLOBEX, ISSUER, PASSWORD, Receiver, World};

struct Case {
    world: World,
    receiver: Receiver,
    token: String,
}

impl Case {
    async fn new() -> Self {
        let world = World::new().await;
        let receiver = Receiver::new();
        let (_, token) = world.popup_session(&receiver).await;
        Self {
            world,
            receiver,
            token,
        }
    }

    /// Asserts the refusal, its one audit row, and that it harmed nothing.
    async fn refused(&self, answer: Answer, (status, code): (u16, &str), reason: &str) {
        answer.refused(status, code);
        assert_eq!(self.world.reasons("renew", "refused").await, [reason]);
        let answer = self.world.renew(&self.token, &self.receiver).await;
        assert_eq!(answer.status, 200, "the session was harmed: {}", answer.text);
    }

    /// Presents what `forge` makes of the genuine token, with a proof for it.
    async fn forged(&self, forge: impl FnOnce(Forge) -> String) -> Answer {
        let forged = forge(self.world.forge_of(&self.token).await);
        assert_ne!(forged, self.token);
        self.world.renew(&forged, &self.receiver).await
    }

    /// Presents the genuine token with a proof that differs.
    async fn proven(&self, change: impl FnOnce(&mut ProofClaims<'_>)) -> Answer {
        let (url, id) = (format!("{ISSUER}/api/renew"), self.receiver.fresh_id());
        let mut claims = ProofClaims {
            method: "POST",
            url: &url,
            now: self.world.issuer.clock.now(),
            token_id: &id,
            access_token: Some(&self.token),
        };
        change(&mut claims);
        let proof = self.receiver.sign_proof(&claims);
        self.world.renew_with(&self.token, &proof).await
    }
}

const INVALID: (u16, &str) = (401, "invalid_token");

macro_rules! refused_tokens {
    ($($name:ident: $code:expr, $reason:literal, $forge:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            let case = Case::new().await;
            let answer = case.forged($forge).await;
            case.refused(answer, $code, $reason).await;
        })+
    };
}

refused_tokens! {
    a_signature_of_nobody: INVALID, "invalid_token", |f| f.sign_with(&[1; 64]);
    alg_none: INVALID, "invalid_token", |f| f.header("alg", "none").sign();
    a_key_nobody_knows: INVALID, "invalid_token", |f| f.header("kid", "other").sign();
    its_claims_as_a_ticket: INVALID, "invalid_token", |f| f.kind::<TicketClaims>().sign();
    its_claims_as_a_permit: INVALID, "invalid_token", |f| f.kind::<PermitClaims>().sign();
    iss_another: INVALID, "invalid_token", |f| f.claim("iss", "https://evil.example").sign();
    exp_missing: INVALID, "invalid_token", |f| f.without("exp").sign();
    exp_a_string: INVALID, "invalid_token", |f| f.claim("exp", "1").sign();
    a_life_over_the_maximum: INVALID, "invalid_token", |f| {
        let iat = f.seconds("iat");
        f.claim("exp", iat + 601).sign()
    };
    iat_in_the_future: INVALID, "invalid_token", |f| {
        let iat = f.seconds("iat") + 31;
        f.claim("iat", iat).claim("exp", iat + 600).sign()
    };
    binding_missing: INVALID, "invalid_token", |f| f.without("cnf").sign();
    aud_a_list: INVALID, "invalid_token", |f| f.claim("aud", vec![ACME]).sign();
    aud_of_nobody: (400, "unknown_domain"), "unknown_domain", |f| f.claim("aud", "https://evil.example").sign();
    // Ada may enter that domain, and nothing was handed over to it.
    aud_of_another_domain: INVALID, "unknown_handoff", |f| f.claim("aud", GLOBEX).sign();
    nonce_of_another_handoff: INVALID, "unknown_handoff", |f| {
        let other = Receiver::new();
        f.claim("nonce", other.nonce()).sign()
    };
    sid_of_nobody: (401, "login_required"), "login_required", |f| {
        let other = Receiver::new();
        f.claim("sid", other.fresh_id().as_str()).sign()
    };
}

#[tokio::test]
async fn sid_of_another_user() {
    let case = Case::new().await;
    case.world.join("bob", "acme").await;
    assert_eq!(case.world.sign_in("bob", PASSWORD).await.status, 200);
    let sid = case.world.audit().await.pop().unwrap().sid.unwrap();
    let answer = case.forged(|f| f.claim("sid", sid).sign()).await;
    case.refused(answer, INVALID, "unknown_handoff").await;
}

#[tokio::test]
async fn jkt_of_another_key_that_proves_itself() {
    let case = Case::new().await;
    let thief = Receiver::new();
    let forge = case.world.forge_of(&case.token).await;
    let forged = forge
        .claim("cnf", serde_json::json!({ "jkt": thief.jkt() }))
        .sign();
    let answer = case.world.renew(&forged, &thief).await;
    case.refused(answer, INVALID, "unknown_handoff").await;
}

// attack: 89
#[tokio::test]
async fn a_stolen_token_with_another_key() {
    let case = Case::new().await;
    let answer = case.world.renew(&case.token, &Receiver::new()).await;
    let row = case.world.audit().await.pop().unwrap();
    assert_eq!(
        (row.domain.as_deref(), row.login.as_deref()),
        (Some(ACME), Some("ada"))
    );
    case.refused(answer, INVALID, "other_key").await;
}

#[tokio::test]
async fn a_permit() {
    let case = Case::new().await;
    let permit = case.world.sign_in("ada", PASSWORD).await.member("permit");
    let answer = case.world.renew(&permit, &case.receiver).await;
    case.refused(answer, INVALID, "invalid_token").await;
}

#[tokio::test]
async fn a_ticket() {
    let case = Case::new().await;
    let ticket = case.world.ticket(&case.receiver).await;
    let answer = case.world.renew(&ticket, &case.receiver).await;
    case.refused(answer, INVALID, "invalid_token").await;
}

/// A ticket that was given and never redeemed is no domain session, whatever is signed about it.
#[tokio::test]
async fn a_session_that_was_never_begun() {
    let case = Case::new().await;
    let other = Receiver::new();
    let ticket = case.world.ticket(&other).await;
    let sid = case.world.audit().await.pop().unwrap().sid.unwrap();
    let begun = case.world.forge_of(&ticket).await;
    let forged = case.world.forge_of(&case.token).await;
    let forged = forged
        .claim("sid", sid)
        .claim("nonce", begun.payload["nonce"].clone())
        .claim("cnf", begun.payload["cnf"].clone())
        .sign();
    let answer = case.world.renew(&forged, &other).await;
    case.refused(answer, INVALID, "unknown_handoff").await;
}

macro_rules! refused_proofs {
    ($($name:ident: $code:expr, $change:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            let case = Case::new().await;
            let answer = case.proven($change).await;
            case.refused(answer, (401, $code), $code).await;
        })+
    };
}

refused_proofs! {
    // attack: 89
    a_proof_for_another_method: "invalid_token", |p| p.method = "GET";
    // attack: 89
    a_proof_for_redeem: "invalid_token", |p| p.url = "http://auth.localhost:9000/api/redeem";
    // attack: 89
    a_proof_for_another_origin: "invalid_token", |p| p.url = "http://acme.localhost:9001/api/renew";
    // attack: 89
    a_proof_for_no_token: "invalid_token", |p| p.access_token = None;
    // attack: 89
    a_proof_for_another_token: "invalid_token", |p| p.access_token = Some("another");
    // attack: 89
    a_proof_a_second_too_old: "token_expired", |p| p.now = p.now - Seconds(61);
    // attack: 89
    a_proof_a_second_too_far_ahead: "invalid_token", |p| p.now = p.now + Seconds(61);
}

#[tokio::test]
async fn no_proof() {
    let case = Case::new().await;
    let answer = case.world.renew_with(&case.token, "").await;
    let row = case.world.audit().await.pop().unwrap();
    assert_eq!(row.domain.as_deref(), Some(ACME));
    case.refused(answer, INVALID, "invalid_token").await;
}

#[tokio::test]
async fn two_proofs() {
    let case = Case::new().await;
    let now = case.world.issuer.clock.now();
    let proof = || case.receiver.renewal_proof(&case.token, now);
    let (first, second) = (proof(), proof());
    let headers = [
        ("content-type", "application/json"),
        ("dpop", &*first),
        ("dpop", &*second),
    ];
    let body = serde_json::json!({ "token": case.token }).to_string();
    let answer = case
        .world
        .send(axum::http::Method::POST, "/api/renew", &headers, &body)
        .await;
    case.refused(answer, INVALID, "invalid_token").await;
}

// attack: 89
#[tokio::test]
async fn a_proof_used_twice() {
    let case = Case::new().await;
    let now = case.world.issuer.clock.now();
    let proof = case.receiver.renewal_proof(&case.token, now);
    assert_eq!(case.world.renew_with(&case.token, &proof).await.status, 200);
    let answer = case.world.renew_with(&case.token, &proof).await;
    case.refused(answer, (401, "token_used"), "proof_replayed").await;
}

#[tokio::test]
async fn a_body_with_more_or_less() {
    let case = Case::new().await;
    let headers = [("content-type", "application/json"), ("origin", ACME)];
    for body in [
        r"{}",
        r#"{"token":"a","token":"b"}"#,
        r#"{"token":"a","ticket":"b"}"#,
    ] {
        let answer = case
            .world
            .send(axum::http::Method::POST, "/api/renew", &headers, body)
            .await;
        answer.refused(400, "invalid_request");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
}

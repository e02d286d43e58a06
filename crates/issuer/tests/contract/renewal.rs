//! Renewals: the records alone decide, and a renewal is a use of the session.

use crosspass_issuer::Randomness;
use crosspass_issuer::actions::{Grant, NewSession, RenewOutcome, RenewRequest};
use crosspass_issuer::model::{Carrier, RenewRefusal};
use crosspass_issuer::store::Store;
use crosspass_protocol::dpop::{ProofExpected, UntrustedProof, VerifiedProof};
use crosspass_protocol::{
    BindingRule, Expected, KeyId, Labels, Origin, RenewableToken, SessionClaims, SigningKey, Subject,
    Timestamp, TokenId, UntrustedToken, native, sign,
};

use crate::values::{NOW, ada, context, limits, new_session, origin};
use crosspass_testkit::{ISSUER, Receiver};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(NOW + seconds)
}

/// The session token of a sign-in, verified, bound to the receiver.
pub(crate) fn token(new: &NewSession, receiver: &Receiver) -> (String, RenewableToken) {
    let random = Randomness::open();
    let pkcs8 = SigningKey::generate(&random.source()).unwrap();
    let key = SigningKey::from_pkcs8(&pkcs8, KeyId::parse("issuer").unwrap(), random.source()).unwrap();
    let issuer = Origin::parse(ISSUER).unwrap();
    let claims = SessionClaims {
        issuer: issuer.clone(),
        audience: origin(),
        subject: Subject::parse("ada-1").unwrap(),
        session_id: new.sid.clone(),
        token_id: TokenId::from_random([9; 16]),
        issued_at: at(0),
        expires_at: at(600),
        auth_time: at(0),
        binding: receiver.binding.clone(),
        name: "Ada".to_owned(),
        email: "ada@example.com".to_owned(),
        labels: Labels::none(),
    };
    let compact = sign(&key, &claims).unwrap();
    let untrusted = UntrustedToken::parse(&compact).unwrap();
    let signed = native::verify(untrusted.check_with(key.public_jwk()).unwrap()).unwrap();
    let expected = Expected {
        issuer: &issuer,
        audience: &origin(),
        now: at(0),
        binding: BindingRule::Handoff(&receiver.binding),
    };
    let renewable = signed.accept_even_if_expired(&expected).unwrap();
    (compact, renewable)
}

pub(crate) fn proof(receiver: &Receiver, compact: &str, now: Timestamp) -> VerifiedProof {
    let proof = receiver.renewal_proof(compact, now);
    let signed = native::verify(UntrustedProof::parse(&proof).unwrap().check()).unwrap();
    signed
        .accept(&ProofExpected {
            method: "POST",
            url: &format!("{ISSUER}/api/renew"),
            now,
            access_token: Some(compact),
        })
        .unwrap()
}

/// A member signs in, which hands a session over; then it is renewed for as long as the records say.
pub(crate) async fn renewal(store: &Store) {
    let receiver = Receiver::new();
    let grant = Grant {
        carrier: Carrier::Popup,
        binding: receiver.binding.clone(),
        token_id: TokenId::from_random([9; 16]),
    };
    let new = NewSession {
        audience: Some((origin(), Some(grant))),
        ..new_session("hash", 6)
    };
    store.sign_in(&new, &context(0)).await.unwrap();
    let (compact, token) = token(&new, &receiver);
    let renew_with = async |proof: &VerifiedProof, seconds| {
        let request = RenewRequest {
            token: &token,
            proof,
            limits: limits(),
        };
        match store.renew(&request, &context(seconds)).await.unwrap() {
            RenewOutcome::Given(session) => {
                assert_eq!((session.sid, session.user.login), (new.sid.clone(), ada()));
                None
            }
            RenewOutcome::Refused(refusal) => Some(refusal),
        }
    };
    let renew = async |seconds| renew_with(&proof(&receiver, &compact, at(seconds)), seconds).await;

    let once = proof(&receiver, &compact, at(99));
    assert_eq!(renew_with(&once, 99).await, None);
    assert_eq!(renew_with(&once, 99).await, Some(RenewRefusal::ProofReplayed));
    let stranger = proof(&Receiver::new(), &compact, at(99));
    assert_eq!(renew_with(&stranger, 99).await, Some(RenewRefusal::OtherKey));
    // 100 seconds after the last use, which the refusals were not.
    assert_eq!(renew(198).await, None);
    assert_eq!(renew(298).await, Some(RenewRefusal::SessionEnded));
    assert_eq!(renew(1000).await, Some(RenewRefusal::PastEnd));

    store.set_suspended(&origin(), true, &context(200)).await.unwrap();
    let refused = renew(200).await;
    assert!(matches!(refused, Some(RenewRefusal::Decision(_))), "{refused:?}");
    store
        .set_suspended(&origin(), false, &context(200))
        .await
        .unwrap();
    assert_eq!(renew(200).await, None);

    let farewell = new_session("hash", 103).secret;
    let ended = store
        .sign_out(&new.secret, &farewell, &context(200))
        .await
        .unwrap();
    assert_eq!(ended, Some(new.sid.clone()));
    assert_eq!(renew(200).await, Some(RenewRefusal::SessionEnded));
    let rows = store.audit_rows(9).await.unwrap();
    let reasons: Vec<_> = rows
        .iter()
        .filter(|row| row.event == "renew")
        .map(|row| row.reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        [
            "ok",
            "login_required",
            "token_expired",
            "domain_suspended",
            "ok",
            "login_required"
        ]
    );
}

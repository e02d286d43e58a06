//! Ory Kratos fails at the sign-in, or says something that signs nobody in (75).

use ory_kratos_client::models::AuthenticatorAssuranceLevel::Aal2;
use serde_json::{Value, json};

use crate::support::stand_in::{Fault, Identity};
use crate::support::{Provided, STEVE, kratos_cookie, others_answers, person, way_back};

// attack: 75, 115
#[tokio::test]
async fn no_answer_is_no_session() {
    let faults = [
        Fault::Hangs,
        Fault::Status(500),
        Fault::Status(404),
        Fault::Status(403),
        Fault::Oversized,
    ];
    let faults = faults.into_iter().chain(others_answers());
    let provided = Provided::new().await;
    for fault in faults {
        let (attempt, back) = provided.leave("/provider/start", "").await;
        let cookie = kratos_cookie(&provided.kratos.sign_in(STEVE).0);
        provided.kratos.set_fault(Some(fault));
        let answer = provided.come_back(&back, &[&attempt, &cookie]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("set-cookie")),
            (503, ""),
            "{fault:?}"
        );
        assert!(
            answer.text.contains("temporarily_unavailable"),
            "{fault:?}: {}",
            answer.text
        );
        provided.kratos.set_fault(None);
    }
    assert!(provided.world.reasons("sign_in", "allowed").await.is_empty());
}

// attack: 75
#[tokio::test]
async fn a_kratos_that_is_not_there_is_no_session() {
    let provided = Provided::configured(&[("kratos.internal_url", "http://127.0.0.1:9")]).await;
    let (answer, ..) = provided.attempt(STEVE).await;
    assert_eq!(answer.status, 503);
}

// attack: 75
#[tokio::test]
async fn an_inactive_identity_is_refused() {
    // Kratos ends its session with it; if another version did not, the identity's own state would count.
    for (is_kept, status, reason) in [(false, 401, "login_required"), (true, 403, "identity_inactive")] {
        let provided = Provided::new().await;
        if is_kept {
            provided.kratos.keep_sessions_of_inactive();
        }
        let (attempt, back) = provided.leave("/provider/start", "").await;
        let cookie = kratos_cookie(&provided.kratos.sign_in(STEVE).0);
        provided.kratos.put(Identity {
            state: ory_kratos_client::models::identity::StateEnum::Inactive,
            ..person(1, STEVE)
        });
        let answer = provided.come_back(&back, &[&attempt, &cookie]).await;
        assert_eq!(answer.status, status);
        assert_eq!(provided.world.reasons("sign_in", "refused").await, [reason]);
    }
}

/// Both ways in which a Kratos says that a factor is missing lead to it: its own refusal, and a level that is too low.
// attack: 75
#[tokio::test]
async fn a_missing_factor_is_asked_for_once() {
    for by_kratos in [true, false] {
        let provided = Provided::configured(&[("kratos.aal", "aal2")]).await;
        if by_kratos {
            provided.kratos.require_second_factor();
        }
        let (answer, value, session) = provided.attempt(STEVE).await;
        assert!(
            answer
                .location()
                .contains("/self-service/login/browser?aal=aal2&return_to="),
            "{}",
            answer.location()
        );
        let cookie = kratos_cookie(&value);
        let refused = provided
            .come_back(&way_back(&answer), &[&answer.cookie(), &cookie])
            .await;
        assert_eq!((refused.status.as_u16(), refused.header("set-cookie")), (403, ""));
        assert!(refused.text.contains("access_denied"), "{}", refused.text);
        let (answer, back) = provided.leave("/provider/start", "").await;
        provided.kratos.set_level(&session, Aal2);
        let goes = provided.come_back(&back, &[&answer, &cookie]).await;
        assert_eq!(goes.location(), "/sign-in", "{}", goes.text);
        assert_eq!(
            provided.world.reasons("sign_in", "refused").await,
            ["low_assurance"]
        );
    }
}

#[tokio::test]
async fn an_identity_without_what_is_needed_is_refused() {
    let bad: [(&str, Value); 6] = [
        ("kratos.login", json!({ "name": { "first": "Steve" } })),
        (
            "kratos.login",
            json!({ "email": ["a@example.com"], "name": { "first": "Steve" } }),
        ),
        (
            "kratos.login",
            json!({ "email": "two words", "name": { "first": "Steve" } }),
        ),
        ("kratos.name", json!({ "email": STEVE })),
        (
            "kratos.name",
            json!({ "email": STEVE, "name": { "first": "turns\u{202e}around" } }),
        ),
        ("kratos.login", json!(STEVE)),
    ];
    let provided = Provided::new().await;
    for (setting, traits) in bad {
        provided.kratos.put(Identity {
            traits,
            ..person(1, STEVE)
        });
        let (answer, ..) = provided.attempt(STEVE).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("set-cookie")),
            (403, ""),
            "{setting}"
        );
        assert!(answer.text.contains(setting), "{setting}: {}", answer.text);
    }
    provided.put(Some(json!({ "organizations": { "acme": true } })));
    let (answer, ..) = provided.attempt(STEVE).await;
    assert!(answer.text.contains("kratos.organizations"), "{}", answer.text);
    let reasons = provided.world.reasons("sign_in", "refused").await;
    assert!(
        reasons.len() == 7 && reasons.iter().all(|reason| reason == "identity_incomplete"),
        "{reasons:?}"
    );
}

/// A name in Kratos must not take over who has it here.
#[tokio::test]
async fn a_login_of_another_user_is_refused() {
    let provided = Provided::new().await;
    provided.kratos.put(Identity {
        traits: json!({ "email": "ADA", "name": { "first": "Ada", "last": "Impostor" } }),
        ..person(2, "impostor")
    });
    let (answer, ..) = provided.attempt("impostor").await;
    assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (403, ""));
    assert_eq!(
        provided.world.reasons("sign_in", "refused").await,
        ["login_taken"]
    );
}

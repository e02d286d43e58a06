//! Which version a backend speaks: what the issuer's key set says, 2 at most; and the one before where forms are not
//! taken after all.

use crosspass_issuer::Clock;
use crosspass_protocol::{Labels, Seconds};
use serde_json::{Value, json};

use crate::support::{ACME, Browser, Called, HostileIssuer};

/// Signs in, and is renewed by the next request after two thirds of the token's life.
async fn renewed(issuer: &HostileIssuer, browser: &mut Browser) -> Vec<Called> {
    let claims = issuer.enter(browser).await;
    issuer.clock.step(500);
    let mut next = claims;
    (next.issued_at, next.expires_at) = (issuer.clock.now(), issuer.clock.now() + Seconds(600));
    issuer.renew_to(&issuer.sign(&next));
    let before = browser.token();
    assert_eq!(browser.name().await, "Ada");
    assert_ne!(browser.token(), before, "it was not renewed");
    issuer.calls()
}

#[track_caller]
fn is_json(call: &Called) {
    assert_eq!(call.content_type, "application/json");
    let body: Value = serde_json::from_str(&call.body).unwrap();
    assert_eq!(body.as_object().unwrap().keys().collect::<Vec<_>>(), ["token"]);
    assert!(call.proof.is_some());
}

/// The proof that is in it, and nothing beside it.
#[track_caller]
fn is_form(call: &Called) -> &str {
    assert_eq!(call.content_type, "application/x-www-form-urlencoded");
    assert_eq!(call.proof, None);
    let members: Vec<_> = call
        .body
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .collect();
    let [("crosspass", "2"), ("token", token), ("proof", proof)] = members.as_slice() else {
        panic!("{members:?}");
    };
    assert_eq!(token.split('.').count(), 3);
    proof
}

#[tokio::test]
async fn json_with_an_issuer_that_says_nothing_of_it() {
    for said in [Value::Null, json!(1), json!("2"), json!(0), json!([2])] {
        let issuer = HostileIssuer::new().await;
        issuer.speak(said, false);
        let calls = renewed(&issuer, &mut issuer.backend().browser(ACME)).await;
        assert_eq!(calls.len(), 1);
        is_json(&calls[0]);
    }
}

#[tokio::test]
async fn a_form_with_one_that_takes_it() {
    for said in [2, 3] {
        let issuer = HostileIssuer::new().await;
        issuer.speak(json!(said), true);
        let calls = renewed(&issuer, &mut issuer.backend().browser(ACME)).await;
        assert_eq!(calls.len(), 1);
        is_form(&calls[0]);
    }
}

/// What issuers of version 1 do not say, and what they may say one day.
#[tokio::test]
async fn pages_and_handlers_learn_what_the_token_says_of_the_user() {
    let issuer = HostileIssuer::new().await;
    let backend = issuer.backend();
    let said = Labels::new(&["pwd", "otp"], Some("2"), &["admin", "buyer"]).unwrap();
    for (labels, expected) in [
        (Labels::none(), json!([[], null, []])),
        (said, json!([["pwd", "otp"], "2", ["admin", "buyer"]])),
    ] {
        let mut browser = backend.browser(ACME);
        let (nonce, jkt) = browser.begin().await;
        let mut claims = issuer.claims(&nonce, &jkt);
        claims.labels = labels;
        assert_eq!(browser.take(&issuer.sign(&claims)).await.status, 200);
        let session = browser.session().await;
        let told = json!([session["amr"], session["acr"], session["roles"]]);
        assert_eq!(told, expected);
    }
}

/// The set is five minutes old at most, and the issuer may have gone back meanwhile.
#[tokio::test]
async fn json_after_a_form_that_is_not_taken() {
    let issuer = HostileIssuer::new().await;
    issuer.speak(json!(2), false);
    let calls = renewed(&issuer, &mut issuer.backend().browser(ACME)).await;
    assert_eq!(calls.len(), 2);
    let proof = is_form(&calls[0]);
    is_json(&calls[1]);
    // Not used up by the refusal: it came before anybody looked at it.
    assert_eq!(calls[1].proof.as_deref(), Some(proof));
}

//! Addresses to return to that lead elsewhere (31, 32, 33, 88): no Location off the registry.
// attacks of this file: 31

use crate::support::{ACME, Receiver, World, sign_in_path};

/// The page says why, signed in or not, and leads nowhere.
async fn refused(query: &str, status: u16, told: &[&str]) {
    let world = World::new().await;
    let ada = world.ada().await;
    for cookie in ["", ada.as_str()] {
        let page = world.visit(&format!("/sign-in?{query}"), cookie).await;
        assert_eq!((page.status.as_u16(), page.location()), (status, ""), "{query}");
        assert!(page.header("content-type").starts_with("text/html"));
        for told in told {
            assert!(page.text.contains(told), "{told}: {}", page.text);
        }
    }
    assert!(world.reasons("mint", "allowed").await.is_empty());
}

macro_rules! refused_addresses {
    ($($name:ident: $status:literal, $query:expr, $told:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused($query, $status, &$told).await;
        })+
    };
}

const NONCE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

refused_addresses! {
    an_unknown_origin: 400, "return_to=http://evil.localhost:1/", ["unknown_domain", "evil.localhost:1"];
    a_registered_host_at_another_port: 400, "return_to=http://acme.localhost:9002/", ["unknown_domain"];
    a_registered_host_by_another_scheme: 400, "return_to=https://acme.localhost:9001/", ["unknown_domain"];
    a_longer_host: 400, "return_to=http://acme.localhost:9001.evil.localhost/", ["invalid_request", "return_to"];
    a_prefixed_host: 400, "return_to=http://evil-acme.localhost:9001/", ["unknown_domain"];
    // attack: 88
    userinfo: 400, "return_to=http://acme.localhost:9001%40evil.localhost/", ["invalid_request", "return_to"];
    userinfo_of_a_registered_host: 400, "return_to=http://evil%40acme.localhost:9001/", ["invalid_request", "return_to"];
    a_backslash: 400, "return_to=http://evil.localhost%5C%40acme.localhost:9001/", ["unknown_domain"];
    a_protocol_relative_address: 400, "return_to=//acme.localhost:9001/", ["invalid_request", "return_to"];
    a_path: 400, "return_to=/account.html", ["invalid_request", "return_to"];
    a_nul: 400, "return_to=http://acme.localhost%00.evil.localhost/", ["invalid_request", "return_to"];
    a_fullwidth_dot: 400, "return_to=http://evil.localhost%EF%BC%8Facme.localhost:9001/", ["invalid_request", "return_to"];
    a_trailing_dot: 400, "return_to=http://acme.localhost.:9001/", ["invalid_request", "return_to"];
    plain_http_elsewhere: 400, "return_to=http://example.com/", ["invalid_request", "return_to"];
    // attack: 16
    javascript: 400, "return_to=javascript:alert(1)", ["invalid_request", "return_to"];
    data: 400, "return_to=data:text/html,x", ["invalid_request", "return_to"];
    // attack: 88
    blob: 400, "return_to=blob:http://acme.localhost:9001/x", ["invalid_request", "return_to"];
    // attack: 88
    the_receiver: 400, "return_to=http://acme.localhost:9001/crosspass/receiver.html", ["invalid_request", "return_to: lies in"];
    // attack: 88
    the_receiver_encoded: 400, "return_to=http://acme.localhost:9001/cross%2570ass/receiver.html", ["invalid_request"];
    // attack: 88
    the_receiver_by_dots: 400, "return_to=http://acme.localhost:9001/a/../crosspass/receiver.html", ["invalid_request"];
    over_2_kilobytes: 400, &format!("return_to=http://acme.localhost:9001/{}", "a".repeat(2100)), ["invalid_request"];
    empty: 400, "return_to=", ["invalid_request", "return_to"];
    // attack: 33
    given_twice: 400, &format!("return_to={ACME}/&return_to={ACME}/"), ["invalid_request", "return_to: it is given twice"];
    // attack: 33
    given_twice_by_encoding: 400, &format!("return_to={ACME}/&return%5Fto={ACME}/"), ["invalid_request", "twice"];
    // attack: 33
    encoded_twice: 400, "return_to=http%253A%252F%252Facme.localhost%253A9001%252F", ["invalid_request", "return_to"];
    badly_encoded: 400, "return_to=http://acme.localhost:9001/%zz", ["invalid_request", "return_to"];
    no_utf8: 400, "return_to=http://acme.localhost:9001/%ff", ["invalid_request", "return_to"];
    an_unknown_parameter_twice: 400, &format!("return_to={ACME}/&debug=1&debug=1"), ["invalid_request", "debug"];
    a_nonce_twice: 400, &format!("return_to={ACME}/&nonce={NONCE}&nonce={NONCE}&jkt={NONCE}"), ["nonce: it is given twice"];
    a_nonce_alone: 400, &format!("return_to={ACME}/&nonce={NONCE}"), ["jkt: it is missing"];
    a_key_alone: 400, &format!("return_to={ACME}/&jkt={NONCE}"), ["nonce: it is missing"];
    a_short_nonce: 400, &format!("return_to={ACME}/&nonce=AAAA&jkt={NONCE}"), ["nonce:"];
    a_key_of_html: 400, &format!("return_to={ACME}/&nonce={NONCE}&jkt=%3Cscript%3E"), ["jkt:"];
    a_nonce_without_an_address: 400, &format!("nonce={NONCE}&jkt={NONCE}"), ["return_to: it is missing"];
}

// attack: 16
#[tokio::test]
async fn html_in_a_parameter_is_inert() {
    let world = World::new().await;
    let page = world
        .visit("/sign-in?%3Cscript%3Ealert(1)%3C/script%3E=%zz", "")
        .await;
    assert_eq!(page.status, 400);
    assert!(!page.text.contains("<script>alert"), "{}", page.text);
    let page = world
        .visit(
            &format!("/sign-in?return_to={ACME}/%22%3C/script%3E%3Cscript%3E"),
            "",
        )
        .await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("</script><script>"), "{}", page.text);
}

#[tokio::test]
async fn the_page_gets_the_address_as_the_browser_will_write_it() {
    let world = World::new().await;
    let page = world
        .visit("/sign-in?return_to=HTTP://ACME.localhost:9001/a+b/../c%23d", "")
        .await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains(&format!(r#""return_to":"{ACME}/c""#)),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_good_address_is_taken() {
    let world = World::new().await;
    let page = world.visit(&sign_in_path(ACME, Some(&Receiver::new())), "").await;
    assert_eq!(page.status, 200);
}

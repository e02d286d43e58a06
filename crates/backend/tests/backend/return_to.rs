//! Addresses to return to that lead elsewhere (31, 32, 33, 88): no Location off the domain.

use crate::support::{ACME, World};

async fn refused(query: &str) {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let answer = browser.visit(&format!("/crosspass/begin?{query}")).await;
    answer.refused_at_domain(400, "invalid_request");
    assert_eq!(answer.location(), "");
    assert!(browser.cookies.is_empty(), "{:?}", browser.cookies);
}

macro_rules! refused_addresses {
    ($($name:ident: $query:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused($query).await;
        })+
    };
}

// attack: 31
refused_addresses! {
    another_origin: "return_to=http://evil.localhost:1/";
    another_port: "return_to=http://acme.localhost:9002/";
    another_scheme: "return_to=https://acme.localhost:9001/";
    another_domain_of_this_backend: "return_to=http://globex.localhost:9002/";
    a_longer_host: "return_to=http://acme.localhost:9001.evil.localhost/";
    a_prefixed_host: "return_to=http://evil-acme.localhost:9001/";
    // attack: 88
    userinfo: "return_to=http://acme.localhost:9001%40evil.localhost/";
    // attack: 88
    userinfo_of_this_host: "return_to=http://evil%40acme.localhost:9001/";
    // attack: 32
    a_backslash: "return_to=http://evil.localhost%5C%40acme.localhost:9001/";
    // attack: 32
    a_nul: "return_to=http://acme.localhost%00.evil.localhost/";
    // attack: 32
    a_fullwidth_dot: "return_to=http://evil.localhost%EF%BC%8Facme.localhost:9001/";
    // attack: 32
    a_trailing_dot: "return_to=http://acme.localhost.:9001/";
    no_path: "return_to=account";
    // attack: 16
    javascript: "return_to=javascript:alert(1)";
    data: "return_to=data:text/html,x";
    // attack: 88
    blob: "return_to=blob:http://acme.localhost:9001/x";
    // attack: 88
    the_landing: "return_to=/crosspass/session";
    // attack: 88
    beginning_itself: "return_to=/crosspass/begin";
    // attack: 88
    the_landing_by_its_whole_address: "return_to=http://acme.localhost:9001/crosspass/session?ticket=x";
    // attack: 88
    the_landing_encoded: "return_to=/cross%2570ass/session";
    // attack: 88
    the_landing_by_dots: "return_to=/a/../crosspass/session";
    // attack: 88
    the_landing_behind_slashes: "return_to=//crosspass/session";
    over_2_kilobytes: &format!("return_to=/{}", "a".repeat(2100));
    // attack: 33
    two_of_them: "return_to=/a&return_to=/b";
    // attack: 33
    a_parameter_beside_it: "return_to=/a&nonce=AAAA";
    bytes_that_are_no_text: "return_to=%ff";
}

/// Addresses that stay at the domain for every parser, and where each leads to in the end.
// attack: 31, 32
#[tokio::test]
async fn odd_addresses_of_this_domain_stay_here() {
    for (wanted, address) in [
        ("/", "/"),
        ("//evil.localhost/x", "//evil.localhost/x"),
        ("/%5Cevil.localhost", "//evil.localhost"),
        ("/%09/evil.localhost", "//evil.localhost"),
        ("/%40evil.localhost", "/@evil.localhost"),
        ("/a%23b", "/a"),
        ("http://ACME.localhost:9001/a%20b", "/a%20b"),
    ] {
        let world = World::new().await;
        let mut browser = world.backend().browser(ACME);
        let cookie = world.sign_in("ada").await;
        let begun = browser
            .visit(&format!("/crosspass/begin?return_to={wanted}"))
            .await;
        assert_eq!(begun.status, 303, "{wanted}: {}", begun.text);
        let back = world.visit(begun.location(), &cookie).await;
        let landed = browser.visit(back.location()).await;
        assert_eq!(landed.location(), format!("{ACME}{address}"), "{wanted}");
    }
}

/// The cookie that remembers it is the browser's word: another address in it is not followed.
// attack: 31, 48
#[tokio::test]
async fn an_address_written_into_the_cookie() {
    use base64ct::{Base64UrlUnpadded, Encoding};
    let world = World::new().await;
    let cookie = world.sign_in("ada").await;
    for evil in [
        "https://evil.example/",
        "http://acme.localhost:9001/crosspass/begin",
        "evil.example",
        "\r\nx: y",
    ] {
        let mut browser = world.backend().browser(ACME);
        let landing = world.to_landing(&mut browser, &cookie).await;
        let (name, value) = browser
            .cookies
            .iter()
            .find(|(name, _)| name.contains("begun"))
            .unwrap();
        let (made_at, _) = value.split_once('.').unwrap();
        let forged = format!("{made_at}.{}", Base64UrlUnpadded::encode_string(evil.as_bytes()));
        browser.cookies.insert(name.clone(), forged);
        let answer = browser.land(&landing).await;
        assert_eq!(answer.location(), "", "{evil}");
        answer.refused_at_domain(401, "nonce_mismatch");
    }
}

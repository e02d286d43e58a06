//! Attack rows 4 and 32: an origin is what a browser says it is, or nothing.

use crosspass_protocol::{Origin, OriginError, RegisteredOrigin, RegisteredOriginError};
use proptest::prelude::*;
use url::Url;

/// Texts near the border: pieces of origins put together at random.
fn nearly_an_origin() -> impl Strategy<Value = String> {
    let scheme = prop_oneof![
        4 => Just("https://"), 4 => Just("http://"), 1 => Just("HTTPS://"), 1 => Just("ftp://"), 1 => Just("https:/"), 1 => Just("//"), 1 => Just("")
    ];
    let host = prop_oneof![
        6 => "[a-z0-9_-]{1,6}(\\.[a-z0-9-]{1,6}){0,3}",
        2 => "[0-9a-fx]{1,4}(\\.[0-9a-fx]{1,4}){0,4}",
        2 => "[A-Za-z0-9.@:/?#\\\\%\\[\\] -]{0,12}",
        1 => Just("[::1]".to_owned()),
        1 => Just("[::ffff:1.2.3.4]".to_owned()),
        1 => "xn--[a-z0-9]{0,6}\\.com",
        1 => "\\PC{0,6}",
    ];
    let port = prop_oneof![4 => Just(String::new()), 3 => ":[0-9]{1,6}", 1 => ":[0-9a-z+ -]{0,4}"];
    let rest = prop_oneof![8 => Just(""), 1 => Just("/"), 1 => Just("?"), 1 => Just("#"), 1 => Just("\t"), 1 => Just(".")];
    (scheme, host, port, rest).prop_map(|(scheme, host, port, rest)| format!("{scheme}{host}{port}{rest}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    /// What is taken is exactly what a browser's parser calls the origin of that text.
    // attack: 32
    #[test]
    fn what_is_taken_is_what_a_browser_says(text in nearly_an_origin()) {
        if let Ok(origin) = Origin::parse(&text) {
            // An ill-formed xn-- label is refused by browsers, and at registration by us.
            if let Ok(url) = Url::parse(&text) {
                prop_assert_eq!(url.origin().ascii_serialization(), origin.as_str());
            } else {
                prop_assert!(text.contains("xn--"), "{} is taken, browsers refuse it", text);
                prop_assert!(RegisteredOrigin::parse(&text).is_err());
            }
        }
    }

    /// What a browser says is taken, but for the forms that are refused by name.
    #[test]
    fn what_a_browser_says_is_taken(text in nearly_an_origin()) {
        let Ok(url) = Url::parse(&text) else { return Ok(()) };
        let said = url.origin().ascii_serialization();
        let named_exception = said == "null"
            || !said.starts_with("http")
            || said.contains('[')
            || said.ends_with(":0")
            || said.split(['/', ':']).any(|host| host.ends_with('.') || host.contains(".."))
            || said.chars().any(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.:/".contains(c)))
            || url.host_str().is_some_and(|host| host.len() > 253 || host.split('.').any(|l| l.is_empty() || l.len() > 63));
        prop_assert!(named_exception || Origin::parse(&said).is_ok(), "{} of {} is refused", said, text);
    }

    /// Parsing ends without a panic, whatever comes.
    #[test]
    fn any_text_has_an_answer(text in "\\PC{0,300}") {
        let _ = Origin::parse(&text);
        let _ = RegisteredOrigin::parse(&text);
    }
}

// attack: 4
#[test]
fn look_alikes_are_other_origins_or_none() {
    let ours = Origin::parse("https://app.customer.com").unwrap();
    for other in [
        "https://app.customer.com.evil.example",
        "https://evil-app.customer.com",
        "http://app.customer.com",
        "https://app.customer.com:8443",
        "https://xn--app-customer.com",
    ] {
        assert_ne!(Origin::parse(other).unwrap(), ours);
    }
    for none in [
        "null",
        "https://app.customer.com.",
        "https://app.customer.com/",
        "https://app.customer.com:443",
        "https://App.customer.com",
        "https://user@app.customer.com",
        "https://app.customer.com\\.evil.example",
        "https://app.customer.com%00.evil.example",
        "https://\u{ff41}pp.customer.com",
        "https://аpp.customer.com",
        " https://app.customer.com",
        "https://app.customer.com\n",
    ] {
        assert!(Origin::parse(none).is_err(), "{none:?}");
    }
}

#[test]
fn each_part_has_its_error() {
    for (text, error) in [
        ("ftp://a.example", OriginError::Scheme),
        ("https://", OriginError::Host),
        ("https://a..example", OriginError::Host),
        ("http://0x7f.1", OriginError::Host),
        ("http://127.1", OriginError::Host),
        ("http://127.0.0.01", OriginError::Host),
        ("http://1.2.3.4.5", OriginError::Host),
        ("http://[::2]", OriginError::Host),
        ("http://[::1]x", OriginError::Host),
        ("https://a.example:", OriginError::Port),
        ("https://a.example:0", OriginError::Port),
        ("https://a.example:08443", OriginError::Port),
        ("https://a.example:65536", OriginError::Port),
        ("http://a.example:80", OriginError::Port),
    ] {
        assert_eq!(Origin::parse(text).unwrap_err(), error, "{text}");
    }
}

#[test]
fn a_host_has_at_most_253_bytes() {
    let label = |length| "a".repeat(length);
    let host = |last| [label(63), label(63), label(63), label(last)].join(".");
    for (last, taken) in [(60, true), (61, true), (62, false), (63, false)] {
        let host = host(last);
        let parsed = Origin::parse(&format!("https://{host}"));
        assert_eq!(parsed.is_ok(), taken, "{} bytes", host.len());
    }
}

#[test]
fn a_label_has_at_most_63_bytes() {
    let with = |length| Origin::parse(&format!("https://{}.example", "a".repeat(length)));
    assert!(with(63).is_ok());
    assert_eq!(with(64), Err(OriginError::Host));
}

#[test]
fn loopback_is_this_machine_alone() {
    for text in [
        "http://localhost:3000",
        "http://a.localhost:9001",
        "http://127.0.0.1",
        "http://127.8.9.1:81",
        "http://[::1]:9000",
    ] {
        assert!(Origin::parse(text).unwrap().is_loopback(), "{text}");
    }
    for text in [
        "http://localhost.evil.example",
        "http://notlocalhost",
        "http://128.0.0.1",
        "https://auth.example.com",
    ] {
        assert!(!Origin::parse(text).unwrap().is_loopback(), "{text}");
    }
}

#[test]
fn a_registered_origin_is_secure_and_means_one_thing() {
    assert!(RegisteredOrigin::parse("https://app.customer.com").is_ok());
    assert!(RegisteredOrigin::parse("http://acme.localhost:9001").is_ok());
    let refused = |text: &str| RegisteredOrigin::parse(text).unwrap_err();
    assert_eq!(
        refused("http://app.customer.com"),
        RegisteredOriginError::Insecure
    );
    assert_eq!(refused("https://xn--a.example"), RegisteredOriginError::Ambiguous);
    assert_eq!(
        refused("https://a.example/"),
        RegisteredOriginError::Origin(OriginError::Host)
    );
}

#[test]
fn paths_are_joined_to_the_origin() {
    let origin = Origin::parse("http://[::1]:9000").unwrap();
    assert_eq!(origin.join("/api/redeem"), "http://[::1]:9000/api/redeem");
    assert_eq!(origin.host(), "[::1]");
}

//! Attack rows 31, 32 and 88: where a user may be sent back to.
// attacks of this file: 31

use crosspass_protocol::{ReturnTo, ReturnToError};
use proptest::prelude::*;
use url::Url;

#[test]
fn a_good_address_is_re_serialised() {
    let good = ReturnTo::parse("HTTPS://App.Customer.com:443/a/../b?q=1#fragment").unwrap();
    assert_eq!(good.as_str(), "https://app.customer.com/b?q=1");
    assert_eq!(good.origin().as_str(), "https://app.customer.com");
}

#[test]
fn an_international_host_is_its_punycode() {
    let good = ReturnTo::parse("https://bücher.example/").unwrap();
    assert_eq!(good.origin().as_str(), "https://xn--bcher-kva.example");
}

#[test]
fn other_schemes_are_refused() {
    for text in [
        "http://app.customer.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "blob:https://app.customer.com/1",
        "ftp://app.customer.com/",
        "file:///etc/passwd",
        "about:blank",
    ] {
        assert_eq!(
            ReturnTo::parse(text).unwrap_err(),
            ReturnToError::Scheme,
            "{text}"
        );
    }
    assert!(ReturnTo::parse("http://acme.localhost:9001/").is_ok());
}

#[test]
fn userinfo_is_refused() {
    for text in [
        "https://user@app.customer.com/",
        "https://:pw@app.customer.com/",
        "https://app.customer.com@evil.example/",
    ] {
        assert_eq!(
            ReturnTo::parse(text).unwrap_err(),
            ReturnToError::Userinfo,
            "{text}"
        );
    }
}

#[test]
fn relative_addresses_are_refused() {
    for text in [
        "",
        "/",
        "//app.customer.com/",
        "\\\\app.customer.com",
        "app.customer.com",
        "https://",
    ] {
        assert_eq!(
            ReturnTo::parse(text).unwrap_err(),
            ReturnToError::Malformed,
            "{text}"
        );
    }
}

#[test]
fn the_handoffs_own_addresses_are_refused() {
    for path in [
        "/crosspass/receiver.html",
        "/crosspass/",
        "/crosspass",
        "/CrossPass/x",
        "//crosspass/x",
        "/./crosspass/x",
        "/x/../crosspass/x",
        "/%63rosspass/x",
        "/%2563rosspass/x",
        "/%2fcrosspass/x",
        "/%5ccrosspass/x",
        "/\\crosspass/x",
        "/crosspass%2Freceiver.html",
    ] {
        let text = format!("https://app.customer.com{path}");
        assert_eq!(
            ReturnTo::parse(&text).unwrap_err(),
            ReturnToError::Reserved,
            "{text}"
        );
    }
    for path in [
        "/crosspassage",
        "/a/crosspass/",
        "/?next=/crosspass/",
        "/%",
        "/%zz",
    ] {
        assert!(
            ReturnTo::parse(&format!("https://app.customer.com{path}")).is_ok(),
            "{path}"
        );
    }
}

#[test]
fn long_addresses_are_refused() {
    let long = format!("https://app.customer.com/{}", "a".repeat(2048));
    assert_eq!(ReturnTo::parse(&long).unwrap_err(), ReturnToError::TooLong);
    let grows = format!("https://app.customer.com/{}", "\u{e9}".repeat(900));
    assert_eq!(ReturnTo::parse(&grows).unwrap_err(), ReturnToError::TooLong);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    /// The address that is navigated to has the origin that was looked up, by the browser's rules.
    // attack: 32
    #[test]
    fn the_origin_is_that_of_the_address(text in "(https?:)?[/\\\\]{0,3}[a-z@:.0-9%\\\\\u{ff0e}]{0,16}[/\\\\?#@:]?\\PC{0,20}") {
        if let Ok(good) = ReturnTo::parse(&text) {
            let url = Url::parse(good.as_str()).unwrap();
            prop_assert_eq!(url.origin().ascii_serialization(), good.origin().as_str());
            prop_assert_eq!(url.as_str(), good.as_str());
            prop_assert!(url.fragment().is_none() && url.username().is_empty() && url.password().is_none());
            // Twice is as once: nothing is left that a second reader would read in another way.
            prop_assert_eq!(&ReturnTo::parse(good.as_str()).unwrap(), &good);
        }
    }
}

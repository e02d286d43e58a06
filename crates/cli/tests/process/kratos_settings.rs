//! The settings of Ory Kratos: what cannot be used is told with the setting's name, before anything is served.

use crosspass_cli::{Config, Sources, StorageConfig};
use crosspass_issuer::CookieReach;
use crosspass_issuer::model::fits_issuer;
use crosspass_protocol::Origin;

const GOOD: [(&str, &str); 3] = [
    ("issuer", "https://auth.example.com"),
    ("kratos.public_url", "https://auth.example.com/kratos/"),
    ("kratos.admin_url", "http://127.0.0.1:4434"),
];

fn sources(changes: &[(&'static str, &str)]) -> Sources {
    let mut all: Vec<(&'static str, Option<String>)> = Vec::new();
    for (name, value) in GOOD.iter().chain(changes) {
        all.retain(|(known, _)| known != name);
        all.push((name, Some((*value).to_owned())));
    }
    all.retain(|(_, value)| value.as_deref() != Some("-"));
    Sources::gather(&all, |_| None).unwrap()
}

fn problem(changes: &[(&'static str, &str)]) -> String {
    Config::check(&sources(changes)).unwrap_err().to_string()
}

#[test]
fn the_addresses_and_nothing_else_are_enough() {
    let config = Config::check(&sources(&[])).unwrap();
    let kratos = config.settings.kratos.unwrap();
    assert_eq!(kratos.public_url, "https://auth.example.com/kratos");
    assert_eq!(kratos.internal_url, kratos.public_url);
    assert_eq!(kratos.cookie_reach, CookieReach::host("auth.example.com"));
    assert!(
        Config::check(&sources(&[("kratos.public_url", "-"), ("kratos.admin_url", "-")]))
            .unwrap()
            .settings
            .kratos
            .is_none()
    );
}

#[test]
fn what_cannot_be_used_is_named() {
    let bad: [(&str, &str, &str); 16] = [
        (
            "kratos.public_url",
            "auth.example.com/kratos",
            "no absolute address",
        ),
        (
            "kratos.public_url",
            "https://accounts.example.com/",
            "its host is not auth.example.com",
        ),
        (
            "kratos.public_url",
            "http://auth.example.com/kratos",
            "its scheme is not the issuer's",
        ),
        (
            "kratos.public_url",
            "https://auth.example.com",
            "the issuer answers at / itself",
        ),
        (
            "kratos.public_url",
            "https://auth.example.com/api/kratos",
            "the issuer answers at /api itself",
        ),
        (
            "kratos.public_url",
            "https://a@auth.example.com/kratos",
            "a user name or a password",
        ),
        (
            "kratos.public_url",
            "https://auth.example.com/kratos?a=b",
            "a query or a fragment",
        ),
        ("kratos.admin_url", "-", "is missing"),
        (
            "kratos.admin_url",
            "ftp://127.0.0.1/",
            "neither https:// nor http://",
        ),
        (
            "kratos.internal_url",
            "kratos:4433",
            "neither https:// nor http://",
        ),
        ("kratos.cookie_name", "a b", "no cookie's name"),
        ("kratos.cookie_domain", "customer.com", "is not at or below it"),
        ("kratos.cookie_domain", "example.com/", "lower-case ASCII name"),
        ("kratos.aal", "aal3", "neither aal1 nor aal2"),
        ("kratos.timeout_seconds", "6", "out of range"),
        (
            "kratos.organizations",
            "organizations",
            "begins with none of traits.",
        ),
    ];
    for (name, value, wrong) in bad {
        let told = problem(&[(name, value)]);
        assert!(
            told.contains(name) && told.contains(wrong),
            "{name} = {value}: {told}"
        );
    }
    for name in ["kratos.login", "kratos.name", "kratos.email"] {
        assert!(problem(&[(name, "name..first")]).contains(name), "{name}");
    }
}

#[test]
fn a_setting_that_would_do_nothing_is_a_mistake() {
    let told = problem(&[("kratos.public_url", "-")]);
    assert!(
        told.contains("kratos.public_url: is missing, and kratos.admin_url is there"),
        "{told}"
    );
}

// attack: 87
#[test]
fn no_domain_gets_the_cookie() {
    let origin = |text| Origin::parse(text).unwrap();
    let issuer = origin("https://auth.example.com");
    let judged = |cookie: &CookieReach, domain| fits_issuer(&origin(domain), &issuer, Some(cookie)).is_ok();
    let host = CookieReach::host("auth.example.com");
    assert!(judged(&host, "https://app.example.com") && judged(&host, "https://customer.com"));
    // Browsers send a host's cookies to all its ports.
    assert!(!judged(&host, "https://auth.example.com:8443"));
    let domain = CookieReach::domain("example.com");
    for reached in [
        "https://app.example.com",
        "https://example.com",
        "https://a.b.example.com:8443",
    ] {
        assert!(!judged(&domain, reached), "{reached}");
    }
    for free in [
        "https://customer.com",
        "https://notexample.com",
        "https://example.com.customer.com",
    ] {
        assert!(judged(&domain, free), "{free}");
    }
    assert_eq!(CookieReach::parse(&domain.to_string()), domain);
    assert_eq!(CookieReach::parse(&host.to_string()), host);
}

#[test]
fn commands_know_the_cookie_from_the_same_settings() {
    let config = StorageConfig::check(&sources(&[("kratos.cookie_domain", ".example.com")])).unwrap();
    assert_eq!(config.cookie_reach, Some(CookieReach::domain("example.com")));
    let config = StorageConfig::check(&sources(&[])).unwrap();
    assert_eq!(config.cookie_reach, Some(CookieReach::host("auth.example.com")));
}

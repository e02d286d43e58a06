//! A refused user reads why, in words, and has a way on: every code, every language.

use crosspass_issuer::model::Language;
use crosspass_protocol::Code;
use crosspass_server::{About, ErrorPage, Theme};

use crate::support::{ACME, GLOBEX, REAL_PAGES, World, sign_in_path};

/// Where the button leads: on the error page, and on pages with a script. `""` is the same address once more.
const WAYS: [(Code, &str, &str); 19] = [
    (Code::InvalidCredentials, "", "again"),
    (Code::AccessDenied, "/sign-out", "account"),
    (Code::UnknownDomain, "/", "domains"),
    (Code::DomainSuspended, "/", "domains"),
    (Code::InvalidRequest, "/", "domains"),
    (Code::LoginRequired, "", "sign-in"),
    (Code::RateLimited, "", "again"),
    (Code::PopupBlocked, "", "again"),
    (Code::NonceMismatch, "ACME/", "domain"),
    (Code::InvalidToken, "ACME/", "domain"),
    (Code::TokenExpired, "ACME/", "domain"),
    (Code::TokenUsed, "ACME/", "domain"),
    (Code::RedirectLoop, "ACME/", "domain"),
    (Code::AccountMismatch, "ACME/", "domain"),
    (Code::WasmBlocked, "", "again"),
    (Code::StorageUnavailable, "ACME/", "domain"),
    (Code::ThirdPartyCookiesBlocked, "ACME/", "domain"),
    (Code::Network, "", "again"),
    (Code::TemporarilyUnavailable, "", "again"),
];

/// What is between these two, once.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let parts: Vec<&str> = page.split(before).collect();
    assert_eq!(parts.len(), 2, "{before} {} times in {page}", parts.len() - 1);
    parts[1].split_once(after).unwrap().0
}

#[tokio::test]
async fn every_code_has_a_sentence_and_a_button() {
    let world = World::configured(&[("pages", REAL_PAGES)]).await;
    assert_eq!(WAYS.map(|(code, _, _)| code), *Code::ALL);
    for (code, href, _) in WAYS {
        for language in Language::ALL {
            for origin in [Some(ACME), None] {
                let about = About {
                    theme: None,
                    user: origin.map(|_| "Ada Lovelace (ada)".to_owned()),
                    domain: origin.map(|_| "Acme".to_owned()),
                    origin: origin.map(str::to_owned),
                };
                let page = ErrorPage {
                    code,
                    message: "for operators",
                    reference: "0123456789abcdef",
                    status: 403,
                    about: &about,
                    theme: Theme::plain(language),
                };
                let page = world.state.site.pages.error(&page).unwrap();
                let why = between(&page, "id=\"message\">", "</p>");
                let next = between(&page, "id=\"next\">", "</p>");
                for sentence in [why, next] {
                    assert!(
                        sentence.ends_with('.') && sentence.len() > 15,
                        "{code} {language}: {sentence}"
                    );
                    assert!(!sentence.contains(['{', '_']), "{code} {language}: {sentence}");
                }
                // With nothing known of a domain there is the list of them.
                let expected = match (href, origin) {
                    ("ACME/", Some(acme)) => format!("{}/", acme.replace('/', "&#x2f;")),
                    ("ACME/", None) => "/".to_owned(),
                    (other, _) => other.to_owned(),
                };
                let way = between(&page, "id=\"way\" href=\"", "</a>");
                let (address, words) = way.split_once("\">").unwrap();
                assert_eq!(address, expected, "{code} {language}");
                assert!(!words.is_empty(), "{code} {language}: a button without words");
                assert!(
                    between(&page, "<h1", "</h1>").contains("autofocus"),
                    "{code}: not read out"
                );
            }
        }
    }
}

#[tokio::test]
async fn pages_with_a_script_have_a_button_for_each_way() {
    let world = World::configured(&[("pages", REAL_PAGES)]).await;
    let ada = world.ada().await;
    for (path, cookie, has_domain) in [
        ("/sign-in", "", false),
        (&sign_in_path(ACME, None), "", true),
        (&sign_in_path(GLOBEX, None), &ada, true),
        ("/", &ada, false),
    ] {
        let page = world.visit(path, cookie).await;
        let data = page.data();
        for (code, _, way) in WAYS {
            assert_eq!(data["ways"][code.as_str()], way);
            for name in [format!("failed.{code}"), format!("failed.{code}.next")] {
                assert!(data["texts"][&name].is_string(), "{path}: no {name}");
            }
            // To begin at the domain takes one; on the launcher its own button does that.
            if way != "again" && (way != "domain" || has_domain) {
                between(&page.text, &format!("way-{way}\""), "</a>");
            }
        }
        assert_eq!(data["ways"].as_object().unwrap().len(), Code::ALL.len());
    }
}

/// The receiver page, which is a domain's, says it in its own words.
#[test]
fn the_receiver_page_has_a_sentence_and_a_button_for_what_ends_there() {
    let page = include_str!("../../../client/receiver/receiver.html");
    for (code, _, _) in WAYS {
        let ends_elsewhere = matches!(
            code,
            Code::InvalidCredentials
                | Code::PopupBlocked
                | Code::RedirectLoop
                | Code::ThirdPartyCookiesBlocked
        );
        assert_eq!(page.contains(&format!("why-{code}\"")), !ends_elsewhere, "{code}");
        if !ends_elsewhere {
            let told = between(page, &format!("<li id=\"why-{code}\" data-way=\""), "</li>");
            let (way, sentence) = told.split_once("\">").unwrap();
            assert!(
                sentence.ends_with('.') && sentence.len() > 15,
                "{code}: {sentence}"
            );
            assert!(
                page.contains(&format!(" way-{way}\"")),
                "{code}: no button for {way}"
            );
        }
    }
}

#[tokio::test]
async fn a_refusal_says_how_long_to_wait() {
    let settings = [
        ("limits.account_attempts", "1"),
        ("limits.account_refill_seconds", "30"),
    ];
    let world = World::configured(&settings).await;
    world
        .sign_in("ada", "wrong")
        .await
        .refused(401, "invalid_credentials");
    let answer = world.sign_in("ada", "wrong").await;
    answer.refused(429, "rate_limited");
    assert_eq!(answer.header("retry-after"), "30");
    assert_eq!(answer.json()["retry_after"], 30);
}

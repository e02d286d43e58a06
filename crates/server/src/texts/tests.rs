//! Tests of the catalogues, of filling them, and of choosing a language.
#![allow(clippy::unwrap_used)]

use crosspass_protocol::Code;

use crosspass_issuer::model::HopReason;

use crosspass_issuer::model::Language;

use super::{Filling, Key, Wording, Wordings, placeholders};

#[test]
fn every_code_has_its_sentence_and_its_next_step() {
    for code in Code::ALL {
        for name in [format!("failed.{code}"), format!("failed.{code}.next")] {
            assert!(Key::parse(&name).is_some(), "{name}");
        }
    }
}

#[test]
fn every_end_of_a_hop_has_its_words() {
    let reasons = HopReason::ALL.map(HopReason::as_str);
    for key in ["pending", "sent", "arrived"].iter().chain(&reasons) {
        let name = format!("propagate.{key}");
        assert!(Key::parse(&name).is_some(), "{name}");
    }
}

#[test]
fn every_language_names_the_same_things() {
    for key in Key::all() {
        let sorted = |language| {
            let mut names: Vec<_> = placeholders(key.text(language)).collect();
            names.sort_unstable();
            names
        };
        for language in Language::ALL {
            assert_eq!(sorted(language), sorted(Language::English), "{}", key.name());
            // What is built in passes the check that an organization's texts pass.
            assert!(
                Wording::parse(key, key.text(language)).is_ok(),
                "{language} {}",
                key.name()
            );
        }
    }
}

#[test]
fn placeholders_are_filled_once() {
    let filling = Filling {
        domain: Some("{user}".to_owned()),
        user: Some("<b>&{domain}".to_owned()),
        ..Filling::default()
    };
    assert_eq!(filling.plain("{user} to {domain}!"), "<b>&{domain} to {user}!");
    assert_eq!(filling.plain("at {origin}"), "at {origin}");
    assert_eq!(
        filling.html("<i>{user}</i> {domain}"),
        "&lt;i&gt;<bdi>&lt;b&gt;&amp;{domain}</bdi>&lt;&#x2f;i&gt; <bdi>{user}</bdi>"
    );
}

#[test]
fn a_browser_is_answered_in_the_language_it_likes_best() {
    for (header, language) in [
        ("", "en"),
        ("de", "de"),
        ("DE-at", "de"),
        ("fr, de;q=0.5", "de"),
        ("en;q=0.8, de;q=0.9", "de"),
        ("en;q=0.875, de;q=0.87", "en"),
        ("de;q=0", "en"),
        ("de;q=0.0, *", "en"),
        ("en, de", "en"),
        ("de;q=much", "de"),
        (&"x,".repeat(2000), "en"),
        ("\u{e4}\u{f6}", "en"),
    ] {
        assert_eq!(Language::asked_for(header).as_str(), language, "{header}");
    }
}

#[test]
fn texts_of_ones_own_fit_their_key() {
    for (name, text, wrong) in [
        (
            "sign_in.buton",
            "x",
            "there is no text \"sign_in.buton\"; expected one of service, the_site",
        ),
        (
            "sign_in.button",
            "",
            "sign_in.button: expected 1 to 400 characters",
        ),
        (
            "sign_in.button",
            "a\nb",
            "sign_in.button: expected 1 to 400 characters",
        ),
        (
            "sign_in.button",
            "a\u{202e}b",
            "sign_in.button: expected 1 to 400 characters",
        ),
        (
            "sign_in.button",
            "Go to {domain}",
            "sign_in.button: expected a text with no placeholder",
        ),
        (
            "continue.button",
            "Continue",
            "continue.button: expected a text with {user}",
        ),
        (
            "continue.button",
            "{user} {usr}",
            "continue.button: expected a text with {user}",
        ),
        ("continue.button", "{user} {user}", "each once"),
        (
            "error.access_denied",
            "{user} no",
            "expected a text with {domain} and {origin} and {user}",
        ),
    ] {
        let error = Wordings::parse([(name, text)]).unwrap_err().to_string();
        assert!(error.contains(wrong), "{error}");
    }
    let texts = [("sign_in.button", "Los!"), ("continue.button", "Go, {user}")];
    let wordings = Wordings::parse(texts).unwrap();
    assert_eq!(wordings.text(Key::parse("sign_in.button").unwrap()), Some("Los!"));
    assert_eq!(wordings.to_texts().iter().count(), 2);
}

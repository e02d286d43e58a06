//! Attack row 6: window messages, as the adapters hand their members over.
// attacks of this file: 6

use crosspass_protocol::message::{Field, MAX_MESSAGE, Message, MessageError};
use crosspass_protocol::{Code, Nonce};
use proptest::prelude::*;

use crate::common::binding;

fn number(value: f64) -> Field {
    Field::Number(value)
}

fn text(value: &str) -> Field {
    Field::Text(value.to_owned())
}

fn fields(members: &[(&str, Field)]) -> Vec<(String, Field)> {
    members
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

fn all() -> Vec<Message<String>> {
    vec![
        Message::Ready(binding()),
        Message::Session("token".to_owned()),
        Message::Stored(Nonce::from_random([7; 32])),
        Message::Failed(Code::StorageUnavailable),
    ]
}

fn written(message: &Message<String>) -> Vec<(String, Field)> {
    let members = message
        .members()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), text(value)));
    [("crosspass".to_owned(), number(1.0))]
        .into_iter()
        .chain(members)
        .collect()
}

#[test]
fn every_message_reads_back() {
    for message in all() {
        assert_eq!(Message::parse(&written(&message)).unwrap(), message);
    }
}

#[test]
fn another_version_is_dropped() {
    for version in [number(2.0), number(0.0), number(1.5), number(f64::NAN), text("1")] {
        for message in all() {
            let mut fields = written(&message);
            fields[0].1 = version.clone();
            assert_eq!(Message::parse(&fields), Err(MessageError));
        }
    }
}

#[test]
fn a_missing_member_is_dropped() {
    for message in all() {
        let whole = written(&message);
        for missing in 0..whole.len() {
            let mut fields = whole.clone();
            fields.remove(missing);
            assert_eq!(Message::parse(&fields), Err(MessageError));
        }
    }
}

#[test]
fn an_extra_member_is_dropped() {
    for message in all() {
        for name in ["__proto__", "extra", "type", "constructor"] {
            let mut fields = written(&message);
            fields.push((name.to_owned(), text("x")));
            assert_eq!(Message::parse(&fields), Err(MessageError));
        }
    }
}

#[test]
fn members_of_another_type_are_dropped() {
    for message in all() {
        for wrong in 1..written(&message).len() {
            let mut fields = written(&message);
            fields[wrong].1 = number(1.0);
            assert_eq!(Message::parse(&fields), Err(MessageError));
        }
    }
}

#[test]
fn an_oversized_token_is_dropped() {
    let session = |length| {
        fields(&[
            ("crosspass", number(1.0)),
            ("type", text("session")),
            ("token", text(&"a".repeat(length))),
        ])
    };
    assert!(Message::parse(&session(MAX_MESSAGE)).is_ok());
    assert_eq!(Message::parse(&session(MAX_MESSAGE + 1)), Err(MessageError));
}

#[test]
fn unknown_words_are_dropped() {
    let with = |kind: &str, name: &str, value: &str| {
        Message::parse(&fields(&[
            ("crosspass", number(1.0)),
            ("type", text(kind)),
            (name, text(value)),
        ]))
    };
    assert_eq!(with("Session", "token", "t"), Err(MessageError));
    assert_eq!(with("", "token", "t"), Err(MessageError));
    assert_eq!(with("failed", "code", "no_such_code"), Err(MessageError));
    assert_eq!(with("stored", "nonce", "javascript:alert(1)"), Err(MessageError));
    assert_eq!(with("stored", "nonce", "AAAA"), Err(MessageError));
}

proptest! {
    /// Whatever is taken is one of ours, and says the same when written again.
    #[test]
    fn what_is_taken_writes_back(
        members in prop::collection::vec(("[a-z_]{0,9}", prop_oneof![
            any::<f64>().prop_map(Field::Number),
            Just(Field::Number(1.0)),
            "[a-zA-Z0-9_-]{0,44}".prop_map(Field::Text),
            prop::sample::select(vec!["ready", "session", "stored", "failed"]).prop_map(|t| Field::Text(t.to_owned())),
        ]), 0..6)
    ) {
        if let Ok(message) = Message::parse(&members) {
            let mut again = written(&message);
            let mut given = members.clone();
            again.sort_by(|a, b| a.0.cmp(&b.0));
            given.sort_by(|a, b| a.0.cmp(&b.0));
            prop_assert_eq!(again, given);
        }
    }
}

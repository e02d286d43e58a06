//! How paths can be read: the table `fixtures/paths.json`, which the front is tested with as well.

use crosspass_protocol::{PathReading, ReturnTo, ReturnToError};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    reserved: Reserved,
    resolved: Vec<String>,
    several: Vec<String>,
    one: Vec<String>,
}

#[derive(Deserialize)]
struct Reserved {
    before: Vec<String>,
    name: Vec<String>,
    after: Vec<String>,
    others: Vec<String>,
}

impl Table {
    fn read() -> Self {
        serde_json::from_str(include_str!("../fixtures/paths.json")).unwrap()
    }

    fn reserved(&self) -> Vec<String> {
        let Reserved {
            before,
            name,
            after,
            others,
        } = &self.reserved;
        let mut all = others.clone();
        for before in before {
            for name in name {
                all.extend(after.iter().map(|after| format!("{before}{name}{after}")));
            }
        }
        all
    }
}

fn are(paths: &[String], reading: PathReading) {
    let others: Vec<_> = paths
        .iter()
        .map(|path| (path, PathReading::of(path)))
        .filter(|(_, read)| *read != reading)
        .collect();
    assert!(others.is_empty(), "not {reading:?}: {others:#?}");
}

fn as_address(path: &str) -> Result<ReturnTo, ReturnToError> {
    ReturnTo::parse(&format!("https://app.customer.com{path}"))
}

// attack: 88, 99
#[test]
fn what_some_reader_takes_for_the_handoffs_own_is_reserved() {
    let table = Table::read();
    let reserved = table.reserved();
    assert!(reserved.len() > 10_000, "{}", reserved.len());
    are(&reserved, PathReading::Reserved);
    are(&table.resolved, PathReading::Reserved);
    for path in reserved {
        assert_eq!(as_address(&path), Err(ReturnToError::Reserved), "{path}");
    }
}

// attack: 100
#[test]
fn what_two_readers_take_for_two_pages_has_several_readings() {
    are(&Table::read().several, PathReading::Several);
}

#[test]
fn what_every_reader_takes_for_one_page_has_one_reading() {
    are(&Table::read().one, PathReading::One);
}

#[test]
fn honest_addresses_are_returned_to() {
    let Table {
        resolved,
        several,
        one,
        ..
    } = Table::read();
    for path in [resolved, several, one].concat() {
        assert!(as_address(&path).is_ok(), "{path}");
    }
}

/// Without a slash at its beginning it is no path.
#[test]
fn other_texts_are_no_path() {
    for text in ["", "account", "https://app.customer.com/", "*", "?x"] {
        assert_eq!(PathReading::of(text), PathReading::Several, "{text:?}");
    }
}

// attack: 99
#[test]
fn a_long_path_is_read_in_bounded_time() {
    for part in [
        "%25", "%2f", "..;", "%5c", "/", "%", "\u{ff0f}", "%c0%ae", ";%2f\\",
    ] {
        let path = format!("/{}", part.repeat(32_768 / part.len()));
        let _ = PathReading::of(&path);
        let _ = PathReading::of(&format!("{path}63rosspass/"));
    }
}

proptest! {
    /// Whatever came before, a name of ours at the root is never missed, and nothing panics.
    // attack: 99
    #[test]
    fn no_text_panics_and_none_hides_ours(text in "\\PC{0,24}", rest in "[/;%\\\\?#\\PC]?\\PC{0,8}") {
        let _ = PathReading::of(&text);
        let _ = PathReading::of(&format!("/{text}"));
        let path = format!("/crosspass/{rest}");
        prop_assert_eq!(PathReading::of(&path), PathReading::Reserved);
    }
}

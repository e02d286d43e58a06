//! Small crates with and without circles.

use super::circles;
use super::modules::Modules;

/// The circles of a crate whose files are given as path and text; `lib.rs` is the root.
fn found(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let text = |path: &str| {
        files
            .iter()
            .find(|(name, _)| *name == path)
            .map(|(_, text)| (*text).to_owned())
    };
    let arrows = Modules::read("lib.rs", &text).unwrap().arrows();
    circles(&arrows)
        .into_iter()
        .map(|circle| circle.into_iter().collect())
        .collect()
}

#[test]
fn two_files_that_import_each_other() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "use super::a; pub struct B; impl B { fn a(_: a::A) {} }"),
    ];
    assert_eq!(found(&files), [["a.rs", "b.rs"]]);
}

#[test]
fn one_way_is_no_circle() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "pub struct B;"),
    ];
    assert!(found(&files).is_empty());
}

#[test]
fn a_ring_of_three_by_paths_inside_functions_and_macros() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "pub fn a() { crate::b::b() }"),
        ("b.rs", "pub fn b() { assert!(super::c::C); }"),
        (
            "c.rs",
            "pub const C: bool = true; fn c() { use crate::{a::{self}}; a::a() }",
        ),
    ];
    assert_eq!(found(&files), [["a.rs", "b.rs", "c.rs"]]);
}

#[test]
fn re_exports_lead_to_the_file_that_defines() {
    let files = [
        ("lib.rs", "mod a; mod deep; pub use a::A; pub use deep::*;"),
        ("a.rs", "use crate::Inner as Other; pub struct A(Other);"),
        ("deep/mod.rs", "mod inner; pub use self::inner::{Inner};"),
        ("deep/inner.rs", "pub struct Inner(Option<crate::A>);"),
    ];
    assert_eq!(found(&files), [["a.rs", "deep/inner.rs"]]);
}

#[test]
fn a_list_of_re_exports_needs_nothing() {
    let files = [
        ("lib.rs", "mod a; pub use a::A; pub(crate) mod b;"),
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "pub enum B { One }"),
    ];
    assert!(found(&files).is_empty());
}

#[test]
fn a_child_and_its_parent_that_use_each_other() {
    let parent = "mod child; pub struct Parent(child::Child);";
    let child = "use super::Parent; pub enum Child { Of(Box<Parent>) }";
    assert_eq!(
        found(&[("lib.rs", parent), ("child.rs", child)]),
        [["child.rs", "lib.rs"]]
    );
    let listing = "mod child; pub use child::Child; pub struct Parent;";
    assert!(found(&[("lib.rs", listing), ("child.rs", child)]).is_empty());
    // The name comes into the parent as a re-export, and is used there.
    let user = "mod child; pub use child::Child; pub struct Parent; fn f() { Child::f() }";
    assert_eq!(
        found(&[("lib.rs", user), ("child.rs", child)]),
        [["child.rs", "lib.rs"]]
    );
}

#[test]
fn globs_are_looked_through() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use super::b::*; pub struct A(B);"),
        ("b.rs", "use super::*; pub struct B; fn f(_: a::A) {}"),
    ];
    assert_eq!(found(&files), [["a.rs", "b.rs"]]);
}

#[test]
fn unit_tests_variables_methods_and_lifetimes_are_no_arrows() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::b; pub fn a() { b() }"),
        (
            "b.rs",
            "use crate::a; pub fn b() { let a = 1; x.a(); let y: &'a u8 = a; }
             #[cfg(test)] mod tests { use crate::a::a; fn f() { a() } }",
        ),
    ];
    assert!(found(&files).is_empty());
}

#[test]
fn modules_of_other_paths_and_inside_a_file() {
    let files = [
        (
            "lib.rs",
            "#[path = \"x/y.rs\"] mod a; mod b { pub mod c; pub struct B(super::a::A); }",
        ),
        ("x/y.rs", "pub struct A(crate::b::c::C);"),
        ("b/c.rs", "pub struct C(super::B);"),
    ];
    assert_eq!(found(&files), [["b/c.rs", "lib.rs", "x/y.rs"]]);
}

#[test]
fn a_missing_file_and_what_is_no_rust_are_errors() {
    let none = |_: &str| None;
    assert!(Modules::read("lib.rs", &none).is_err());
    let child_lacks = |path: &str| (path == "lib.rs").then(|| "mod a;".to_owned());
    assert!(Modules::read("lib.rs", &child_lacks).is_err());
    let open = |_: &str| Some("fn f() {".to_owned());
    assert!(Modules::read("lib.rs", &open).is_err());
}

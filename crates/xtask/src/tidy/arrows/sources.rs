//! What no manifest shows: SQL outside of the store, and files of `www/` in a crate.

/// How a statement begins, in capitals as all of ours are.
const STATEMENTS: [&str; 8] = [
    "SELECT ",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "ALTER TABLE ",
    "DROP TABLE ",
    "PRAGMA ",
];

/// What is wrong in these files, given as path and text. This tool itself builds `www/`, and has the words above.
pub(super) fn wrong<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let store = "crates/issuer/src/store/";
    let ours = files.filter(|(path, _)| path.starts_with("crates/") && !path.starts_with("crates/xtask/"));
    let mut wrong = Vec::new();
    for (path, text) in ours {
        let is_shipped =
            path.ends_with(".rs") && path.contains("/src/") && !path.starts_with("crates/testkit/");
        if is_shipped && !path.starts_with(store) && has_sql(text) {
            wrong.push(format!("SQL in {path}"));
        }
        if takes_pages(path, text) {
            wrong.push(format!("{path} -> www"));
        }
    }
    wrong
}

fn has_sql(text: &str) -> bool {
    let code = || text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code().any(|line| line.contains("sqlx") || STATEMENTS.iter().any(|statement| line.contains(statement)))
}

/// An `import` of a script or an `include_str!` of Rust. Tests in Rust may serve the pages from where they are.
fn takes_pages(path: &str, text: &str) -> bool {
    let is_script = [".ts", ".tsx", ".js", ".mjs"]
        .iter()
        .any(|end| path.ends_with(end));
    text.lines()
        .any(|line| line.contains("../www/") && (is_script || line.contains("include_")))
}

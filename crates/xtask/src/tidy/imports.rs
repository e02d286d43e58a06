//! Imports between scripts, styles and pages: no circle, and none from a folder into one that stands above it.

use super::tree::{File, Tree};
use anyhow::{Result, ensure};
use std::collections::{BTreeMap, BTreeSet};

/// What a folder's files must not import. `www` may import everything.
const FORBIDDEN: [(&str, &[&str]); 2] = [
    ("crates/", &["www/", "tests/"]),
    ("shared/", &["crates/", "www/", "tests/"]),
];

/// What stands before a file that is imported; after it comes the same quotation mark again.
const MARKS: [&str; 8] = [
    "from \"",
    "import \"",
    "import(\"",
    "@import \"",
    "url(\"",
    "href=\"",
    "src=\"",
    "bundled(\"",
];

const EXTENSIONS: [&str; 5] = [".ts", ".mjs", ".js", ".css", ".html"];

type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Checks the imports of all scripts, styles and pages.
pub(super) fn check(tree: &Tree) -> Result<()> {
    let graph = graph(&tree.files);
    ensure!(!graph.is_empty(), "no imports were found");
    let backwards = backwards(&graph);
    ensure!(backwards.is_empty(), "\n        {}", backwards.join("\n        "));
    let circle = circle(&graph);
    ensure!(circle.is_empty(), "a circle: {}", circle.join(" -> "));
    Ok(())
}

fn graph(files: &[File]) -> Graph<'_> {
    let known: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let sources = files
        .iter()
        .filter(|file| EXTENSIONS.iter().any(|extension| file.path.ends_with(extension)));
    let imports = |file: &File| -> BTreeSet<&str> {
        references(&file.text)
            .filter_map(|reference| resolve(&file.path, reference, &known))
            .collect()
    };
    sources
        .map(|file| (file.path.as_str(), imports(file)))
        .filter(|(_, imported)| !imported.is_empty())
        .collect()
}

fn references(text: &str) -> impl Iterator<Item = &str> {
    MARKS.iter().flat_map(move |mark| {
        text.split(mark)
            .skip(1)
            .filter_map(|rest| rest.split_once('"').map(|(reference, _)| reference))
    })
}

/// The file of the tree that a reference means, if it means one: `x.js` and `x` may be `x.ts`.
fn resolve<'a>(from: &str, reference: &str, known: &BTreeSet<&'a str>) -> Option<&'a str> {
    let is_script = [".ts", ".tsx", ".js", ".mjs"]
        .iter()
        .any(|end| from.ends_with(end));
    let path = match reference.strip_prefix("@crosspass/shared/") {
        Some(shared) => format!("shared/{shared}"),
        // A script names a package so: `react` is no file beside it.
        None if is_script && !reference.starts_with('.') => return None,
        None => join(from, reference)?,
    };
    let stem = path.strip_suffix(".js").unwrap_or(&path);
    // A page that names another page leads there.
    let is_link = from.ends_with(".html") && path.ends_with(".html");
    let candidates = [format!("{stem}.ts"), path.clone()];
    candidates
        .iter()
        .find_map(|candidate| known.get(candidate.as_str()).copied())
        .filter(|_| !is_link)
}

/// The path that a relative reference leads to.
fn join(from: &str, reference: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn backwards(graph: &Graph<'_>) -> Vec<String> {
    let is_forbidden = |from: &str, to: &str| {
        FORBIDDEN.iter().any(|(folder, above)| {
            from.starts_with(folder) && above.iter().any(|folder| to.starts_with(folder))
        })
    };
    graph
        .iter()
        .flat_map(|(from, imported)| imported.iter().map(move |to| (from, to)))
        .filter(|(from, to)| is_forbidden(from, to))
        .map(|(from, to)| format!("{from} imports {to}"))
        .collect()
}

/// The files of a circle, in order; the first one comes again at the end. Empty if there is none.
fn circle<'a>(graph: &Graph<'a>) -> Vec<&'a str> {
    let mut done = BTreeSet::new();
    graph
        .keys()
        .find_map(|file| walk(graph, file, &mut Vec::new(), &mut done))
        .unwrap_or_default()
}

fn walk<'a>(
    graph: &Graph<'a>,
    file: &'a str,
    path: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) -> Option<Vec<&'a str>> {
    if let Some(at) = path.iter().position(|earlier| *earlier == file) {
        return Some([&path[at..], &[file]].concat());
    }
    if done.contains(file) {
        return None;
    }
    path.push(file);
    let found = graph
        .get(file)
        .and_then(|imported| imported.iter().find_map(|next| walk(graph, next, path, done)));
    path.pop();
    done.insert(file);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(files: &[(&str, &str)]) -> String {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        let tree = Tree {
            files: files.iter().map(file).collect(),
        };
        check(&tree).map_or_else(|refusal| refusal.to_string(), |()| String::new())
    }

    #[test]
    fn a_circle_is_found_in_scripts_and_styles() {
        let one = ("www/a.ts", "import { b } from \"./b.js\";\n");
        assert_eq!(said(&[one, ("www/b.ts", "")]), "");
        let back = ("www/b.ts", "const { a } = await import(\"./a\");\n");
        assert_eq!(said(&[one, back]), "a circle: www/a.ts -> www/b.ts -> www/a.ts");
        let types = ("www/b.ts", "export type { A } from \"./a.js\";\n");
        assert!(said(&[one, types]).starts_with("a circle"));
        let styles = [
            ("www/a.css", "@import \"b.css\";\n"),
            ("www/b.css", "@import \"./a.css\";\n"),
        ];
        assert!(said(&styles).starts_with("a circle"));
    }

    #[test]
    fn crates_and_shared_files_import_nothing_from_above_them() {
        let script = ("crates/client/x.ts", "import \"../../www/y.js\";\n");
        assert!(said(&[script, ("www/y.ts", "")]).contains("crates/client/x.ts imports www/y.ts"));
        let page = (
            "crates/client/x.html",
            "<link rel=\"stylesheet\" href=\"../../www/y.css\">",
        );
        assert!(said(&[page, ("www/y.css", "")]).contains("crates/client/x.html imports www/y.css"));
        let shared = ("shared/x.ts", "import { y } from \"../crates/client/y.js\";\n");
        assert!(said(&[shared, ("crates/client/y.ts", "")]).contains("shared/x.ts imports"));
        let down = (
            "crates/client/y.ts",
            "import { x } from \"@crosspass/shared/x\";\n",
        );
        assert_eq!(said(&[down, ("shared/x.ts", "")]), "");
    }
}

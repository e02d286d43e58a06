//! References in pages: which files beside a page it names, and what they are called once built.

use std::collections::BTreeSet;

/// The names that a server-side template asks for: `assets['sign-in.js']`.
pub(super) fn template_assets(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (quote, opening) in [('\'', "assets['"), ('"', "assets[\"")] {
        let found = text
            .split(opening)
            .skip(1)
            .filter_map(|rest| rest.split_once(quote));
        names.extend(found.map(|(name, _)| name.to_owned()));
    }
    names
}

/// The relative references of a static page: values of `href` and `src` that name a file beside it.
pub(super) fn references(text: &str) -> BTreeSet<String> {
    attributes(text)
        .map(|(_, value)| value)
        .filter(|value| is_local(value))
        .map(str::to_owned)
        .collect()
}

/// The page with every reference replaced by what `built` answers.
pub(super) fn rewrite(text: &str, built: impl Fn(&str) -> Option<String>) -> String {
    let mut page = String::with_capacity(text.len());
    let mut done = 0;
    for (at, value) in attributes(text) {
        if let Some(address) = built(value).filter(|_| is_local(value)) {
            page.push_str(&text[done..at]);
            page.push_str(&address);
            done = at + value.len();
        }
    }
    page.push_str(&text[done..]);
    page
}

/// Each `href="…"` and `src="…"`: where its value begins, and the value.
fn attributes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = ["href=\"", "src=\""].into_iter().flat_map(|opening| {
        text.match_indices(opening)
            .filter(|(at, _)| text[..*at].ends_with(char::is_whitespace))
            .map(|(at, opening)| at + opening.len())
    });
    let mut starts: Vec<_> = starts.collect();
    starts.sort_unstable();
    starts
        .into_iter()
        .filter_map(|at| Some((at, text[at..].split_once('"')?.0)))
}

/// A relative address of a file that is built; other pages, other origins and anchors stay as they are.
fn is_local(value: &str) -> bool {
    let file = value.rsplit('/').next().unwrap_or(value);
    let elsewhere =
        value.starts_with(['/', '#', '?']) || value.starts_with("__") || value.contains([':', '{']);
    !elsewhere && file.contains('.') && !file.starts_with('.') && !file.contains(".html")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r##"<link rel="preload" href="crosspass_client_bg.wasm"><script src="page.ts"></script>
<a href="account.html#x">a</a> <a href="/crosspass/receiver.html">b</a> <a href="#top">c</a> <a href="./">d</a>
<link href="__CROSSPASS_ISSUER__/.well-known/jwks.json"> <a href="mailto:a@b.c">e</a> <i data-src="no.ts"></i>"##;

    #[test]
    fn only_files_beside_the_page_are_references() {
        let expected = ["crosspass_client_bg.wasm", "page.ts"].map(str::to_owned);
        assert_eq!(references(PAGE), BTreeSet::from(expected));
    }

    #[test]
    fn a_reference_is_rewritten_and_nothing_else() {
        let page = rewrite(PAGE, |name| {
            (name == "page.ts").then(|| "assets/page-1.js".to_owned())
        });
        assert_eq!(page, PAGE.replace("\"page.ts\"", "\"assets/page-1.js\""));
    }

    #[test]
    fn templates_quote_either_way() {
        let text = r#"{{ assets['a.js'] }} {{ assets["b.css"] }} {{ assets['a.js'] }}"#;
        assert_eq!(
            template_assets(text),
            BTreeSet::from(["a.js", "b.css"].map(str::to_owned))
        );
    }
}

//! What one Rust source says of its structure: the names that it defines, imports and mentions. Reads tokens, not types.

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// `a::b::c` as its segments.
pub(super) type Path = Vec<String>;

/// The items of a file or of a module inside it, without those that are for unit tests alone.
#[derive(Debug, Default)]
pub(super) struct Items {
    pub(super) modules: Vec<Module>,
    pub(super) imports: Vec<Import>,
    /// Names of structs, functions, constants and the like.
    pub(super) defined: Vec<String>,
    /// Paths in signatures, bodies and macros.
    pub(super) mentioned: Vec<Path>,
}

/// `mod name;` or `mod name { … }`.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) name: String,
    /// From `#[path = "…"]`.
    pub(super) path: Option<String>,
    /// None for a module in a file of its own.
    pub(super) inline: Option<Items>,
}

/// One name of a `use`.
#[derive(Debug)]
pub(super) struct Import {
    pub(super) path: Path,
    /// None for `*`.
    pub(super) name: Option<String>,
    /// `pub use` and its like only list a name for others.
    pub(super) is_public: bool,
}

pub(super) fn read(text: &str) -> Result<Items> {
    let tokens: TokenStream = text.parse().map_err(|error| anyhow!("{error}"))?;
    Ok(items(tokens))
}

fn items(tokens: TokenStream) -> Items {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut found = Items::default();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let (attributes, after) = attributes(rest);
        let (item, after) = after.split_at(end_of_item(after));
        rest = after;
        if !attributes.iter().any(is_for_tests) {
            found.add(item, &attributes);
        }
    }
    found
}

/// The groups of `#[…]` before an item, and what follows them.
fn attributes(mut tokens: &[TokenTree]) -> (Vec<TokenStream>, &[TokenTree]) {
    let mut found = Vec::new();
    loop {
        let (group, after) = match tokens {
            [hash, TokenTree::Group(group), after @ ..] if is_punct(hash, '#') => (group, after),
            [hash, bang, TokenTree::Group(group), after @ ..]
                if is_punct(hash, '#') && is_punct(bang, '!') =>
            {
                (group, after)
            }
            _ => return (found, tokens),
        };
        found.push(group.stream());
        tokens = after;
    }
}

/// `cfg(test)` and `cfg(all(test, …))`.
fn is_for_tests(attribute: &TokenStream) -> bool {
    let text: String = attribute.to_string().split_whitespace().collect();
    text.starts_with("cfg(test)") || text.starts_with("cfg(all(test,")
}

/// How many tokens the first item has: it ends with a semicolon or, if it has a body, with that.
fn end_of_item(tokens: &[TokenTree]) -> usize {
    let words: Vec<_> = tokens.iter().map_while(word).collect();
    let has_body = !words
        .iter()
        .any(|word| matches!(word.as_str(), "use" | "static" | "type"))
        && (!words.iter().any(|word| word == "const") || words.iter().any(|word| word == "fn"));
    let is_end = |token: &TokenTree| match token {
        TokenTree::Group(group) => has_body && group.delimiter() == Delimiter::Brace,
        other => is_punct(other, ';'),
    };
    tokens.iter().position(is_end).map_or(tokens.len(), |at| at + 1)
}

/// An identifier, or what may stand between the words before an item's name.
fn word(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        TokenTree::Literal(literal) => Some(literal.to_string()),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(String::new()),
        TokenTree::Group(_) | TokenTree::Punct(_) => None,
    }
}

impl Items {
    fn add(&mut self, item: &[TokenTree], attributes: &[TokenStream]) {
        let at = |keyword: &str| item.iter().position(|token| is_word(token, keyword));
        let is_public = item.first().is_some_and(|token| is_word(token, "pub"));
        let keywords = || item.iter().map_while(word);
        if keywords().any(|word| word == "use") {
            let tree = &item[at("use").map_or(0, |at| at + 1)..];
            import(tree, &Path::new(), is_public, &mut self.imports);
            return;
        }
        if keywords().any(|word| word == "mod") {
            self.modules
                .extend(module(&item[at("mod").map_or(0, |at| at + 1)..], attributes));
            return;
        }
        for attribute in attributes {
            mentions(attribute.clone(), &Path::new(), self);
        }
        self.defined.extend(defined(item));
        mentions(item.iter().cloned().collect(), &Path::new(), self);
    }
}

fn module(item: &[TokenTree], attributes: &[TokenStream]) -> Option<Module> {
    let inline = match item.get(1)? {
        TokenTree::Group(group) => Some(items(group.stream())),
        _ => None,
    };
    let path = attributes.iter().find_map(|attribute| {
        let text = attribute.to_string();
        let value = text.strip_prefix("path")?.trim_start().strip_prefix('=')?.trim();
        Some(value.trim_matches('"').to_owned())
    });
    let name = item.first()?.to_string();
    Some(Module { name, path, inline })
}

/// The name after the word that says what is defined, if the item has one.
fn defined(item: &[TokenTree]) -> Option<String> {
    const KINDS: [&str; 9] = [
        "struct",
        "enum",
        "union",
        "trait",
        "type",
        "fn",
        "const",
        "static",
        "macro_rules",
    ];
    const BETWEEN: [&str; 7] = ["fn", "unsafe", "async", "extern", "mut", "!", "const"];
    let words = item.iter().take_while(|token| !is_word(token, "impl"));
    let mut after = words
        .skip_while(|token| !KINDS.iter().any(|kind| is_word(token, kind)))
        .skip(1);
    after.find_map(|token| {
        let name = token.to_string();
        let is_name = matches!(token, TokenTree::Ident(_)) && !BETWEEN.contains(&name.as_str());
        is_name.then_some(name)
    })
}

/// `a::{b, c as d, e::*}`, name by name.
fn import(tree: &[TokenTree], prefix: &Path, is_public: bool, found: &mut Vec<Import>) {
    let mut path = prefix.clone();
    let mut name = None;
    for (at, token) in tree.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if ident == "as" => {
                name = tree.get(at + 1).map(ToString::to_string);
                break;
            }
            TokenTree::Ident(ident) => path.push(ident.to_string()),
            TokenTree::Group(group) => {
                let inner: Vec<_> = group.stream().into_iter().collect();
                for one in inner
                    .split(|token| is_punct(token, ','))
                    .filter(|one| !one.is_empty())
                {
                    import(one, &path, is_public, found);
                }
                return;
            }
            star if is_punct(star, '*') => {
                found.push(Import {
                    path,
                    name: None,
                    is_public,
                });
                return;
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    // `a::{self}` is `a`.
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let name = name.or_else(|| path.last().cloned());
    found.push(Import {
        path,
        name,
        is_public,
    });
}

/// Every path in these tokens, groups and macros included. `prefix` is what stands before a `::{…}`.
fn mentions(tokens: TokenStream, prefix: &Path, found: &mut Items) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) => mentions(group.stream(), &Path::new(), found),
            // Inside a function; what it binds is taken for a name of the whole module.
            TokenTree::Ident(first)
                if first == "use" && !tokens.get(at).is_some_and(|next| is_punct(next, '<')) =>
            {
                let end = tokens[at..].iter().position(|token| is_punct(token, ';'));
                let tree = &tokens[at..end.map_or(tokens.len(), |end| at + end)];
                import(tree, &Path::new(), false, &mut found.imports);
                at += tree.len();
            }
            TokenTree::Ident(first) => {
                let mut path = prefix.clone();
                let is_part_of_another = follows_dot_or_colons(&tokens[..at - 1]);
                path.push(first.to_string());
                while let [one, two, next, ..] = &tokens[at..]
                    && is_punct(one, ':')
                    && is_punct(two, ':')
                {
                    match next {
                        TokenTree::Ident(segment) => path.push(segment.to_string()),
                        TokenTree::Group(group) => mentions(group.stream(), &path, found),
                        TokenTree::Punct(_) | TokenTree::Literal(_) => break,
                    }
                    at += 3;
                }
                let is_call = matches!(tokens.get(at), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
                // A single small word is a variable or a field, unless it is called.
                let is_name = path.len() > 1 || is_call || first.to_string().starts_with(char::is_uppercase);
                if is_name && !is_part_of_another {
                    found.mentioned.push(path);
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// A method, a field, a lifetime, or what follows `<T as Trait>::`.
fn follows_dot_or_colons(before: &[TokenTree]) -> bool {
    match before {
        [.., one, two] if is_punct(one, '.') && is_punct(two, '.') => false,
        [.., last] if is_punct(last, '.') || is_punct(last, '\'') => true,
        [.., one, two] => is_punct(one, ':') && is_punct(two, ':'),
        _ => false,
    }
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

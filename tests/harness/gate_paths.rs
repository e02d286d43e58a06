//! Which pages a visitor gets to see through a proxy with the files of `docs/gate`, however a path is spelled and whoever
//! reads it: for the story and for `cargo xtask paths`.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::gate_backend::READ;
use crate::gate_site::GatedSite;
use crate::proxy::Proxy;
use crate::readers::READERS;
use crate::tree::workspace;
use crate::visitor::Visitor;
use crate::world::World;

/// The proxies that there are files for, as far as they can be started here.
pub const PROXIES: [Proxy; 2] = [Proxy::Nginx, Proxy::Caddy];

/// Where visitors are welcome, by `docs/gate` and the Express app's locations.
const OPEN: [&str; 2] = ["/public/", "/api/"];

/// A page that one kind of backend would have shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// How the path was spelled.
    pub spelled: String,
    /// The kind of backend.
    pub reader: &'static str,
    /// The page.
    pub page: String,
}

/// What all spellings led to.
#[derive(Debug, Default)]
pub struct Survey {
    /// How many spellings there were.
    pub spellings: usize,
    /// Those that the proxy let through to the backend.
    pub through: Vec<String>,
    /// The pages among them that are for those who are signed in.
    pub closed: Vec<Page>,
    /// The pages among them that are below `/crosspass/`.
    pub ours: Vec<Page>,
}

impl Survey {
    /// The pages of a list that one kind of backend would have shown.
    #[must_use]
    pub fn of(pages: &[Page], reader: &str) -> usize {
        pages.iter().filter(|page| page.reader == reader).count()
    }

    /// The kinds of backends.
    pub fn readers() -> impl Iterator<Item = &'static str> {
        READERS.iter().map(|reader| reader.name)
    }
}

/// The protocol's table of spellings.
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
}

/// A domain behind that proxy. nginx has the Express app's locations: one that is open besides, one about whose path alone
/// the gate is asked.
pub async fn gated_for_paths(world: &World, proxy: Proxy) -> Result<GatedSite> {
    let locations = workspace().join("tests/projects/express/locations.conf");
    GatedSite::with_locations(world, "paths", proxy, &[], &locations).await
}

/// Asks for each spelling of the table, and with each detour for a closed page behind each open path.
pub async fn survey(site: &GatedSite, visitor: &mut Visitor) -> Result<Survey> {
    let mut survey = Survey::default();
    for spelled in spellings()? {
        survey.spellings += 1;
        let answer = visitor
            .ask(&format!("GET {spelled}"), &[(READ, "1"), ("Accept", "text/html")])
            .await;
        let answer = answer.with_context(|| format!("{} {spelled}", site.origin()))?;
        // What is no such text is an answer of the proxy's or the gate's.
        let Ok(told) = serde_json::from_str::<Told>(&answer.body) else {
            continue;
        };
        survey.through.push(spelled.clone());
        for (reader, page) in told.pages {
            let reader = READERS
                .iter()
                .find(|known| known.name == reader)
                .context("an unknown reader")?
                .name;
            let (spelled, lower) = (spelled.clone(), page.to_lowercase());
            let folds = ["IIS", "any case"].contains(&reader);
            let seen = if folds { &lower } else { &page };
            let is_open = seen == "/" || OPEN.iter().any(|open| seen.starts_with(open));
            let is_ours = lower.trim_start_matches('/').starts_with("crosspass/") || lower == "/crosspass";
            let page = Page {
                spelled,
                reader,
                page,
            };
            if is_ours {
                survey.ours.push(page.clone());
            }
            if !is_open {
                survey.closed.push(page);
            }
        }
    }
    Ok(survey)
}

#[derive(Deserialize)]
struct Told {
    pages: Vec<(String, String)>,
}

fn spellings() -> Result<Vec<String>> {
    let file = workspace().join("crates/protocol/tests/fixtures/paths.json");
    let table: Table = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let mut all = [table.resolved, table.several, table.one].concat();
    let Reserved { before, name, after } = table.reserved;
    all.extend(before.iter().map(|before| format!("{before}crosspass/session")));
    all.extend(name.iter().map(|name| format!("/{name}/session")));
    all.extend(after.iter().map(|after| format!("/crosspass{after}")));
    // The detours of the handoff's own pages lead to others as well.
    for before in before.iter().filter_map(|before| before.strip_prefix("/x/")) {
        all.extend(OPEN.iter().map(|open| format!("{open}{before}account")));
    }
    // What holds below one open path holds below the other.
    let elsewhere = all.iter().filter_map(|path| {
        path.strip_prefix(OPEN[0])
            .map(|rest| format!("{}{rest}", OPEN[1]))
    });
    let elsewhere: Vec<String> = elsewhere.collect();
    all.extend(elsewhere);
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

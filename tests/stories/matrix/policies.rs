//! Cross-Origin-Opener-Policy on the receiver, the browser's popup blocker and its third-party cookies, all with all.

use anyhow::Result;
use axum::http::{HeaderName, HeaderValue};
use e2e::landing::{BETWEEN, Table};
use e2e::{EVERYWHERE, Options, Stage, story};
use libtest_mimic::Trial;

use super::cookies;
use super::end::left_over;
use super::findings::Findings;
use super::scene::{Scene, tidy_up};

/// The values that the receiver page may be served with.
const POLICIES: [&str; 4] = [
    "unsafe-none",
    "same-origin-allow-popups",
    "same-origin",
    "noopener-allow-popups",
];

pub(super) fn trials() -> Vec<Trial> {
    let options = |popup_blocker, third_party_cookies| Options {
        popup_blocker,
        third_party_cookies,
        ..Options::default()
    };
    // attack: 12, 14
    let mut trials = story(
        "matrix::policies_popups",
        &EVERYWHERE,
        &options(false, false),
        async |stage: &mut Stage| all(stage, "off", "blocked").await,
    );
    // attack: 12, 14
    trials.extend(story(
        "matrix::policies_popups_cookies",
        &EVERYWHERE,
        &options(false, true),
        async |stage: &mut Stage| all(stage, "off", "allowed").await,
    ));
    // attack: 12, 14
    trials.extend(story(
        "matrix::policies",
        &EVERYWHERE,
        &options(true, false),
        async |stage: &mut Stage| all(stage, "on", "blocked").await,
    ));
    // attack: 12, 14
    trials.extend(story(
        "matrix::policies_cookies",
        &EVERYWHERE,
        &options(true, true),
        async |stage: &mut Stage| all(stage, "on", "allowed").await,
    ));
    trials
}

/// The rows of the matrix: all with all.
/// What the browser and the receiver's policy allow.
pub(super) fn table() -> Table {
    Table {
        document: "docs/landing.md",
        name: "policies",
        columns: &["COOP on the receiver", "popup blocker", "third-party cookies"],
        rows: rows(),
    }
}

fn rows() -> Vec<String> {
    let with =
        |blocker: &'static str, cookies: &'static str| POLICIES.map(|policy| row(policy, blocker, cookies));
    [
        ("off", "blocked"),
        ("off", "allowed"),
        ("on", "blocked"),
        ("on", "allowed"),
    ]
    .into_iter()
    .flat_map(|(blocker, cookies)| with(blocker, cookies))
    .collect()
}

fn row(policy: &str, blocker: &str, cookies: &str) -> String {
    [policy, blocker, cookies].join(BETWEEN)
}

async fn all(stage: &mut Stage, blocker: &str, third_party: &str) -> Result<()> {
    // Most of its time is that of pages which wait for a popup that says nothing.
    stage.browser.give_place();
    cookies::are_as_wanted(stage, third_party == "allowed").await?;
    let mut findings = Findings::of(stage, table());
    let main = stage.browser.window().await?;
    for policy in POLICIES {
        let row = row(policy, blocker, third_party);
        findings.note(&row, cell(stage, policy, &row).await);
        tidy_up(stage, &main).await?;
    }
    findings.settle()
}

/// No click comes before the popup, which goes through because no blocker is on, or does not because one is.
async fn cell(stage: &Stage, policy: &'static str, row: &str) -> Result<String> {
    let mut scene = Scene::open(stage, row, policy).await?;
    scene.venue.turn(|knobs| {
        let name = HeaderName::from_static("cross-origin-opener-policy");
        knobs
            .headers
            .push(("/crosspass/", name, HeaderValue::from_static(policy)));
    });
    scene.send_without_gesture().await?;
    let end = scene.end().await?;
    left_over(stage, &scene.before).await?;
    Ok(end)
}

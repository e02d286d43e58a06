//! A receiver that is slow, mute, or not there at all. These wait beside each other, each in a window of its own.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::landing::Table;
use e2e::wait::until;
use e2e::{EVERYWHERE, Knobs, Options, RECEIVER_PATH, Receiver, Stage, Venue, story};
use libtest_mimic::Trial;

use super::end::{LIMIT, left_over};
use super::findings::Findings;
use super::scene::{Scene, forget_the_issuer, tidy_up};

pub(super) fn trials(faults: fn() -> Table) -> Vec<Trial> {
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    // attack: 13, 37, 62
    story(
        "matrix::receivers",
        &EVERYWHERE,
        &options,
        async move |stage: &mut Stage| receivers(stage, faults()).await,
    )
}

const POLICY: &str = "The receiver's CSP has no `'wasm-unsafe-eval'`";
const SLOW: &str = "The receiver answers after 3 s";
const FALLBACK: &str = "The application's own page in place of the receiver (SPA fallback)";
const MUTE: &str = "The receiver accepts connections and never answers";

/// Chromium's driver can ask a page nothing while that waits for the next one: here the issuer is asked, who was told.
async fn until_told(scene: &Scene<'_>) -> Result<()> {
    until("a report of the sign-in page", LIMIT, async || {
        let lines = scene.stage.world.issuer.lines();
        let told = |line: &String| line.contains("\"auth_page\"") && line.contains("\"network\"");
        Ok(lines.iter().any(told).then_some(()))
    })
    .await?;
    scene.venue.turn(|knobs| knobs.is_mute = false);
    Ok(())
}

/// What is the matter with it once the form is there.
type Matter = fn(&mut Knobs);

/// As the table has them.
const ROWS: [&str; 6] = [
    "404 in place of the receiver",
    FALLBACK,
    "The receiver never answers the popup, and the main window at once",
    "The receiver answers after 10 s, longer than the sign-in page waits",
    MUTE,
    "The receiver's page comes without its script",
];

/// The rows of the matrix.
pub(super) fn rows() -> Vec<String> {
    [[POLICY, SLOW].as_slice(), &ROWS]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect()
}

const MATTERS: [Matter; 6] = [
    |knobs| knobs.receiver = Receiver::Missing,
    |knobs| knobs.receiver = Receiver::Fallback,
    |knobs| {
        slow(knobs, 3600);
        knobs.delays_once = true;
    },
    |knobs| slow(knobs, 10),
    |knobs| knobs.is_mute = true,
    // Below a file there is nothing.
    |knobs| knobs.folders = vec![("/crosspass/receiver-", "/dev/null".into())],
];

/// In which order they are sent. A second sign-in ends the first session, and with it a ticket that is on its
/// way: those that wait long for a ticket's end are sent last.
const ORDER: [usize; 6] = [0, 1, 4, 5, 2, 3];

fn slow(knobs: &mut Knobs, seconds: u64) {
    knobs.delay = Duration::from_secs(seconds);
    knobs.delayed = RECEIVER_PATH;
}

/// One that waits for nothing that is longer than a sign-in.
async fn alone(stage: &Stage, row: &str) -> Result<String> {
    let mut scene = Scene::open(stage, row, "receiver").await?;
    let issuer = stage.world.issuer.origin();
    scene.venue.turn(|knobs| match row {
        POLICY => knobs.csp = Some(format!("default-src 'self'; connect-src 'self' {issuer}")),
        _ => slow(knobs, 3),
    });
    scene.send().await?;
    let end = scene.end().await?;
    left_over(stage, &scene.before).await?;
    Ok(end)
}

async fn receivers(stage: &mut Stage, faults: Table) -> Result<()> {
    stage.browser.give_place();
    let stage = &*stage;
    let mut findings = Findings::of(stage, faults);
    let main = stage.browser.window().await?;
    for row in [POLICY, SLOW] {
        findings.note(row, alone(stage, row).await);
        tidy_up(stage, &main).await?;
    }
    forget_the_issuer(stage).await?;
    let mut scenes = Vec::new();
    for number in ORDER {
        if !scenes.is_empty() {
            stage.browser.open_window().await?;
        }
        let venue = Venue::open(&stage.world, &format!("receiver{number}")).await?;
        scenes.push(Scene::in_this_window(stage, ROWS[number], venue).await?);
    }
    for (scene, number) in scenes.iter_mut().zip(ORDER) {
        stage.browser.switch_to(&scene.window).await?;
        scene.venue.turn(MATTERS[number]);
        scene.send().await?;
    }
    let windows: BTreeSet<_> = scenes.iter().map(|scene| scene.window.clone()).collect();
    ensure!(windows.len() == ROWS.len(), "a window for each");
    for scene in &scenes {
        if scene.row == MUTE {
            until_told(scene).await?;
        }
        let end = match scene.row.as_str() {
            FALLBACK => scene.end_and_then("#sign-in").await,
            _ => scene.end().await,
        };
        findings.note(&scene.row, end);
    }
    left_over(stage, &windows).await?;
    findings.settle()
}

//! Windows that the user closes at each step: the popup, and the sign-in page that opened it.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::landing::Table;
use e2e::wait::{PATIENCE, until};
use e2e::{EVERYWHERE, Options, Stage, story};
use libtest_mimic::Trial;

use super::end::left_over;
use super::findings::Findings;
use super::scene::{Scene, tidy_up};

pub(super) fn trials(faults: fn() -> Table) -> Vec<Trial> {
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    // attack: 13
    story(
        "matrix::windows",
        &EVERYWHERE,
        &options,
        async move |stage: &mut Stage| windows(stage, faults()).await,
    )
}

/// How far the handoff is.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The popup is blank: the domain has not answered yet.
    Blank,
    /// The receiver is ready, the credentials are not answered.
    Ready,
    /// The token was posted to the receiver.
    Posted,
}

/// What the user does then.
#[derive(Debug, Clone, Copy)]
enum Act {
    ClosePopup,
    ClosePage,
    LeavePage,
}

const CELLS: [(&str, Act, Step); 9] = [
    (
        "The popup is closed before it has loaded",
        Act::ClosePopup,
        Step::Blank,
    ),
    (
        "The popup is closed before the credentials are answered",
        Act::ClosePopup,
        Step::Ready,
    ),
    (
        "The popup is closed after the token was posted",
        Act::ClosePopup,
        Step::Posted,
    ),
    (
        "The sign-in page is closed before the popup has loaded",
        Act::ClosePage,
        Step::Blank,
    ),
    (
        "The sign-in page is closed before the credentials are answered",
        Act::ClosePage,
        Step::Ready,
    ),
    (
        "The sign-in page is closed after the token was posted",
        Act::ClosePage,
        Step::Posted,
    ),
    (
        "The sign-in page is left before the popup has loaded",
        Act::LeavePage,
        Step::Blank,
    ),
    (
        "The sign-in page is left before the credentials are answered",
        Act::LeavePage,
        Step::Ready,
    ),
    (
        "The sign-in page is left after the token was posted",
        Act::LeavePage,
        Step::Posted,
    ),
];

/// The rows of the matrix.
pub(super) fn rows() -> Vec<String> {
    let rows = CELLS.iter().map(|(row, _, _)| (*row).to_owned());
    [NOTHING.to_owned()].into_iter().chain(rows).collect()
}

const NOTHING: &str = "Nothing";

async fn windows(stage: &mut Stage, faults: Table) -> Result<()> {
    stage.browser.give_place();
    let mut findings = Findings::of(stage, faults);
    let main = stage.browser.window().await?;
    let mut scene = Scene::open(stage, NOTHING, "nothing").await?;
    scene.send().await?;
    findings.note(NOTHING, whole_end(&scene).await);
    for (number, (row, act, step)) in CELLS.into_iter().enumerate() {
        tidy_up(stage, &main).await?;
        // Another window stays when this one goes.
        stage.browser.open_window().await?;
        let scene = Scene::open(stage, row, &format!("windows{number}")).await?;
        findings.note(row, cell(scene, act, step).await);
        stage.world.hold_issuer(false);
        stage.browser.switch_to(&main).await?;
    }
    findings.settle()
}

/// Stops the handoff at that step, does it, and looks how it ends.
async fn cell(mut scene: Scene<'_>, act: Act, step: Step) -> Result<String> {
    let browser = &scene.stage.browser;
    let world = &scene.stage.world;
    browser.script(HEAR).await?;
    match step {
        Step::Blank => scene.venue.turn(|knobs| knobs.delay = Duration::from_secs(3)),
        // The credentials, and with them the answer, are on their way until the browser is where the step wants it.
        Step::Ready | Step::Posted => world.hold_issuer(true),
    }
    scene.send().await?;
    let popup = scene.popup().await?;
    match step {
        Step::Blank => {}
        Step::Ready => heard(&scene).await?,
        Step::Posted => {
            heard(&scene).await?;
            browser.switch_to(&popup).await?;
            browser.script(HOLD).await?;
            world.hold_issuer(false);
            until("the token in the popup", PATIENCE, async || {
                Ok((browser.script("return window.isHeld === true").await? == true).then_some(()))
            })
            .await?;
        }
    }
    match act {
        Act::ClosePopup => browser.close_window(&popup).await?,
        Act::ClosePage => browser.close_window(&scene.window).await?,
        Act::LeavePage => {
            browser.switch_to(&scene.window).await?;
            browser.open(&scene.venue.url("/")).await?;
        }
    }
    scene.venue.turn(|knobs| knobs.delay = Duration::ZERO);
    world.hold_issuer(false);
    match act {
        Act::ClosePopup => whole_end(&scene).await,
        Act::ClosePage | Act::LeavePage => given_up(&scene).await,
    }
}

/// The page notes that the receiver was heard.
const HEAR: &str =
    "addEventListener('message', ({ data }) => { if (data?.type === 'ready') window.isReady = true; })";

/// The popup stops at the token: its signature is looked at for ever.
const HOLD: &str =
    "SubtleCrypto.prototype.verify = () => { window.isHeld = true; return new Promise(() => {}); }";

async fn heard(scene: &Scene<'_>) -> Result<()> {
    let browser = &scene.stage.browser;
    browser.switch_to(&scene.window).await?;
    until("the receiver's first word", PATIENCE, async || {
        Ok((browser.script("return window.isReady === true").await? == true).then_some(()))
    })
    .await
}

/// The end, and no other window besides.
async fn whole_end(scene: &Scene<'_>) -> Result<String> {
    let end = scene.end().await?;
    left_over(scene.stage, &scene.before).await?;
    Ok(end)
}

/// The user does not want to any more: no window of it stays, and nobody is signed in behind the user's back.
async fn given_up(scene: &Scene<'_>) -> Result<String> {
    let browser = &scene.stage.browser;
    let stay: BTreeSet<_> = scene.before.clone();
    for window in browser.windows().await? {
        if stay.contains(&window) {
            browser.switch_to(&window).await?;
            break;
        }
    }
    left_over(scene.stage, &stay).await?;
    browser.open(&scene.venue.url("/")).await?;
    browser.wait_for_page(&scene.venue.url("/")).await?;
    browser.wait_for_data("session", "none").await?;
    ensure!(browser.windows().await?.is_subset(&stay), "another window");
    Ok("closed".to_owned())
}

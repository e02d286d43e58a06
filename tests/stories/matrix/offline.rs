//! No network for five seconds, at each step: neither the issuer nor the domain is to be reached.

use std::time::Duration;

use anyhow::Result;
use e2e::landing::Table;
use e2e::wait::{PATIENCE, until};
use e2e::{EVERYWHERE, Options, RECEIVER_PATH, Stage, story};
use libtest_mimic::Trial;

use super::end::left_over;
use super::findings::Findings;
use super::scene::{Scene, tidy_up};

pub(super) fn trials(faults: fn() -> Table) -> Vec<Trial> {
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    story(
        "matrix::offline",
        &EVERYWHERE,
        &options,
        async move |stage: &mut Stage| offline(stage, faults()).await,
    )
}

const GONE: Duration = Duration::from_secs(5);

/// How far the handoff is.
#[derive(Debug, Clone, Copy)]
enum Step {
    Before,
    Credentials,
    Receiver,
    Redeem,
}

const CELLS: [(&str, Step); 4] = [
    ("Offline for 5 s before the form is sent", Step::Before),
    (
        "Offline for 5 s while the credentials are on their way",
        Step::Credentials,
    ),
    ("Offline for 5 s while the receiver loads", Step::Receiver),
    ("Offline for 5 s while the ticket is redeemed", Step::Redeem),
];

/// The rows of the matrix.
pub(super) fn rows() -> Vec<String> {
    CELLS.iter().map(|(row, _)| (*row).to_owned()).collect()
}

async fn offline(stage: &mut Stage, faults: Table) -> Result<()> {
    stage.browser.give_place();
    let mut findings = Findings::of(stage, faults);
    let main = stage.browser.window().await?;
    for (number, (row, step)) in CELLS.into_iter().enumerate() {
        tidy_up(stage, &main).await?;
        let scene = Scene::open(stage, row, &format!("offline{number}")).await?;
        findings.note(row, cell(scene, step).await);
        stage.world.set_round_trips(Duration::ZERO, Duration::ZERO);
        stage.world.cut_issuer(false);
    }
    findings.settle()
}

/// Whether the page has the answer to the credentials.
const ANSWERED: &str = "return performance.getEntriesByType('resource')
     .some(({ name, responseEnd }) => name.endsWith('/api/sign-in') && responseEnd > 0)";

async fn cell(mut scene: Scene<'_>, step: Step) -> Result<String> {
    let (world, browser) = (&scene.stage.world, &scene.stage.browser);
    let slow = Duration::from_secs(2);
    match step {
        Step::Before => {
            scene.cut(true);
            scene.send().await?;
        }
        Step::Credentials => {
            // The cut comes once the popup is there, and the credentials are not to have arrived by then.
            world.set_round_trips(slow * 5, Duration::ZERO);
            scene.send().await?;
            scene.popup().await?;
        }
        Step::Receiver => {
            scene.venue.turn(|knobs| {
                knobs.delay = slow;
                knobs.delayed = RECEIVER_PATH;
            });
            scene.send().await?;
            until("the answer to the credentials", PATIENCE, async || {
                Ok((browser.script(ANSWERED).await? == true).then_some(()))
            })
            .await?;
        }
        Step::Redeem => {
            let redeemed = world.sent_to_issuer("/api/redeem");
            // From the start: while the ticket is on its way there is time for the cut.
            world.set_round_trips(slow / 2, Duration::ZERO);
            scene.send_without_gesture().await?;
            until("a ticket on its way to the issuer", PATIENCE, async || {
                Ok((world.sent_to_issuer("/api/redeem") > redeemed).then_some(()))
            })
            .await?;
        }
    }
    scene.cut(true);
    let back = async {
        tokio::time::sleep(GONE).await;
        scene.cut(false);
        world.set_round_trips(Duration::ZERO, Duration::ZERO);
    };
    let (end, ()) = tokio::join!(scene.end(), back);
    let end = match step {
        // What the page said stays until the user goes on, with the network back.
        Step::Before | Step::Credentials => scene.end_and_then("#submit").await,
        Step::Receiver => end,
        Step::Redeem => scene.end_and_then(".way-again").await,
    }?;
    left_over(scene.stage, &scene.before).await?;
    Ok(end)
}

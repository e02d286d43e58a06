//! A browser that lets the domain keep nothing, and one with no room left.

use anyhow::{Result, ensure};
use e2e::landing::Table;
use e2e::{EVERYWHERE, Options, Stage, Storage, Venue, story};
use libtest_mimic::Trial;
use std::collections::BTreeSet;

use super::end::left_over;
use super::findings::Findings;
use super::scene::Scene;
use crate::steps;

pub(super) fn trials(faults: fn() -> Table) -> Vec<Trial> {
    let options = Options {
        popup_blocker: true,
        storage: Storage::Refused,
        ..Options::default()
    };
    // attack: 64
    story(
        "matrix::storage_refused",
        &EVERYWHERE,
        &options,
        async move |stage: &mut Stage| refused(stage, faults()).await,
    )
}

/// The rows of the matrix.
pub(super) fn rows() -> Vec<String> {
    vec![REFUSED.to_owned()]
}

const REFUSED: &str = "The browser refuses all storage";

async fn refused(stage: &mut Stage, faults: Table) -> Result<()> {
    let mut findings = Findings::of(stage, faults);
    let venue = Venue::open(&stage.world, "refused").await?;
    stage.browser.open(&venue.url(steps::PROTECTED)).await?;
    let scene = Scene::here(stage, REFUSED, venue).await?;
    findings.note(REFUSED, scene.end().await);
    left_over(stage, &BTreeSet::from([scene.window.clone()])).await?;
    let asked = steps::asked(stage, "POST", "/api/sign-in");
    ensure!(asked == 0, "credentials were sent {asked} times");
    findings.settle()
}

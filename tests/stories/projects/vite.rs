//! Vite and React: the dev server as it is, and what `vite build` makes, on a static host.

use anyhow::Result;
use e2e::{CHROMIUM_PORTS, Options, Stage, story};
use libtest_mimic::Trial;

use super::workshop::{self, Workshop};

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM_PORTS];
    let mut trials = story("projects::vite_dev", &places, &Options::default(), dev);
    trials.extend(story("projects::vite_build", &places, &Options::default(), build));
    trials
}

async fn dev(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage).await?;
    let project = workshop.project("vite").await?;
    let arguments = ["--host", "127.0.0.1", "--port", "0"];
    let (_vite, port) = project.serve("vite", &arguments, "127.0.0.1:").await?;
    workshop.lead_to(port);
    signed_in_and_out(stage, &workshop).await
}

async fn build(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage).await?;
    let project = workshop.project("vite").await?;
    project.run("npm", &["run", "build"]).await?;
    let built = project.path().join("dist");
    workshop::has_receiver(&built)?;
    workshop::no_second_module(&built)?;
    let _host = workshop.host(&built, &built.join("crosspass")).await?;
    signed_in_and_out(stage, &workshop).await
}

async fn signed_in_and_out(stage: &Stage, workshop: &Workshop) -> Result<()> {
    stage.browser.open(&format!("{}/", workshop.page)).await?;
    stage.browser.click("#sign-in").await?;
    workshop.sign_in(stage).await?;
    stage.browser.click("#sign-out").await?;
    stage.browser.wait_for("#sign-in").await?;
    workshop::quiet(&stage.browser).await
}

//! Next.js: a server component imports the client, client components use it. The dev server, and `next build` with
//! `next start`.

use anyhow::{Result, ensure};
use e2e::{CHROMIUM_PORTS, Options, Stage, story};
use libtest_mimic::Trial;

use super::workshop::{self, Workshop};

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM_PORTS];
    let mut trials = story("projects::next_dev", &places, &Options::default(), dev);
    trials.extend(story("projects::next_build", &places, &Options::default(), build));
    trials
}

async fn dev(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage).await?;
    let project = workshop.project("next").await?;
    let arguments = ["dev", "--hostname", "127.0.0.1"];
    let (_next, port) = project.serve("next", &arguments, "127.0.0.1:").await?;
    workshop.lead_to(port);
    signed_in(stage, &workshop).await
}

async fn build(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage).await?;
    let project = workshop.project("next").await?;
    workshop::has_receiver(&project.path().join("public"))?;
    project.run("npm", &["run", "build"]).await?;
    workshop::no_second_module(&project.path().join(".next/static"))?;
    let arguments = ["start", "--hostname", "127.0.0.1"];
    let (_next, port) = project.serve("next", &arguments, "127.0.0.1:").await?;
    workshop.lead_to(port);
    let sent = reqwest::get(&workshop.page).await?.text().await?;
    for part in ["nobody", "One moment…"] {
        ensure!(sent.contains(part), "the server did not render {part:?}: {sent}");
    }

    signed_in(stage, &workshop).await
}

async fn signed_in(stage: &Stage, workshop: &Workshop) -> Result<()> {
    let page = format!("{}/", workshop.page);
    stage.browser.open(&page).await?;
    stage.browser.click("#sign-in").await?;
    workshop.sign_in(stage).await?;
    // What the server sent is what the browser finds, also with somebody signed in: no hydration error.
    stage.browser.open(&page).await?;
    stage
        .browser
        .wait_for_text("#who", "Signed in as Ada Lovelace")
        .await?;
    workshop::quiet(&stage.browser).await
}

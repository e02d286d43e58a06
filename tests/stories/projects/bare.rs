//! No bundler: the package's files served as they are, in all three engines.

use anyhow::Result;
use e2e::{CHROMIUM_PORTS, FIREFOX_PORTS, Options, Stage, WEBKIT_PORTS, story};
use libtest_mimic::Trial;

use super::workshop::{self, Workshop};

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM_PORTS, FIREFOX_PORTS, WEBKIT_PORTS];
    story("projects::bare", &places, &Options::default(), bare)
}

async fn bare(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage).await?;
    let project = workshop.project("bare").await?;
    let public = project.path().join("public");
    workshop::has_receiver(&public)?;
    let _host = workshop.host(project.path(), &public.join("crosspass")).await?;
    stage.browser.open(&format!("{}/", workshop.page)).await?;
    workshop.sign_in(stage).await
}

//! No bundler: the package's files served as they are, behind a login address that was there before, in all three engines.

use anyhow::{Context, Result};
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
    // By the login address that the project has kept.
    let login = |next: &str| format!("{}/login.html?next={next}", workshop.page);
    stage.browser.open(&login("/")).await?;
    workshop.sign_in(stage).await?;
    // Signed in, it only leads on; and to no other place than this origin.
    for (next, place) in [
        ("/login.js", "/login.js"),
        ("https://evil.test/", "/"),
        ("//evil.test/", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\evil.test", "/"),
    ] {
        stage.browser.open(&login(next)).await?;
        let place = format!("{}{place}", workshop.page);
        stage
            .browser
            .wait_for_page(&place)
            .await
            .with_context(|| format!("from {next}"))?;
    }
    Ok(())
}

//! Next.js: a server component imports the client, client components use it; `next build && next start`.

use anyhow::{Result, ensure};
use e2e::{CHROMIUM_PORTS, Options, Stage, story};
use libtest_mimic::Trial;

use super::workshop::{self, Workshop};

pub(crate) fn trials() -> Vec<Trial> {
    story("projects::next", &[CHROMIUM_PORTS], &Options::default(), next)
}

async fn next(stage: &mut Stage) -> Result<()> {
    let workshop = Workshop::open(stage).await?;
    let project = workshop.project("next").await?;
    workshop::has_receiver(&project.path().join("public"))?;
    project.run("npm", &["run", "build"]).await?;
    workshop::no_second_module(&project.path().join(".next/static"))?;
    let arguments = ["start", "--hostname", "127.0.0.1"];
    let (_next, port) = project.serve("next", &arguments, "127.0.0.1:").await?;
    workshop.lead_to(port);
    let page = format!("{}/", workshop.page);
    let sent = reqwest::get(&page).await?.text().await?;
    for part in ["nobody", "One moment…"] {
        ensure!(sent.contains(part), "the server did not render {part:?}: {sent}");
    }

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

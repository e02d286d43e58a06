//! A sign-in page of one's own: the page of the package's README, taken out of it and served.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{
    CHROMIUM, CHROMIUM_TLS, FIREFOX, Options, Project, Stage, WEBKIT, client_package, story, workspace,
};
use libtest_mimic::Trial;

use crate::quick_start::block;
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, CHROMIUM_TLS, FIREFOX, WEBKIT];
    let options = Options {
        popup_blocker: true,
        ..Options::default()
    };
    story("own_page", &places, &options, page_of_the_readme)
}

async fn page_of_the_readme(stage: &mut Stage) -> Result<()> {
    let project = made_from_the_readme().await?;
    stage.world.issuer.stop().await?;
    let pages = project.path().join("pages");
    stage
        .world
        .issuer
        .set("pages", pages.to_str().context("a path that is not UTF-8")?);
    stage.world.restart_issuer().await?;
    sign_in(stage).await
}

async fn sign_in(stage: &Stage) -> Result<()> {
    let (acme, browser) = (&stage.world.acme, &stage.browser);
    browser.open(&acme.url(steps::PROTECTED)).await?;
    browser.wait_for("button").await?;
    browser.wait_for_text("h1", "Sign in to Acme").await?;

    // A wrong password: said in words, the popup gone, the focus where it is mended.
    browser.fill("[name=login]", ADA.login).await?;
    browser.fill("[name=password]", "not her password").await?;
    browser.click("button").await?;
    let said =
        "That login and password do not belong together. Check the login, then type the password again.";
    browser.wait_for_text("#status", said).await?;
    browser.wait_for_windows(1).await?;
    until("the focus on the password", PATIENCE, async || {
        Ok(browser.is_focused("[name=password]").await?.then_some(()))
    })
    .await?;

    browser.fill("[name=password]", &stage.world.password).await?;
    browser.click("button").await?;
    steps::landed(stage, acme, &ADA, "popup").await?;
    browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 2)?;

    // What the folder leaves out is as built in: an external domain asks with the built-in button.
    browser.open(&stage.world.initech.url(steps::PROTECTED)).await?;
    browser.click("#continue").await?;
    steps::landed(stage, &stage.world.initech, &ADA, "redirect").await
}

/// The page's files as the README has them, and its commands up to the one that serves.
async fn made_from_the_readme() -> Result<Project> {
    let readme = fs::read_to_string(workspace().join("crates/auth/README.npm.md"))?;
    let project = Project::empty("vite")?;
    fs::create_dir_all(project.path().join("pages/assets"))?;
    for (language, file) in [("html", "pages/sign-in.html"), ("js", "pages/assets/sign-in.js")] {
        let block = block(&readme, language)?;
        ensure!(
            block.lines().next().is_some_and(|line| line.contains(file)),
            "the README's first block of {language} is not {file}"
        );
        fs::write(project.path().join(file), block)?;
    }
    let commands = block(&readme, "sh")?;
    let (before, serve) = commands
        .trim_end()
        .rsplit_once('\n')
        .context("one command alone")?;
    ensure!(
        serve == "crosspass serve --pages pages",
        "the last command is {serve}"
    );
    let client = client_package()?;
    let package = Path::new(&client).with_file_name("auth");
    let package = package.to_str().context("a path that is not UTF-8")?;
    let before = before.replace("npm install @crosspass/auth", &format!("npm install {package}"));
    project.run("sh", &["-ec", &before]).await?;
    Ok(project)
}

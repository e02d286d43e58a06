//! The README's quick start, word for word: from an empty folder to signed in.

use std::fs;

use anyhow::{Context, Result, ensure};
use e2e::people::{ACME, ADA, Customer};
use e2e::{CHROMIUM, Front, Options, Project, Stage, client_package, story, workspace};
use libtest_mimic::Trial;

use crate::steps;

/// What the README may ask of its reader at most.
const COMMANDS: usize = 3;
const LINES: usize = 5;

pub(crate) fn trials() -> Vec<Trial> {
    story("quick_start", &[CHROMIUM], &Options::default(), from_nothing)
}

async fn from_nothing(stage: &mut Stage) -> Result<()> {
    let readme = fs::read_to_string(workspace().join("README.md"))?;
    let (_, section) = readme
        .split_once("## Quick start: a page of a domain")
        .context("no quick start")?;
    let page = block(section, "html")?;
    let commands: Vec<&str> = block(section, "sh")?.lines().collect();
    ensure!(page.lines().count() <= LINES, "the page is too long:\n{page}");
    let [add, install, serve] = commands.try_into().ok().context("not three commands")?;

    let front = Front::open(None).await?;
    let origin = format!("http://localhost:{}", front.port());
    let own = Customer {
        domain: "Your page",
        ..ACME
    };
    stage.world.issuer.add_domain(&own, &origin).await?;
    let issuer = stage.world.issuer.origin();
    let here = |text: &str| -> Result<String> {
        Ok(text
            .replace("/path/to/crosspass/target/npm/client", &client_package()?)
            .replace("http://auth.localhost:9000", issuer)
            .replace("--port 3000", "--port 0 --host 127.0.0.1"))
    };

    let project = Project::empty("vite")?;
    fs::write(project.path().join("index.html"), here(page)?)?;
    for command in [add, install] {
        project.run("sh", &["-c", &here(command)?]).await?;
    }
    let (_server, port) = project.serve("sh", &["-c", &here(serve)?], "127.0.0.1:").await?;
    front.lead_to(([127, 0, 0, 1], port).into());

    stage.browser.open(&format!("{origin}/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    stage.browser.wait_for_page(&format!("{origin}/")).await?;
    let greeting = format!("Signed in: {}, {}", ADA.name, ADA.email);
    stage.browser.wait_for_text("body", &greeting).await?;
    println!(
        "quick start: {COMMANDS} commands, 1 file, {} lines",
        page.lines().count()
    );
    Ok(())
}

/// The first block of code in that language.
pub(crate) fn block<'a>(text: &'a str, language: &str) -> Result<&'a str> {
    let (_, rest) = text
        .split_once(&format!("```{language}\n"))
        .with_context(|| format!("no block of {language}"))?;
    let (block, _) = rest.split_once("```").context("a block without an end")?;
    Ok(block)
}

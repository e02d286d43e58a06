//! Single sign-on: with a session at the issuer, a first visit to the second domain needs no
//! password and no click.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, CHROMIUM_TLS, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, CHROMIUM_TLS, FIREFOX, WEBKIT];
    story("second_domain", &places, &Options::default(), no_password)
}

async fn no_password(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await?;
    stage
        .browser
        .open(&stage.world.globex.url(steps::PROTECTED))
        .await?;
    steps::landed(stage, &stage.world.globex, &ADA, "redirect").await?;
    steps::credentials_were_sent(stage, 1)?;
    // One session at the issuer stands behind both.
    let first = steps::recorded(stage, &stage.world.acme, "popup").await?;
    let second = steps::recorded(stage, &stage.world.globex, "redirect").await?;
    ensure!(
        first.sid.is_some() && first.sid == second.sid,
        "{first:?} {second:?}"
    );
    Ok(())
}

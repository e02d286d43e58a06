//! The backend's protected page: on the way to it, and what it shows.

use anyhow::{Result, ensure};
use e2e::people::Person;
use e2e::{Backend, Sought, Stage, only};

use crate::steps;

/// Opens the backend's protected page without a session: that leads to the issuer's form.
pub(super) async fn begin_at(stage: &Stage, backend: &Backend) -> Result<()> {
    stage.browser.open(&backend.url(Backend::PROTECTED)).await?;
    steps::reach_the_form(stage).await
}

/// Waits until the protected page shows `person`, whose handoff the issuer has on record with this carrier.
pub(super) async fn landed(stage: &Stage, backend: &Backend, person: &Person, carrier: &str) -> Result<()> {
    landed_at(stage, backend.origin(), person, carrier).await
}

/// The same for whatever serves that origin.
pub(crate) async fn landed_at(stage: &Stage, origin: &str, person: &Person, carrier: &str) -> Result<()> {
    let subject = stage.world.subject(person.login).await?;
    let page = format!("{origin}{}", Backend::PROTECTED);
    stage.browser.wait_for_page(&page).await?;
    shows(stage, person, &subject).await?;
    let rows = stage.world.issuer.audit().await?;
    let event = if carrier == "redirect" { "redeem" } else { "mint" };
    let row = only(
        &rows,
        Sought {
            event,
            outcome: "allowed",
            domain: Some(origin),
            carrier: Some(carrier),
        },
    )?;
    ensure!(row.sub.as_deref() == Some(&*subject), "for another user: {row:?}");
    let readable = stage.browser.script("return document.cookie").await?;
    ensure!(readable == "", "a script reads {readable}");
    Ok(())
}

/// Waits until the backend's page shows this session.
pub(super) async fn shows(stage: &Stage, person: &Person, subject: &str) -> Result<()> {
    let browser = &stage.browser;
    browser.wait_for_data("session", "signed-in").await?;
    browser.wait_for_text("#session-subject", subject).await?;
    browser.wait_for_text("#session-name", person.name).await?;
    browser.wait_for_text("#session-email", person.email).await
}

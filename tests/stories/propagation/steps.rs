//! What stories of propagations do again and again: begin one, read its receipt and what is on record.

use anyhow::{Context, Result, ensure};
use e2e::Stage;
use e2e::people::Person;
use e2e::wait::{PATIENCE, until};

use crate::steps;

/// Signs in at the issuer, and waits until "Sign in everywhere" can be clicked.
pub(super) async fn reach_the_button(stage: &Stage, person: &Person) -> Result<()> {
    stage.browser.open(&stage.world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, person).await?;
    stage.browser.wait_for("#everywhere").await
}

/// Waits for the receipt, and tells what it says: for each origin the state, and why.
pub(super) async fn receipt(stage: &Stage) -> Result<Vec<(String, String, String)>> {
    let told = until("the receipt", PATIENCE, async || {
        // A page of the same kind shows how far it is.
        let script = "const { page, state } = document.body?.dataset ?? {};
            return page !== 'propagate' || state === 'redirecting' ? null : [...document.querySelectorAll('[data-hop]')].map((hop) =>
                [hop.dataset.origin, hop.dataset.hop, hop.querySelector('.came').textContent])";
        let told = stage.browser.script(script).await?;
        Ok((!told.is_null()).then_some(told))
    })
    .await?;
    Ok(serde_json::from_value(told)?)
}

/// The receipt has this line.
pub(super) fn says(
    receipt: &[(String, String, String)],
    origin: &str,
    state: &str,
    words: &str,
) -> Result<()> {
    let line = receipt.iter().find(|line| line.0 == origin);
    let line = line.with_context(|| format!("{origin} is not on the receipt: {receipt:#?}"))?;
    ensure!(
        line.1 == state && line.2 == words,
        "not {state}, {words}: {line:?}"
    );
    Ok(())
}

/// What is on record about propagations: the reasons, oldest first.
pub(super) async fn propagations(stage: &Stage) -> Result<Vec<String>> {
    let rows = stage.world.issuer.audit().await?;
    let rows = rows.into_iter().filter(|row| row.event == "propagation");
    Ok(rows.map(|row| row.reason).collect())
}

/// Begins one as the launcher does, and tells its address.
pub(super) async fn begin(stage: &Stage) -> Result<String> {
    let script = "return fetch('/api/propagations', {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}',
    }).then((answer) => answer.json()).then(({ location }) => location)";
    let begun = stage.browser.script(script).await?;
    Ok(stage
        .world
        .issuer
        .url(begun.as_str().context("nothing was begun")?))
}

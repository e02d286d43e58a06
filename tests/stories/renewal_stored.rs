//! What a session leaves in storage: it is of no use in another browser, it goes with the session, and a
//! browser that keeps nothing has none.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::PATIENCE;
use e2e::{Api, CHROMIUM, FIREFOX, Options, Stage, Storage, WEBKIT, story};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::page::{self, Outcome, PAGE};
use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let places = [CHROMIUM, FIREFOX, WEBKIT];
    let of = |storage| Options {
        storage,
        ..Options::default()
    };
    let kept = of(Storage::Kept);
    // attack: 60
    let mut trials = story("renewal_stored::copied", &places, &kept, copied);
    // attack: 61
    trials.extend(story("renewal_stored::no_remnants", &places, &kept, no_remnants));
    // attack: 64
    trials.extend(story(
        "renewal_stored::in_a_private_window",
        &[CHROMIUM, FIREFOX],
        &of(Storage::Private),
        in_a_private_window,
    ));
    // attack: 64
    trials.extend(story(
        "renewal_stored::refused",
        &[CHROMIUM, FIREFOX],
        &of(Storage::Refused),
        refused,
    ));
    trials
}

/// Somebody copied what a script of the domain can read into a browser of their own.
async fn copied(stage: &mut Stage) -> Result<()> {
    let api = serve_with_api(stage).await?;
    let other = stage.browser.start_beside(&Options::default()).await?;
    let address = stage.world.acme.url(PAGE);
    other.open(&address).await?;
    page::sign_in(stage, &ADA).await?;
    let all = stage
        .browser
        .script("return JSON.stringify({ ...localStorage })")
        .await?;
    let all = all.as_str().context("no storage")?;
    other
        .script(&format!("Object.assign(localStorage, {all})"))
        .await?;
    other.open(&address).await?;
    // It looks like a session, until something must be proven.
    other.wait_for_text("#name", ADA.name).await?;
    let outcome = page::ask(&other, FETCH).await?;
    ensure!(outcome == Outcome::Value(json!(401)), "{outcome:?}");
    other.wait_for_data("session", "none").await?;
    other.quit().await?;
    let rows = page::renewals(stage).await?;
    let refused: Vec<_> = rows.iter().filter(|row| row.outcome == "refused").collect();
    ensure!(
        refused.len() == 1 && refused[0].reason == "other_key",
        "{refused:#?}"
    );
    // Its owner goes on, and does not notice.
    let outcome = page::ask(&stage.browser, FETCH).await?;
    ensure!(outcome == Outcome::Value(json!(200)), "{outcome:?}");
    let statuses: Vec<_> = api.calls().iter().map(|call| call.status).collect();
    ensure!(statuses == [401, 200], "{statuses:?}");
    page::never_none(&stage.browser).await
}

/// A page that proves the session to the domain's own API.
const FETCH: &str = "(await story.client.fetch('/api/me')).status";

/// Serves the page, beside an API.
async fn serve_with_api(stage: &Stage) -> Result<Arc<Api>> {
    page::serve(stage);
    let api = Api::at_home(&stage.world.issuer, stage.world.acme.origin()).await?;
    stage.world.acme.turn(|knobs| knobs.api = Some(Arc::clone(&api)));
    Ok(api)
}

/// After a sign-out nothing of user and session is left, and the way back leads to nobody's page.
async fn no_remnants(stage: &mut Stage) -> Result<()> {
    let api = serve_with_api(stage).await?;
    page::sign_in(stage, &ADA).await?;
    // Refused once, so that there was a renewal too.
    api.refuse(1);
    let outcome = page::ask(&stage.browser, FETCH).await?;
    ensure!(outcome == Outcome::Value(json!(200)), "{outcome:?}");
    ensure!(page::renewals(stage).await?.len() == 1, "no renewal");
    let session = page::ask(&stage.browser, "story.client.getSession()").await?;
    let Outcome::Value(session) = session else {
        anyhow::bail!("no session: {session:?}");
    };
    let member = |name: &str| session[name].as_str().map(str::to_owned).context("no session");
    let traces = [
        ADA.name.to_owned(),
        ADA.email.to_owned(),
        member("subject")?,
        member("sessionId")?,
        // What every token begins with.
        "eyJ".to_owned(),
    ];
    let before = kept(stage).await?;
    for trace in &traces {
        ensure!(
            before.contains(trace),
            "{trace} is looked for in the wrong place: {before}"
        );
    }

    stage.browser.open(&stage.world.acme.url("/")).await?;
    stage.browser.wait_for_data("session", "signed-in").await?;
    stage.browser.click("#sign-out").await?;
    stage.browser.wait_for_data("session", "none").await?;
    // From the history, or loaded anew: as the browser likes.
    stage.browser.driver().back().await?;
    stage.browser.wait_for_page(&stage.world.acme.url(PAGE)).await?;
    stage.browser.wait_for_data("session", "none").await?;
    stage.browser.wait_for_text("#name", "").await?;
    let after = kept(stage).await?;
    for trace in &traces {
        ensure!(!after.contains(trace), "{trace} is left: {after}");
    }
    Ok(())
}

async fn kept(stage: &Stage) -> Result<String> {
    match page::ask(&stage.browser, "kept()").await? {
        Outcome::Value(Value::String(kept)) => Ok(kept),
        other => anyhow::bail!("{other:?}"),
    }
}

/// A private window keeps in memory what it must: signed in, renewed, and gone with the window.
async fn in_a_private_window(stage: &mut Stage) -> Result<()> {
    page::sign_in_short(stage, &ADA).await?;
    let present = page::present(&stage.browser).await?;
    page::until_newer(&stage.browser, &present, PATIENCE).await?;
    page::never_none(&stage.browser).await
}

/// Nothing may be kept: said by its code, before anybody is led to a form in vain.
async fn refused(stage: &mut Stage) -> Result<()> {
    page::serve(stage);
    page::open(stage).await?;
    let blocked = stage
        .browser
        .script("try { return localStorage === null; } catch { return true; }")
        .await?;
    ensure!(blocked == true, "this browser keeps things");
    stage.browser.click("#require").await?;
    stage.browser.wait_for_data("code", "storage_unavailable").await?;
    ensure!(
        steps::asked(stage, "GET", "/sign-in") == 0,
        "the browser left for the issuer"
    );
    Ok(())
}

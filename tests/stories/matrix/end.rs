//! How a scene ended: what the window shows, what the issuer has on record, and which windows are left over.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use e2e::clock::unix_milliseconds;
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Sought, Stage, only};
use serde::Deserialize;

use super::scene::Scene;
use crate::steps;

/// Nothing may take longer, whatever happens.
pub(super) const LIMIT: Duration = Duration::from_secs(45);

/// What a window shows, in the words of the pages that may be in it.
#[derive(Debug, Deserialize)]
struct Sight {
    address: String,
    is_loaded: bool,
    is_receiver: bool,
    title: String,
    state: Option<String>,
    session: Option<String>,
    code: Option<String>,
}

const LOOK: &str = "const { dataset: data = {} } = document.body ?? {};
    const shown = (found) => found && getComputedStyle(found).visibility === 'visible' && found.getClientRects().length > 0;
    const slow = document.readyState === 'complete' && [...document.querySelectorAll('.slow')].find(shown);
    const error = document.getElementById('error');
    return {
        address: location.origin + location.pathname,
        is_loaded: document.readyState === 'complete',
        is_receiver: document.body?.classList.contains('receiver') ?? false,
        title: document.title,
        state: data.state ?? null,
        session: data.session ?? null,
        code: data.code || error?.dataset.code || slow?.dataset?.code || null,
    };";

/// Whether the page is another one, or says something else, than when it was marked as the last one.
const CHANGED: &str = "const { state, session } = document.body.dataset;
    const code = document.getElementById('error')?.dataset.code;
    return !(window.isLast && (state === 'failed' || session === 'none' && !code));";

impl Scene<'_> {
    /// Waits for the end, and says which one it is, in the words of docs/landing.md.
    pub(super) async fn end(&self) -> Result<String> {
        self.stage.browser.switch_to(&self.window).await?;
        let what = format!("an end of {:?}", self.row);
        let end = until(&what, LIMIT, async || {
            let sight = self.look().await?;
            match self.judge(&sight) {
                Some(end) => Ok(Some(end)),
                None => bail!("it shows {sight:?}"),
            }
        })
        .await?;
        let end = match end.as_str() {
            SIGNED_IN => format!("{SIGNED_IN}, {}", self.recorded().await?),
            _ => end,
        };
        println!(
            "    {} {:?} at {}: {end} after {:.0} ms",
            self.stage.browser.engine(),
            self.row,
            self.venue.origin(),
            unix_milliseconds() - self.sent
        );
        Ok(end)
    }

    /// The same, and how it ends when the user does what the page offers: `next` is what is clicked.
    pub(super) async fn end_and_then(&self, next: &str) -> Result<String> {
        let end = self.end().await?;
        let stage = self.stage;
        if end.ends_with("sign-in page") {
            self.fill().await?;
        }
        let windows = stage.browser.windows().await?;
        stage.browser.script("window.isLast = true").await?;
        stage.browser.click(next).await?;
        until("something else", PATIENCE, async || {
            let opened = stage.browser.windows().await? != windows;
            Ok((opened || stage.browser.script(CHANGED).await? == true).then_some(()))
        })
        .await?;
        Ok(format!("{end}{THEN}{}", self.end().await?))
    }

    async fn look(&self) -> Result<Sight> {
        Ok(serde_json::from_value(self.stage.browser.script(LOOK).await?)?)
    }

    fn judge(&self, sight: &Sight) -> Option<String> {
        let place = if sight.address.starts_with(self.stage.world.issuer.origin()) {
            "sign-in page"
        } else if sight.is_receiver {
            "receiver page"
        } else {
            "domain's page"
        };
        match (sight.code.as_deref(), sight.session.as_deref()) {
            _ if place == "sign-in page" && sight.state.as_deref() != Some("failed") => None,
            (Some(code), _) => Some(format!("`{code}`, {place}")),
            (None, Some("signed-in")) if sight.address == self.venue.url(steps::PROTECTED) => {
                Some(SIGNED_IN.to_owned())
            }
            (None, Some("none")) if sight.is_loaded => Some(format!("nobody signed in, {place}")),
            (None, _) if sight.is_loaded && sight.title == "Not found" => Some("the domain's 404".to_owned()),
            (None, _) => None,
        }
    }

    /// The carrier by the issuer's record, which must name Ada, and what the page shows.
    async fn recorded(&self) -> Result<String> {
        let rows = self.stage.world.issuer.audit().await?;
        let redeemed = rows.iter().any(|row| {
            row.event == "redeem"
                && row.outcome == "allowed"
                && row.domain.as_deref() == Some(self.venue.origin())
        });
        let carrier = if redeemed { "redirect" } else { "popup" };
        let event = if redeemed { "redeem" } else { "mint" };
        let row = only(
            &rows,
            Sought {
                event,
                outcome: "allowed",
                domain: Some(self.venue.origin()),
                carrier: Some(carrier),
            },
        )?;
        let subject = self.stage.world.subject(ADA.login).await?;
        ensure!(row.sub.as_deref() == Some(&*subject), "not Ada: {row:?}");
        steps::shows(self.stage, &ADA, &subject, carrier).await?;
        Ok(carrier.to_owned())
    }
}

const SIGNED_IN: &str = "signed in";

/// What joins two ends, when the user goes on after the first.
pub(super) const THEN: &str = "; then ";

/// Waits until no window is open but these, and says where those are that stay.
pub(super) async fn left_over(stage: &Stage, windows: &BTreeSet<String>) -> Result<()> {
    let browser = &stage.browser;
    let gone = until("the other windows to close", PATIENCE, async || {
        let open = browser.windows().await?;
        Ok(open.is_subset(windows).then_some(()))
    })
    .await;
    let open = browser.windows().await?;
    match (gone, open.difference(windows).next()) {
        (Err(error), Some(window)) => {
            browser.switch_to(window).await?;
            let address = browser.address().await.unwrap_or_default();
            Err(error).context(format!("a window is left over at {address:?}"))
        }
        (gone, _) => gone,
    }
}

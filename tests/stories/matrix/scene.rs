//! One cell's scene: a domain and a window of its own, and Ada, who wants to see her orders there.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use e2e::clock::unix_milliseconds;
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Stage, Venue};

use crate::steps;

/// A scene with the issuer's form before it.
pub(super) struct Scene<'a> {
    pub(super) stage: &'a Stage,
    /// The row of the matrix.
    pub(super) row: String,
    pub(super) venue: Venue,
    /// The window that Ada began in.
    pub(super) window: String,
    /// The windows that were there when she sent the form.
    pub(super) before: BTreeSet<String>,
    /// When she did, in milliseconds since 1970.
    pub(super) sent: f64,
}

impl<'a> Scene<'a> {
    /// In the current window, with nobody signed in at the issuer.
    pub(super) async fn open(stage: &'a Stage, row: &str, name: &str) -> Result<Self> {
        let venue = Venue::open(&stage.world, name).await?;
        forget_the_issuer(stage).await?;
        Self::in_this_window(stage, row, venue).await
    }

    /// In the current window, as things are at the issuer.
    pub(super) async fn in_this_window(stage: &'a Stage, row: &str, venue: Venue) -> Result<Self> {
        steps::begin_at(stage, &venue).await?;
        Self::here(stage, row, venue).await
    }

    /// In the current window, with what it shows.
    pub(super) async fn here(stage: &'a Stage, row: &str, venue: Venue) -> Result<Self> {
        Ok(Self {
            stage,
            row: row.to_owned(),
            venue,
            window: stage.browser.window().await?,
            before: stage.browser.windows().await?,
            sent: unix_milliseconds(),
        })
    }

    /// Fills the form in as a password manager does, and sends it with a click.
    pub(super) async fn send(&mut self) -> Result<()> {
        self.fill().await?;
        self.sent = unix_milliseconds();
        self.stage.browser.click("#submit").await
    }

    /// The same without a click or a key, which would let a popup through.
    pub(super) async fn send_without_gesture(&mut self) -> Result<()> {
        self.fill().await?;
        self.sent = unix_milliseconds();
        self.stage.browser.submit_without_gesture("#form").await
    }

    pub(super) async fn fill(&self) -> Result<()> {
        let fill = format!(
            "document.getElementById('login').value = {:?};
             document.getElementById('password').value = {:?};",
            ADA.login, self.stage.world.password
        );
        self.stage.browser.script(&fill).await?;
        Ok(())
    }

    /// Cuts the browser off, or lets it through again.
    pub(super) fn cut(&self, is_cut: bool) {
        self.stage.world.cut_issuer(is_cut);
        self.venue.cut(is_cut);
    }

    /// The popup, once it is there.
    pub(super) async fn popup(&self) -> Result<String> {
        until("the popup", PATIENCE, async || {
            let windows = self.stage.browser.windows().await?;
            Ok(windows.difference(&self.before).next().cloned())
        })
        .await
    }
}

/// Takes the issuer's cookies away.
pub(super) async fn forget_the_issuer(stage: &Stage) -> Result<()> {
    let page = stage.world.issuer.url("/healthz");
    stage.browser.open(&page).await?;
    let cookies = stage.browser.driver().delete_all_cookies().await;
    cookies.context("the issuer's cookies cannot be deleted")
}

/// The only window that is left open becomes the current one.
pub(super) async fn tidy_up(stage: &Stage, window: &str) -> Result<()> {
    let windows = stage.browser.windows().await?;
    ensure!(windows.contains(window), "the main window is gone");
    for other in windows.iter().filter(|other| *other != window) {
        stage.browser.close_window(other).await?;
    }
    stage.browser.switch_to(window).await
}

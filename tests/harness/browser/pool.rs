//! Browsers that wait for their next story: to start one costs more than to tell most stories.
//!
//! What a story leaves in one cannot reach the next: its cookies are deleted, its windows closed, and no
//! origin comes twice in a run ([`crate::port`]), so nothing else that was kept or cached is found again.

use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::driven::Browser;
use super::engine::{Engine, Options, Storage};

/// A browser costs more than a core while it starts, and waits for servers and for its driver later: of two on the two cores
/// that we count on, a third of the time was left.
const BUSY: u32 = 3;
static PLACES: Semaphore = Semaphore::const_new(BUSY as usize);

/// So many may wait: as many as are told stories at once.
const MOST: usize = 4;

static WAITING: Mutex<Vec<Browser>> = Mutex::new(Vec::new());

/// One that was started with these options, if one waits.
fn take(engine: Engine, options: &Options) -> Option<Browser> {
    let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    let fits = |browser: &Browser| browser.engine == engine && browser.options == *options;
    let found = waiting.iter().position(fits)?;
    Some(waiting.remove(found))
}

/// Ends those that wait: for the end of a run.
pub fn end_waiting_browsers() {
    drop(std::mem::take(
        &mut *WAITING.lock().unwrap_or_else(PoisonError::into_inner),
    ));
}

impl Browser {
    /// An engine with no past: started with a fresh profile, or one that has forgotten its last story.
    pub async fn start(engine: Engine, options: &Options) -> Result<Self> {
        // What is timed is the only one that is busy.
        let wanted = if options.timing { BUSY } else { 1 };
        let place = PLACES.acquire_many(wanted).await.context("no more browsers")?;
        if let Some(mut browser) = take(engine, options) {
            browser.place = Some(place);
            return Ok(browser);
        }
        Self::launch(engine, options, Some(place)).await
    }

    /// The story is told: the browser waits for another one, or ends where it cannot forget this one.
    pub async fn finish(mut self) -> Result<()> {
        if !self.can_forget() || self.forget().await.is_err() {
            return self.quit().await;
        }
        self.heard = self.driver_process.lines().len();
        self.place = None;
        let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(self);
        if waiting.len() > MOST {
            drop(waiting.remove(0));
        }
        Ok(())
    }

    /// WebKitGTK's profile belongs to the session; where time is measured, or storage is at stake, a browser is new.
    fn can_forget(&self) -> bool {
        let is_usual = !self.options.timing && self.options.storage == Storage::Kept;
        is_usual && self.engine != Engine::WebKit
    }

    async fn forget(&self) -> Result<()> {
        // Not any window stays: pages may close those that scripts have opened.
        let mut windows = self.windows().await?;
        ensure!(windows.remove(&self.first), "its first window is gone");
        for window in windows {
            self.close_window(&window).await?;
        }
        self.switch_to(&self.first).await?;
        self.open("about:blank").await?;
        match self.engine {
            Engine::Chromium => {
                self.devtools("Network.clearBrowserCookies").await?;
                self.driver.browser_log().await?;
            }
            Engine::Firefox => self.privileged("Services.cookies.removeAll()").await?,
            Engine::WebKit => {}
        }
        ensure!(self.windows().await?.len() == 1, "a window was opened meanwhile");
        Ok(())
    }

    /// Asks Chromium's developer tools about the current page.
    pub async fn devtools(&self, command: &str) -> Result<Value> {
        self.devtools_with(command, json!({})).await
    }

    async fn devtools_with(&self, command: &str, params: Value) -> Result<Value> {
        let asked = json!({ "cmd": command, "params": params });
        self.command("goog/cdp/execute", &asked).await
    }

    /// Whether pages of this window run scripts: Chromium alone.
    pub async fn allow_scripts(&self, allowed: bool) -> Result<()> {
        let disabled = json!({ "value": !allowed });
        let emulated = self.devtools_with("Emulation.setScriptExecutionDisabled", disabled);
        emulated.await.map(drop)
    }

    /// Runs a script with Firefox's own rights.
    async fn privileged(&self, script: &str) -> Result<()> {
        let context = "moz/context";
        self.command(context, &json!({ "context": "chrome" })).await?;
        let asked = json!({ "script": script, "args": [] });
        let ran = self.command("execute/sync", &asked).await;
        self.command(context, &json!({ "context": "content" })).await?;
        ran.map(drop)
    }

    /// A command that only this engine's driver knows.
    async fn command(&self, path: &str, body: &Value) -> Result<Value> {
        let handle = self.driver.handle();
        let address = format!("{}session/{}/{path}", handle.server_url(), handle.session_id());
        let asked = reqwest::Client::new().post(address).json(body).send();
        let answer: Value = asked.await?.json().await?;
        ensure!(answer["value"]["error"].is_null(), "{path}: {answer}");
        Ok(answer["value"].clone())
    }
}

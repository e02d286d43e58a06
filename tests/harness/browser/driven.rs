//! A running browser: the session of its driver, its display and its profile.

use std::time::Duration;

use anyhow::{Result, bail};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};
use tokio::sync::SemaphorePermit;

use super::display::Display;
use super::engine::{Engine, Options};
use super::recipe::{Port, Recipe};
use super::{chromium, firefox, webkit};
use crate::process::{self, Process};
use crate::timing::{Timing, Timings};
use crate::wait;

/// A browser that knows nothing. Finish with it with [`Browser::finish`], or end it with [`Browser::quit`]; dropped,
/// it is killed.
#[derive(Debug)]
pub struct Browser {
    pub(super) engine: Engine,
    pub(super) options: Options,
    pub(super) driver: WebDriver,
    /// The window that it started with.
    pub(super) first: String,
    /// How many of its driver's lines are of earlier stories.
    pub(super) heard: usize,
    browser_process: Option<i32>,
    timings: Option<Timings>,
    // From here on the order is the order of the end: the driver before its display and profile.
    pub(super) driver_process: Process,
    _display: Option<Display>,
    _profile: TempDir,
    pub(super) place: Option<SemaphorePermit<'static>>,
}

impl Browser {
    /// Starts another one of the same engine, as on another machine, at this one's place: two stories that
    /// wait for second places would wait for each other.
    pub async fn start_beside(&self, options: &Options) -> Result<Self> {
        Self::launch(self.engine, options, None).await
    }

    pub(super) async fn launch(
        engine: Engine,
        options: &Options,
        place: Option<SemaphorePermit<'static>>,
    ) -> Result<Self> {
        let profile = tempfile::Builder::new().prefix("crosspass-browser-").tempdir()?;
        let display = match engine {
            Engine::WebKit => Some(Display::start().await?),
            Engine::Chromium | Engine::Firefox => None,
        };
        let timings = if options.timing {
            Some(Timings::start().await?)
        } else {
            None
        };
        let recipe = || match engine {
            Engine::Chromium => chromium::recipe(profile.path(), options, timings.as_ref()),
            Engine::Firefox => firefox::recipe(profile.path(), options),
            Engine::WebKit => webkit::recipe(profile.path(), options, display.as_ref()),
        };
        let (recipe, driver_process, address) = start_driver(engine, recipe).await?;
        let driver = WebDriver::new(&address, Capabilities::from(recipe.capabilities))
            .await
            .map_err(|error| {
                let said = driver_process.lines().join("\n");
                anyhow::anyhow!("no session of {engine}: {error}\n{said}")
            })?;
        driver.set_page_load_timeout(Duration::from_secs(30)).await?;
        driver.set_implicit_wait_timeout(Duration::ZERO).await?;
        let browser_process = recipe
            .process
            .and_then(|name| driver.handle().capabilities().get(name)?.as_i64())
            .and_then(|pid| i32::try_from(pid).ok());
        Ok(Self {
            engine,
            options: options.clone(),
            first: driver.window().await?.to_string(),
            driver,
            heard: 0,
            browser_process,
            timings,
            driver_process,
            _display: display,
            _profile: profile,
            place,
        })
    }

    /// Lets another browser be busy in its place: what its story does from now on is wait.
    pub fn give_place(&mut self) {
        self.place = None;
    }

    /// Its engine.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The WebDriver session, for what the helpers do not cover.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// What pages told of their resource timing, if [`Options::timing`] asked for it.
    #[must_use]
    pub fn timings(&self) -> Vec<Timing> {
        self.timings.as_ref().map(Timings::told).unwrap_or_default()
    }

    /// Ends the session and the browser.
    pub async fn quit(self) -> Result<()> {
        self.driver.clone().quit().await?;
        Ok(())
    }

    /// What pages wrote to the console, as far as the engine tells.
    pub async fn console(&self) -> Vec<String> {
        match self.engine {
            Engine::Chromium => match self.driver.browser_log().await {
                Ok(entries) => entries.iter().map(|entry| format!("{entry:?}")).collect(),
                Err(error) => vec![format!("no console: {error}")],
            },
            // Both are told to write it to their standard output.
            Engine::Firefox | Engine::WebKit => self
                .driver_process
                .lines()
                .into_iter()
                .skip(self.heard)
                .filter(|line| line.to_lowercase().contains("console"))
                .collect(),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A session that was quit has ended the browser; one that was not would otherwise try to
        // quit it from a destructor, blocking.
        let _ = self.driver.clone().leak();
        if let Some(pid) = self.browser_process {
            process::end_group_of(pid);
        }
    }
}

async fn answers(address: &str) -> Result<()> {
    let client = reqwest::Client::new();
    wait::until(&format!("the driver at {address}"), wait::PATIENCE, async || {
        let status = client.get(format!("{address}/status")).send().await?;
        Ok(status.status().is_success().then_some(()))
    })
    .await
}

/// How often a driver may lose its port before that is an error.
const TRIES: usize = 5;

/// Starts a driver and waits until it answers. A driver takes its port in two steps (chromedriver on
/// IPv6, then the same on IPv4), and another program may come between them: then it gets another.
async fn start_driver(
    engine: Engine,
    recipe: impl Fn() -> Result<Recipe>,
) -> Result<(Recipe, Process, String)> {
    for tried in 1.. {
        let mut recipe = recipe()?;
        let mut process = Process::start(&format!("the driver of {engine}"), &mut recipe.driver)?;
        match address(&recipe.port, &mut process).await {
            Ok(address) => return Ok((recipe, process, address)),
            Err(error) if tried == TRIES || !process.lost_its_port() => return Err(error),
            Err(_) => {}
        }
    }
    bail!("no driver of {engine}")
}

async fn address(port: &Port, process: &mut Process) -> Result<String> {
    let port = match port {
        Port::Told(find) => process.line("its port", find).await?,
        Port::Given(port) => *port,
    };
    let address = format!("http://127.0.0.1:{port}");
    answers(&address).await?;
    Ok(address)
}

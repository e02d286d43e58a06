//! Real browsers, driven through WebDriver: one client for all three engines.

mod chromium;
mod display;
mod firefox;
mod freeze;
mod page;
mod pool;
mod webkit;

use std::fmt;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::process::{self, Process};
use crate::timing::{Timing, Timings};
use crate::wait;
use display::Display;
pub use pool::end_waiting_browsers;

/// A browser costs more than a core while it starts: two at once on the two cores we count on.
const BUSY: u32 = 2;
static PLACES: Semaphore = Semaphore::const_new(BUSY as usize);

/// The three engines that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser, by WebKitWebDriver, on a virtual display.
    WebKit,
}

impl Engine {
    /// Its name in test names and in `CROSSPASS_BROWSERS`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Whether this run is to use it: `CROSSPASS_BROWSERS` is a comma list, by default all three.
    #[must_use]
    pub fn is_wanted(self) -> bool {
        std::env::var("CROSSPASS_BROWSERS").map_or(true, |list| {
            list.split(',').any(|name| name.trim() == self.name())
        })
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What a story wants of its browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Block popups that no user gesture opens, as browsers do for people but not under WebDriver.
    pub popup_blocker: bool,
    /// Let third-party cookies through, which all three engines block as people get them.
    pub third_party_cookies: bool,
    /// Collect the resource timing of every page (Chromium only).
    pub timing: bool,
    /// What pages may keep.
    pub storage: Storage,
}

/// What a browser lets pages keep. WebKitGTK keeps nothing beyond its end whenever it is driven.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Storage {
    /// As people have it.
    #[default]
    Kept,
    /// A private window: in memory, until it is closed.
    Private,
    /// Nothing: the user has turned site data off.
    Refused,
}

/// How one engine is started.
struct Recipe {
    driver: Command,
    /// The driver tells its port in a line, or is given one.
    port: Port,
    capabilities: Map<String, Value>,
    /// The returned capability that holds the browser's process id.
    process: Option<&'static str>,
}

enum Port {
    Told(fn(&str) -> Option<u16>),
    Given(u16),
}

/// A browser that knows nothing. Finish with it with [`Browser::finish`], or end it with [`Browser::quit`]; dropped,
/// it is killed.
#[derive(Debug)]
pub struct Browser {
    engine: Engine,
    options: Options,
    driver: WebDriver,
    /// The window that it started with.
    first: String,
    /// How many of its driver's lines are of earlier stories.
    heard: usize,
    browser_process: Option<i32>,
    timings: Option<Timings>,
    // From here on the order is the order of the end: the driver before its display and profile.
    driver_process: Process,
    _display: Option<Display>,
    _profile: TempDir,
    place: Option<SemaphorePermit<'static>>,
}

impl Browser {
    /// An engine with no past: started with a fresh profile, or one that has forgotten its last story.
    pub async fn start(engine: Engine, options: &Options) -> Result<Self> {
        // What is timed is the only one that is busy.
        let wanted = if options.timing { BUSY } else { 1 };
        let place = PLACES.acquire_many(wanted).await.context("no more browsers")?;
        if let Some(mut browser) = pool::take(engine, options) {
            browser.place = Some(place);
            return Ok(browser);
        }
        Self::launch(engine, options, Some(place)).await
    }

    /// Starts another one of the same engine, as on another machine, at this one's place: two stories that
    /// wait for second places would wait for each other.
    pub async fn start_beside(&self, options: &Options) -> Result<Self> {
        Self::launch(self.engine, options, None).await
    }

    async fn launch(
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

/// The project's own tools come first: the order that `cargo xtask setup` installs in.
pub(crate) fn tool(name: &str) -> Result<PathBuf> {
    let below = |root: &str, rest: &str| std::env::var_os(root).map(|root| Path::new(&root).join(rest));
    let places = [
        below("CROSSPASS_TOOLS", "bin"),
        below("XDG_CACHE_HOME", "crosspass/tools/bin"),
        below("HOME", ".cache/crosspass/tools/bin"),
        Some(PathBuf::from("/usr/local/bin")),
        Some(PathBuf::from("/usr/bin")),
    ];
    match places
        .into_iter()
        .flatten()
        .map(|place| place.join(name))
        .find(|tool| tool.is_file())
    {
        Some(tool) => Ok(tool),
        None => bail!("no {name}: run `cargo xtask setup`"),
    }
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

/// A port that is free now, for a driver that cannot choose one itself.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

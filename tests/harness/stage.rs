//! The stage of one story: its world, its browser, and what is kept when it fails.

use std::fmt::{self, Write as _};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use libtest_mimic::{Failed, Trial};
use thirtyfour::WindowHandle;
use tokio::runtime::Runtime;

use crate::browser::{Browser, Engine, Options};
use crate::clock::unix_milliseconds;
use crate::durations;
use crate::tree::workspace;
use crosspass_testkit::DatabaseKind;

use crate::release::Cast;
use crate::world::{Names, World};

/// No story is longer than this, whatever hangs.
const LIMIT: Duration = Duration::from_secs(150);

/// Where a story plays.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// In which engine.
    pub engine: Engine,
    /// Under which names.
    pub names: Names,
}

/// Chromium, `http://*.localhost`.
pub const CHROMIUM: Place = Place {
    engine: Engine::Chromium,
    names: Names::Localhost,
};
/// Chromium, over TLS on `.test` names.
pub const CHROMIUM_TLS: Place = Place {
    engine: Engine::Chromium,
    names: Names::Test,
};
/// Firefox, `http://*.localhost`.
pub const FIREFOX: Place = Place {
    engine: Engine::Firefox,
    names: Names::Localhost,
};
/// Firefox, over TLS on `.test` names.
pub const FIREFOX_TLS: Place = Place {
    engine: Engine::Firefox,
    names: Names::Test,
};
/// Chromium, over TLS on `*.localhost`.
pub const CHROMIUM_SECURE: Place = Place {
    engine: Engine::Chromium,
    names: Names::Secure,
};
/// Firefox, the same.
pub const FIREFOX_SECURE: Place = Place {
    engine: Engine::Firefox,
    names: Names::Secure,
};
/// WebKitGTK, `http://*.localhost`.
pub const WEBKIT: Place = Place {
    engine: Engine::WebKit,
    names: Names::Localhost,
};

/// All three engines, `http://*.localhost`.
pub const EVERYWHERE: [Place; 3] = [CHROMIUM, FIREFOX, WEBKIT];

/// Chromium, `http://localhost`, where only the ports differ.
pub const CHROMIUM_PORTS: Place = Place {
    engine: Engine::Chromium,
    names: Names::Ports,
};
/// Firefox, the same.
pub const FIREFOX_PORTS: Place = Place {
    engine: Engine::Firefox,
    names: Names::Ports,
};
/// WebKitGTK, the same.
pub const WEBKIT_PORTS: Place = Place {
    engine: Engine::WebKit,
    names: Names::Ports,
};

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.names {
            Names::Localhost => write!(formatter, "{}", self.engine),
            Names::Test => write!(formatter, "{}_tls", self.engine),
            Names::Secure => write!(formatter, "{}_secure", self.engine),
            Names::Ports => write!(formatter, "{}_ports", self.engine),
        }
    }
}

/// A world and a browser that is looking at nothing yet.
#[derive(Debug)]
pub struct Stage {
    /// The issuer, the domains, the users.
    pub world: World,
    /// The browser.
    pub browser: Browser,
}

/// A story as the test runner takes it: one trial per place. Places whose engine this run does not
/// want are shown as ignored.
pub fn story<F>(name: &str, places: &[Place], options: &Options, play: F) -> Vec<Trial>
where
    F: AsyncFn(&mut Stage) -> Result<()> + Copy + Send + 'static,
{
    story_of(name, places, options, Cast::default(), play)
}

/// The same, and once more in Chromium with an issuer on PostgreSQL: for stories that are hard on its storage.
pub fn story_on_both<F>(name: &str, places: &[Place], options: &Options, play: F) -> Vec<Trial>
where
    F: AsyncFn(&mut Stage) -> Result<()> + Copy + Send + 'static,
{
    let mut trials = story(name, places, options, play);
    let cast = Cast {
        database: DatabaseKind::Postgres,
        ..Cast::default()
    };
    let name = format!("{name}::postgres");
    trials.extend(story_of(&name, &[CHROMIUM], options, cast, play));
    trials
}

/// The same with a certain cast.
pub fn story_of<F>(name: &str, places: &[Place], options: &Options, cast: Cast, play: F) -> Vec<Trial>
where
    F: AsyncFn(&mut Stage) -> Result<()> + Copy + Send + 'static,
{
    places
        .iter()
        .map(|place| {
            let place = *place;
            let options = options.clone();
            let full = format!("{name}::{place}");
            let file = full.replace("::", "-");
            trial(&full.clone(), place.engine, async move || {
                // The browser first: with it comes the place that everything else is done in.
                let browser = Browser::start(place.engine, &options).await?;
                let started = unix_milliseconds();
                let world = World::of(place.names, cast).await?;
                let mut stage = Stage { world, browser };
                let played = match tokio::time::timeout(LIMIT, play(&mut stage)).await {
                    Ok(played) => played,
                    Err(_) => bail_late(),
                };
                if let Err(error) = &played {
                    stage.keep(&file, error).await;
                }
                match played {
                    Ok(()) => stage.browser.finish().await?,
                    Err(_) => stage.browser.quit().await?,
                }
                durations::note(&full, unix_milliseconds() - started);
                played
            })
        })
        .collect()
}

/// A trial, ignored if this run does not want its engine.
pub fn trial<F>(name: &str, engine: Engine, play: F) -> Trial
where
    F: AsyncFnOnce() -> Result<()> + Send + 'static,
{
    let run = move || -> Result<(), Failed> {
        runtime()?
            .block_on(play())
            .map_err(|error| Failed::from(told(&error)))
    };
    Trial::test(name, run).with_ignored_flag(!engine.is_wanted())
}

/// The same trials, or, where something is missing on this machine, lines that say so of those that this run wants: they
/// count neither as passed nor as failed.
#[must_use]
pub fn unless_missing(trials: Vec<Trial>, missing: Option<&str>) -> Vec<Trial> {
    let Some(missing) = missing else { return trials };
    let kind = format!("not run: {missing}");
    let not_run = |trial: Trial| trial.with_kind(&kind).with_ignored_flag(true);
    trials
        .into_iter()
        .map(|trial| {
            if trial.has_ignored_flag() {
                trial
            } else {
                not_run(trial)
            }
        })
        .collect()
}

/// One runtime for all stories: browsers outlive them.
fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<std::io::Result<Runtime>> = OnceLock::new();
    let started = RUNTIME.get_or_init(|| {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(4).enable_all().build()
    });
    started.as_ref().map_err(|error| anyhow!("no runtime: {error}"))
}

/// The causes, one a line: where in the harness they passed helps nobody.
fn told(error: &anyhow::Error) -> String {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    causes.join("\n  because: ")
}

fn bail_late() -> Result<()> {
    bail!("the story did not end within {LIMIT:?}")
}

impl Stage {
    /// Keeps what a person needs to understand a failure in `target/e2e`. Best effort: nothing here
    /// may hide the failure itself.
    async fn keep(&self, file: &str, error: &anyhow::Error) {
        let kept = self.try_keep(file, error).await;
        if let Err(trouble) = kept {
            eprintln!("{file}: could not keep everything about the failure: {trouble:#}");
        }
    }

    async fn try_keep(&self, file: &str, error: &anyhow::Error) -> Result<()> {
        let folder = workspace().join("target/e2e");
        std::fs::create_dir_all(&folder)?;
        let mut report = format!(
            "{}\n\n== issuer\n{}\n",
            told(error),
            self.world.issuer.lines().join("\n")
        );
        for domain in [&self.world.acme, &self.world.globex, &self.world.initech] {
            writeln!(report, "== {}", domain.origin())?;
            for access in domain.log() {
                writeln!(report, "{} {} {}", access.status, access.method, access.path)?;
            }
        }
        match self.world.issuer.audit().await {
            Ok(rows) => writeln!(report, "== audit\n{rows:#?}")?,
            Err(trouble) => writeln!(report, "== no audit: {trouble:#}")?,
        }
        writeln!(report, "== console\n{}", self.browser.console().await.join("\n"))?;
        std::fs::write(folder.join(format!("{file}.txt")), &report)?;
        self.photograph(&folder.join(file)).await
    }

    /// A picture of every open window.
    async fn photograph(&self, stem: &std::path::Path) -> Result<()> {
        let driver = self.browser.driver();
        for (number, window) in self.browser.windows().await?.into_iter().enumerate() {
            driver.switch_to_window(WindowHandle::from(window)).await?;
            let mut name = stem.as_os_str().to_owned();
            name.push(if number == 0 {
                ".png".to_owned()
            } else {
                format!("-{number}.png")
            });
            let picture = driver.screenshot_as_png().await?;
            std::fs::write(PathBuf::from(name), picture).context("no picture")?;
        }
        Ok(())
    }
}

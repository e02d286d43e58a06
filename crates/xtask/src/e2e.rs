//! `e2e`: the stories of `tests/`, in real browsers, against the issuer and the pages just built.

use crate::native::{self, Build};
use crate::paths::Paths;
use crate::run::step;
use crate::tally::Tally;
use crate::{npm, setup};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

/// Tells the stories of tests/ in real browsers, headless.
///
/// Installs what is missing and builds the pages and the server first.
#[derive(Args, Clone, Default)]
pub(crate) struct E2e {
    /// Only this browser; may be given several times. Without it: all three
    #[arg(long, value_enum)]
    browser: Vec<Browser>,
    /// Tells the landing matrix only, and writes what it comes to into docs/landing.md
    #[arg(long, conflicts_with = "filter")]
    write_matrix: bool,
    /// Only the stories whose name contains this
    filter: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Browser {
    Chromium,
    Firefox,
    Webkit,
}

impl Browser {
    fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }
}

impl E2e {
    /// The stories whose name contains this, in all browsers.
    pub(crate) fn only(filter: String) -> Self {
        Self {
            filter: Some(filter),
            ..Self::default()
        }
    }

    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        setup::Setup::default().install(paths)?;
        npm::build(paths)?;
        let build = step("native crates", || native::build(paths))?;
        let tally = step("stories", || self.tell(paths, &build))?;
        tally.tell_not_run();
        println!("{tally}");
        if tally.failed > 0 {
            bail!("{} stories failed", tally.failed);
        }
        if let Some(filter) = self.filter.as_ref().filter(|_| tally.passed + tally.not_run == 0) {
            bail!(
                "no story's name contains {filter}; `cargo xtask e2e` without it tells all, with their names"
            );
        }
        Ok(())
    }

    /// Runs the stories with what was built.
    pub(crate) fn tell(&self, paths: &Paths, build: &Build) -> Result<Tally> {
        let all = [Browser::Chromium, Browser::Firefox, Browser::Webkit];
        let browsers = if self.browser.is_empty() {
            &all[..]
        } else {
            &self.browser
        };
        let browsers = browsers
            .iter()
            .map(|browser| browser.name())
            .collect::<Vec<_>>()
            .join(",");
        let mut tally = Tally::default();
        for story in build.tests.iter().filter(|test| test.is_story(paths)) {
            tally += story.run(paths, |command| {
                command
                    .args(&self.filter)
                    .env("CROSSPASS_BROWSERS", &browsers)
                    .env("CROSSPASS_BIN", &build.crosspass)
                    .env("CROSSPASS_PAGES", paths.pages())
                    .env("CROSSPASS_LAST_RELEASE", setup::last_release(paths));
                if self.write_matrix {
                    command.arg("matrix::").env("CROSSPASS_WRITE_MATRIX", "1");
                }
            })?;
        }
        Ok(tally)
    }
}

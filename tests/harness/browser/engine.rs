//! The three engines, and what a story wants of one.

use std::fmt;

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

//! How Chromium is started.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde_json::{Map, json};

use super::engine::{Options, Storage};
use super::recipe::{Port, Recipe, tool};
use crate::timing::Timings;

pub(super) fn recipe(profile: &Path, options: &Options, timings: Option<&Timings>) -> Result<Recipe> {
    let mut driver = Command::new(tool("chromedriver")?);
    // What it puts into the temporary folder goes with the profile.
    driver.arg("--port=0").env("HOME", profile).env("TMPDIR", profile);
    let mut arguments = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        // What moves for ever is drawn for ever, by the processor.
        "--force-prefers-reduced-motion".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--window-size=1200,900".to_owned(),
        "--host-resolver-rules=MAP *.test 127.0.0.1".to_owned(),
        format!("--user-data-dir={}", profile.join("profile").display()),
    ];
    if options.storage == Storage::Private {
        arguments.push("--incognito".to_owned());
    }
    let mut preferences = Map::new();
    if options.storage == Storage::Refused {
        // "Block all cookies", which stands for all site data.
        preferences.insert(
            "profile.default_content_setting_values.cookies".to_owned(),
            json!(2),
        );
    }
    if options.third_party_cookies {
        preferences.insert("profile.cookie_controls_mode".to_owned(), json!(0));
        preferences.insert("profile.block_third_party_cookies".to_owned(), json!(false));
    }
    let mut excluded = Vec::new();
    if options.popup_blocker {
        excluded.push("disable-popup-blocking");
    }
    if let Some(extension) = timings.map(Timings::extension) {
        arguments.push(format!("--load-extension={}", extension.display()));
        arguments.push("--disable-features=DisableLoadExtensionCommandLineSwitch".to_owned());
        excluded.push("disable-extensions");
    }
    let mut capabilities = Map::new();
    capabilities.insert("browserName".to_owned(), json!("chrome"));
    capabilities.insert("acceptInsecureCerts".to_owned(), json!(true));
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({"browser": "ALL"}));
    capabilities.insert(
        "goog:chromeOptions".to_owned(),
        json!({
            "binary": tool("chromium")?,
            "args": arguments,
            "excludeSwitches": excluded,
            "prefs": preferences,
        }),
    );
    Ok(Recipe {
        driver,
        port: Port::Told(port),
        capabilities,
        process: Some("goog:processID"),
    })
}

/// "ChromeDriver was started successfully on port 41443."
fn port(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}

//! How WebKitGTK's MiniBrowser is started. Its popup blocker is always on.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Map, json};

use super::display::Display;
use super::{Port, Recipe, free_port, tool};

const BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

pub(super) fn recipe(profile: &Path, display: Option<&Display>) -> Result<Recipe> {
    let display = display.context("WebKitGTK needs a display")?;
    let port = free_port()?;
    let mut driver = Command::new(tool("WebKitWebDriver")?);
    driver
        .arg(format!("--port={port}"))
        .env("DISPLAY", display.name())
        .env("HOME", profile)
        .env("XDG_CACHE_HOME", profile.join("cache"))
        .env("XDG_DATA_HOME", profile.join("data"))
        .env("XDG_CONFIG_HOME", profile.join("config"))
        .env_remove("WAYLAND_DISPLAY");
    let mut capabilities = Map::new();
    capabilities.insert("browserName".to_owned(), json!("MiniBrowser"));
    capabilities.insert("acceptInsecureCerts".to_owned(), json!(true));
    capabilities.insert(
        "webkitgtk:browserOptions".to_owned(),
        json!({
            "binary": BROWSER,
            "args": [
                "--automation",
                "--geometry=1200x900",
                "--enable-write-console-messages-to-stdout=true",
            ],
        }),
    );
    Ok(Recipe {
        driver,
        port: Port::Given(port),
        capabilities,
        process: None,
    })
}

//! How WebKitGTK's MiniBrowser is started.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Map, json};

use super::display::Display;
use super::engine::{Options, Storage};
use super::recipe::{Port, Recipe, free_port, tool};

const BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

pub(super) fn recipe(profile: &Path, options: &Options, display: Option<&Display>) -> Result<Recipe> {
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
        // No graphics card here: compositing would be another core's work for pages that have nothing to compose.
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .env_remove("WAYLAND_DISPLAY");
    // What moves for ever is drawn for ever, by the processor.
    let settings = profile.join("config/gtk-3.0");
    std::fs::create_dir_all(&settings)?;
    std::fs::write(
        settings.join("settings.ini"),
        "[Settings]\ngtk-enable-animations=0\n",
    )?;
    let mut arguments = vec![
        "--automation",
        "--geometry=1200x900",
        "--enable-write-console-messages-to-stdout=true",
    ];
    if !options.popup_blocker {
        arguments.push("--javascript-can-open-windows-automatically=true");
    }
    if options.third_party_cookies {
        arguments.push("--cookies-policy=always");
    }
    match options.storage {
        Storage::Kept | Storage::Private => {}
        Storage::Refused => arguments.extend([
            "--cookies-policy=never",
            "--enable-html5-local-storage=false",
            "--enable-html5-database=false",
        ]),
    }
    let mut capabilities = Map::new();
    capabilities.insert("browserName".to_owned(), json!("MiniBrowser"));
    capabilities.insert("acceptInsecureCerts".to_owned(), json!(true));
    capabilities.insert(
        "webkitgtk:browserOptions".to_owned(),
        json!({
            "binary": BROWSER,
            "args": arguments,
        }),
    );
    Ok(Recipe {
        driver,
        port: Port::Given(port),
        capabilities,
        process: None,
    })
}

//! How Firefox is started.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde_json::{Map, json};

use super::engine::{Options, Storage};
use super::recipe::{Port, Recipe, free_port, tool};
use crate::people::CUSTOMERS;
use crate::world::Names;

pub(super) fn recipe(profile: &Path, options: &Options) -> Result<Recipe> {
    let mut driver = Command::new(tool("geckodriver")?);
    driver
        .args([
            "--port",
            "0",
            "--websocket-port",
            &free_port()?.to_string(),
            "--allow-system-access",
            "--profile-root",
        ])
        .arg(profile)
        .env("HOME", profile)
        .env("MOZ_HEADLESS_WIDTH", "1200")
        .env("MOZ_HEADLESS_HEIGHT", "900");
    let mut names = vec![Names::Test.issuer()];
    names.extend(CUSTOMERS.map(|customer| customer.tls_host));
    let mut preferences = json!({
        "network.dns.localDomains": names.join(","),
        "dom.disable_open_during_load": options.popup_blocker,
        "devtools.console.stdout.content": true,
        // What moves for ever is drawn for ever, by the processor.
        "ui.prefersReducedMotion": 1,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
    });
    if options.third_party_cookies {
        preferences["network.cookie.cookieBehavior"] = json!(0);
    }
    match options.storage {
        Storage::Kept => {}
        Storage::Private => preferences["browser.privatebrowsing.autostart"] = json!(true),
        // "Block all cookies", which stands for all site data.
        Storage::Refused => preferences["network.cookie.cookieBehavior"] = json!(2),
    }
    let mut capabilities = Map::new();
    capabilities.insert("browserName".to_owned(), json!("firefox"));
    capabilities.insert("acceptInsecureCerts".to_owned(), json!(true));
    capabilities.insert(
        "moz:firefoxOptions".to_owned(),
        json!({
            "binary": tool("firefox-esr")?,
            "args": ["-headless"],
            "prefs": preferences,
        }),
    );
    Ok(Recipe {
        driver,
        port: Port::Told(port),
        capabilities,
        process: Some("moz:processID"),
    })
}

/// "1763710000 geckodriver INFO Listening on 127.0.0.1:34567"
fn port(line: &str) -> Option<u16> {
    line.split_once("Listening on 127.0.0.1:")?.1.trim().parse().ok()
}

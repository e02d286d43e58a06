//! What the proxy takes for an open path does not arrive as one below a closed path.

use anyhow::{Result, ensure};
use e2e::{CHROMIUM, GatedSite, World};
use libtest_mimic::Trial;
use serde_json::Value;

use super::proxy_story;
use super::visitor::Visitor;

pub(super) fn trials() -> Vec<Trial> {
    proxy_story("gate::crooked_paths", CHROMIUM, crooked)
}

/// A server that takes paths as they come would look for the first part.
const CROOKED: [&str; 8] = [
    "/account/../public/headers",
    "/account/%2e%2e/public/headers",
    "/account/.%2E/public/headers",
    "/account/..%2Fpublic/headers",
    "/account/..%2fpublic%2fheaders",
    "/account/x/..//../public/headers",
    "/account/../public/./headers",
    "/account/%2e%2e%2fpublic/headers",
];

async fn crooked(_: &mut World, site: &mut GatedSite) -> Result<()> {
    let mut visitor = Visitor::new(site);
    // The open path itself, and one that is open whichever way it is read.
    for path in ["/public/headers", "/public/a%20b/headers"] {
        let answer = visitor.ask(&format!("GET {path}"), &[]).await?;
        ensure!(answer.status == 200, "{path}: {answer:?}");
        ensure!(told_path(&answer.body)? == path, "{path}: {answer:?}");
    }
    for path in CROOKED {
        let answer = visitor.ask(&format!("GET {path}"), &[]).await?;
        if answer.status == 200 {
            let told = told_path(&answer.body)?;
            ensure!(told == "/public/headers", "{path} got through as {told}");
        } else {
            ensure!([400, 401].contains(&answer.status), "{path}: {answer:?}");
        }
    }
    Ok(())
}

/// The path that the backend was asked for, by its own account.
fn told_path(body: &str) -> Result<String> {
    let told: Value = serde_json::from_str(body)?;
    Ok(told["path"].as_str().unwrap_or_default().to_owned())
}

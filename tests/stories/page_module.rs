//! A page whose module cannot run: said with its code, the session stays as it is, and nothing is sent.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{CHROMIUM, FIREFOX, Options, Stage, WEBKIT, story};
use libtest_mimic::Trial;

use crate::page::{self, Outcome};

pub(crate) fn trials() -> Vec<Trial> {
    // attack: 62
    story(
        "page_module",
        &[CHROMIUM, FIREFOX, WEBKIT],
        &Options::default(),
        that_cannot_run,
    )
}

async fn that_cannot_run(stage: &mut Stage) -> Result<()> {
    page::serve(stage);
    page::sign_in(stage, &ADA).await?;
    // Another file in its place, and none: the same page goes on once the module is there.
    for module in ["/story/page.js", "/story/none.wasm"] {
        let refused = page::ask(&stage.browser, &call(stage, module)).await?;
        ensure!(is_blocked(&refused, module), "{refused:?}");
    }
    let proof = page::ask(&stage.browser, "Object.keys(await story.client.proof('/api/me'))").await?;
    ensure!(
        proof == Outcome::Value(serde_json::json!(["authorization", "dpop"])),
        "{proof:?}"
    );
    // A policy that forbids it.
    let issuer = stage.world.issuer.origin().to_owned();
    stage.world.acme.turn(|knobs| {
        knobs.csp = Some(format!("default-src 'self'; connect-src 'self' {issuer}"));
    });
    page::open(stage).await?;
    let refused = page::ask(&stage.browser, "await story.client.fetch('/api/me')").await?;
    ensure!(is_blocked(&refused, "wasm-unsafe-eval"), "{refused:?}");
    let asked = stage.world.acme.log();
    ensure!(
        !asked.iter().any(|access| access.path.starts_with("/api/")),
        "a call went out without its proof"
    );
    stage.browser.wait_for_text("#name", ADA.name).await
}

/// A call by another client of this page, whose module is somewhere else.
fn call(stage: &Stage, module: &str) -> String {
    let issuer = stage.world.issuer.origin();
    format!(
        "await (await import('/story/client/index.js'))
            .createClient({{ issuer: {issuer:?}, wasm: {module:?} }}).fetch('/api/me')"
    )
}

fn is_blocked(outcome: &Outcome, named: &str) -> bool {
    matches!(outcome, Outcome::Error { code: Some(code), message } if code == "wasm_blocked" && message.contains(named))
}

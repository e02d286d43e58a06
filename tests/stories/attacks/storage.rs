//! A domain's storage: wiped by the browser, read by a hostile script, full.

use anyhow::{Result, ensure};
use e2e::people::ADA;
use e2e::{EVERYWHERE, Options, RECEIVER_PATH, Stage, story};
use libtest_mimic::Trial;
use serde_json::json;

use crate::steps;

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options::default();
    // attack: 43, 97
    let mut trials = story("attacks::storage_wiped", &EVERYWHERE, &options, wiped);
    // attack: 60
    trials.extend(story(
        "attacks::script_reads_storage",
        &EVERYWHERE,
        &options,
        read,
    ));
    // attack: 64
    trials.extend(story("attacks::storage_full", &EVERYWHERE, &options, full));
    trials
}

/// In the midst of a handoff, and once more when it is over.
async fn wiped(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    steps::begin_at(stage, acme).await?;
    let main = browser.window().await?;
    let tab = browser.open_tab().await?;
    browser.open(&acme.url("/")).await?;
    browser.script(steps::WIPE).await?;
    browser.close_window(&tab).await?;
    browser.switch_to(&main).await?;
    steps::send_form(stage, &ADA).await?;
    let subject = stage.world.subject(ADA.login).await?;
    browser.wait_for_page(&acme.url(steps::PROTECTED)).await?;
    steps::shows(stage, &ADA, &subject, "popup").await?;

    browser.open(&acme.url("/")).await?;
    browser.script(steps::WIPE).await?;
    let before = steps::asked(stage, "GET", "/sign-in");
    browser.open(&acme.url(steps::PROTECTED)).await?;
    // Its key is gone as well, and the new one might be anybody's who runs script there: one click.
    browser.click("#continue").await?;
    browser.wait_for_page(&acme.url(steps::PROTECTED)).await?;
    steps::shows(stage, &ADA, &subject, "redirect").await?;
    let turns = steps::asked(stage, "GET", "/sign-in") - before;
    ensure!(turns == 1, "it took {turns} turns");
    steps::credentials_were_sent(stage, 1)
}

/// Everything is read that script can read: the token is there, and the key that it needs is not.
async fn read(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    steps::begin_at(stage, acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, acme, &ADA, "popup").await?;
    let stolen = "return (async () => {
             const opening = indexedDB.open('crosspass');
             const database = await new Promise((resolve) => { opening.onsuccess = () => resolve(opening.result); });
             const asked = database.transaction('keys').objectStore('keys').get('receiver');
             const { privateKey } = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
             database.close();
             const refused = [];
             for (const form of ['jwk', 'pkcs8', 'raw', 'spki']) {
                 await crypto.subtle.exportKey(form, privateKey).catch(() => refused.push(form));
             }
             await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['wrapKey'])
                 .then((wrap) => crypto.subtle.wrapKey('pkcs8', privateKey, wrap, { name: 'AES-GCM', iv: new Uint8Array(12) }))
                 .catch(() => refused.push('wrapped'));
             const text = JSON.stringify([privateKey, { ...localStorage }]);
             return [privateKey.extractable, refused, text.includes('\"d\"')];
         })()";
    let stolen = browser.script(stolen).await?;
    let expected = json!([false, ["jwk", "pkcs8", "raw", "spki", "wrapped"], false]);
    ensure!(stolen == expected, "the key came out: {stolen}");
    Ok(())
}

/// Not a byte more fits: nobody is signed in, and the page says why.
async fn full(stage: &mut Stage) -> Result<()> {
    let (browser, acme) = (&stage.browser, &stage.world.acme);
    browser.open(&acme.url("/")).await?;
    steps::fill_storage(browser).await?;
    steps::begin_at(stage, acme).await?;
    steps::send_form(stage, &ADA).await?;
    browser.wait_for_address(&acme.url(RECEIVER_PATH)).await?;
    browser.wait_for_data("code", "storage_unavailable").await?;
    browser.wait_for_windows(1).await?;
    steps::credentials_were_sent(stage, 1)?;
    browser.open(&acme.url("/")).await?;
    browser.wait_for_data("session", "none").await
}

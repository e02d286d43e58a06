//! The steps that the stories share: what Ada does, what she must see, what must be on record.

use anyhow::{Result, ensure};
use e2e::people::Person;
use e2e::wait::{PATIENCE, until};
use e2e::{AuditRow, Browser, Domain, Sought, Stage, only};

/// The page of every domain that needs a session.
pub(crate) const PROTECTED: &str = "/account.html";

/// What a browser does that tidies up after sites that were not visited.
pub(crate) const WIPE: &str = "return (async () => {
         localStorage.clear();
         await new Promise((resolve, reject) => {
             const asked = indexedDB.deleteDatabase('crosspass');
             asked.onsuccess = resolve;
             asked.onerror = asked.onblocked = reject;
         });
     })()";

/// Opens a domain's protected page without a session: that leads to the issuer's form.
pub(crate) async fn begin_at(stage: &Stage, domain: &Domain) -> Result<()> {
    stage.browser.open(&domain.url(PROTECTED)).await?;
    reach_the_form(stage).await
}

/// Waits for the issuer's form, ready to be sent.
pub(crate) async fn reach_the_form(stage: &Stage) -> Result<()> {
    stage
        .browser
        .wait_for_address(&stage.world.issuer.url("/sign-in"))
        .await?;
    stage.browser.wait_for("#password").await?;
    stage.browser.wait_for("#submit").await
}

/// Types login and password.
pub(crate) async fn type_credentials(stage: &Stage, login: &str, password: &str) -> Result<()> {
    stage.browser.fill("#login", login).await?;
    stage.browser.fill("#password", password).await
}

/// Types login and password and sends the form.
pub(crate) async fn send_form(stage: &Stage, person: &Person) -> Result<()> {
    type_credentials(stage, person.login, &stage.world.password).await?;
    stage.browser.click("#submit").await
}

/// The issuer's cookies are gone, as when a browser was cleaned up there: sessions at domains stay.
pub(crate) async fn forget_issuer(stage: &Stage) -> Result<()> {
    stage.browser.open(&stage.world.issuer.url("/sign-out")).await?;
    stage.browser.driver().delete_all_cookies().await?;
    Ok(())
}

/// Waits until the protected page of `domain` shows `person`, and checks that the issuer's record
/// of this run names the same user and the same carrier.
pub(crate) async fn landed(stage: &Stage, domain: &Domain, person: &Person, carrier: &str) -> Result<()> {
    landed_on(stage, domain, PROTECTED, person, carrier).await
}

/// The same after landing on another page of the domain, which shows less: the protected page has
/// the session then, and asks nobody.
pub(crate) async fn landed_on(
    stage: &Stage,
    domain: &Domain,
    page: &str,
    person: &Person,
    carrier: &str,
) -> Result<()> {
    let subject = stage.world.subject(person.login).await?;
    stage.browser.wait_for_page(&domain.url(page)).await?;
    stage.browser.wait_for_data("session", "signed-in").await?;
    if page != PROTECTED {
        stage.browser.open(&domain.url(PROTECTED)).await?;
    }
    shows(stage, person, &subject, carrier).await?;
    let row = recorded(stage, domain, carrier).await?;
    ensure!(
        row.sub.as_deref() == Some(&*subject),
        "minted for another user: {row:?}"
    );
    Ok(())
}

/// Waits until the current page of a domain shows this session.
pub(crate) async fn shows(stage: &Stage, person: &Person, subject: &str, carrier: &str) -> Result<()> {
    let browser = &stage.browser;
    browser.wait_for_data("session", "signed-in").await?;
    browser.wait_for_text("#session-subject", subject).await?;
    browser.wait_for_text("#session-name", person.name).await?;
    browser.wait_for_text("#session-email", person.email).await?;
    browser.wait_for_text("#session-carrier", carrier).await?;
    ensure!(
        !browser.text("#session-since").await?.is_empty(),
        "it does not say since when"
    );
    Ok(())
}

/// The issuer's record of one handoff to `domain`: what was minted and, for a ticket, redeemed.
pub(crate) async fn recorded(stage: &Stage, domain: &Domain, carrier: &str) -> Result<AuditRow> {
    let rows = stage.world.issuer.audit().await?;
    let mint = Sought {
        event: "mint",
        outcome: "allowed",
        domain: Some(domain.origin()),
        carrier: Some(carrier),
    };
    let minted = only(&rows, mint)?;
    if carrier == "redirect" {
        let redeemed = only(
            &rows,
            Sought {
                event: "redeem",
                ..mint
            },
        )?;
        ensure!(
            redeemed.sub == minted.sub && redeemed.sid == minted.sid,
            "{redeemed:?} {minted:?}"
        );
    }
    Ok(minted.clone())
}

/// The issuer's record of the last of so many handoffs to `domain`: the same user, by this carrier.
pub(crate) async fn recorded_again(
    stage: &Stage,
    domain: &Domain,
    person: &Person,
    carrier: &str,
    times: usize,
) -> Result<()> {
    let subject = stage.world.subject(person.login).await?;
    let rows = stage.world.issuer.audit().await?;
    let last_step = if carrier == "redirect" { "redeem" } else { "mint" };
    let taken: Vec<_> = rows
        .iter()
        .filter(|row| row.event == last_step && row.outcome == "allowed")
        .filter(|row| row.domain.as_deref() == Some(domain.origin()))
        .filter(|row| row.carrier.as_deref() == Some(carrier))
        .collect();
    ensure!(
        taken.len() == times && taken.iter().all(|row| row.sub.as_deref() == Some(&*subject)),
        "{times} were expected for {subject}: {taken:#?}"
    );
    Ok(())
}

/// Fills the storage of the present page's domain: not a byte more fits.
pub(crate) async fn fill_storage(browser: &Browser) -> Result<()> {
    let fill = "let size = 1 << 20;
         for (let at = 0; size > 0; at += 1) {
             try { localStorage.setItem(`fill${at}`, 'x'.repeat(size)); } catch { size >>= 1; }
         }
         return localStorage.length > 0";
    let filled = browser.script(fill).await?;
    ensure!(filled == true, "nothing could be kept at all");
    Ok(())
}

/// How often the issuer was asked this.
pub(crate) fn asked(stage: &Stage, method: &str, path: &str) -> usize {
    let log = stage.world.issuer.log();
    log.iter()
        .filter(|access| access.method == method && access.path == path)
        .count()
}

/// The page has told the issuer of the failed handoff, and the issuer took it.
pub(crate) async fn reported(stage: &Stage) -> Result<()> {
    until("a report of the failed handoff", PATIENCE, async || {
        let log = stage.world.issuer.log();
        let taken = log
            .iter()
            .any(|access| access.method == "POST" && access.path == "/api/report" && access.status == 204);
        Ok(taken.then_some(()))
    })
    .await
}

/// Credentials go out once, whatever happens to a popup.
pub(crate) fn credentials_were_sent(stage: &Stage, times: usize) -> Result<()> {
    let sent = asked(stage, "POST", "/api/sign-in");
    ensure!(sent == times, "credentials were sent {sent} times, not {times}");
    Ok(())
}

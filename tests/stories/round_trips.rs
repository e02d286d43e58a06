//! Requests and sequential round trips from the click to the landing: the servers' logs and the
//! browser's resource timing both say what the table in `docs/protocol.md` says.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Access, CHROMIUM, Domain, Figures, Interval, Options, Stage, Timing, figures, sequential, story};
use libtest_mimic::Trial;

use crate::steps;

/// Every round trip takes this long: far more than a server or a script takes in between, so that
/// what waits for another is told from what runs beside it.
const ROUND_TRIP: Duration = Duration::from_millis(800);

pub(crate) fn trials() -> Vec<Trial> {
    let options = Options {
        popup_blocker: true,
        timing: true,
        ..Options::default()
    };
    let mut trials = story(
        "round_trips::popup_from_domain",
        &[CHROMIUM],
        &options,
        popup_from_domain,
    );
    trials.extend(story(
        "round_trips::popup_from_launcher",
        &[CHROMIUM],
        &options,
        popup_from_launcher,
    ));
    trials.extend(story(
        "round_trips::redirect_from_domain",
        &[CHROMIUM],
        &options,
        redirect_from_domain,
    ));
    trials.extend(story(
        "round_trips::redirect_from_launcher",
        &[CHROMIUM],
        &options,
        redirect_from_launcher,
    ));
    trials.extend(story(
        "round_trips::redirect_when_signed_in",
        &[CHROMIUM],
        &options,
        when_signed_in,
    ));
    trials.extend(story(
        "round_trips::nothing_after_the_answer",
        &[CHROMIUM],
        &options,
        nothing_after,
    ));
    trials
}

async fn popup_from_domain(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::type_credentials(stage, ADA.login, &stage.world.password).await?;
    slow(stage);
    stage.browser.click("#submit").await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await?;
    compare(stage, &stage.world.acme, steps::PROTECTED, "popup", "domain").await
}

async fn redirect_from_domain(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.initech).await?;
    steps::type_credentials(stage, ADA.login, &stage.world.password).await?;
    slow(stage);
    stage.browser.click("#submit").await?;
    steps::landed(stage, &stage.world.initech, &ADA, "redirect").await?;
    compare(
        stage,
        &stage.world.initech,
        steps::PROTECTED,
        "redirect",
        "domain",
    )
    .await
}

async fn popup_from_launcher(stage: &mut Stage) -> Result<()> {
    from_launcher(stage, &stage.world.acme, "popup").await
}

async fn redirect_from_launcher(stage: &mut Stage) -> Result<()> {
    from_launcher(stage, &stage.world.initech, "redirect").await
}

async fn from_launcher(stage: &Stage, domain: &Domain, carrier: &str) -> Result<()> {
    stage.browser.open(&stage.world.issuer.url("/")).await?;
    steps::reach_the_form(stage).await?;
    steps::send_form(stage, &ADA).await?;
    let gate = format!("[data-page=launcher] [data-origin=\"{}\"]", domain.origin());
    stage.browser.wait_for(&gate).await?;
    slow(stage);
    stage.browser.click(&gate).await?;
    steps::landed_on(stage, domain, "/", &ADA, carrier).await?;
    compare(stage, domain, "/", carrier, "launcher").await
}

/// Signed in at the issuer already: from the click on the domain's own button.
async fn when_signed_in(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::send_form(stage, &ADA).await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await?;
    let globex = &stage.world.globex;
    stage.browser.open(&globex.url("/")).await?;
    stage.browser.wait_for_data("session", "none").await?;
    stage.browser.wait_for("#sign-in").await?;
    slow(stage);
    stage.browser.click("#sign-in").await?;
    steps::landed(stage, globex, &ADA, "redirect").await?;
    compare(stage, globex, steps::PROTECTED, "redirect", "domain, signed in").await
}

/// Popup, begun at the domain: once the credentials are answered, nobody is asked anything before
/// the session is stored. The issuer is made slow, so that the receiver has long been waiting.
async fn nothing_after(stage: &mut Stage) -> Result<()> {
    steps::begin_at(stage, &stage.world.acme).await?;
    steps::type_credentials(stage, ADA.login, &stage.world.password).await?;
    stage
        .world
        .set_round_trips(Duration::from_secs(2), Duration::ZERO);
    stage.browser.click("#submit").await?;
    steps::landed(stage, &stage.world.acme, &ADA, "popup").await?;
    let told = told_until(stage, &stage.world.acme.url(steps::PROTECTED)).await?;
    let answer = told
        .iter()
        .find(|timing| timing.url == stage.world.issuer.url("/api/sign-in"))
        .context("the browser did not time the sign-in")?;
    let landing = told.last().context("no landing")?;
    let between: Vec<_> = told
        .iter()
        .filter(|timing| is_request(timing) && timing.started >= answer.ended && *timing != landing)
        .collect();
    ensure!(
        between.is_empty(),
        "between the answer and the landing: {between:#?}"
    );
    Ok(())
}

fn slow(stage: &Stage) {
    stage.world.set_round_trips(ROUND_TRIP, ROUND_TRIP);
}

fn is_request(timing: &Timing) -> bool {
    matches!(timing.kind.as_str(), "navigation" | "resource") && !timing.cached
}

/// What the browser told from the last click to the landing on `address`, the landing last.
async fn told_until(stage: &Stage, address: &str) -> Result<Vec<Timing>> {
    until("the browser's timing of the landing", PATIENCE, async || {
        let mut told = stage.browser.timings();
        told.sort_by(|one, other| one.started.total_cmp(&other.started));
        let clicks = told.iter().filter(|timing| timing.kind == "click");
        let Some(clicked) = clicks.map(|timing| timing.started).next_back() else {
            return Ok(None);
        };
        let is_landing = |timing: &&Timing| {
            timing.kind == "navigation" && timing.url == address && timing.started > clicked
        };
        let Some(landing) = told.iter().rfind(is_landing).cloned() else {
            return Ok(None);
        };
        told.retain(|timing| {
            timing.started >= clicked && timing.ended <= landing.ended && *timing != landing
        });
        told.push(landing);
        Ok(Some(told))
    })
    .await
}

async fn compare(stage: &Stage, domain: &Domain, page: &str, carrier: &str, begun_at: &str) -> Result<()> {
    let told = told_until(stage, &domain.url(page)).await?;
    let (clicked, landed) = match told.as_slice() {
        [first, .., last] => (first.started, last.ended),
        _ => anyhow::bail!("the browser told too little: {told:#?}"),
    };
    let within = |log: Vec<Access>| -> Vec<Access> {
        let in_time = |access: &Access| access.started >= clicked && access.started <= landed;
        log.into_iter().filter(in_time).collect()
    };
    let (issuer, domain) = (within(stage.world.issuer.log()), within(domain.log()));
    let by_log = Figures {
        carrier: carrier.to_owned(),
        begun_at: begun_at.to_owned(),
        issuer_requests: issuer.len(),
        domain_requests: domain.len(),
        sequential_round_trips: sequential(&issuer.iter().chain(&domain).map(logged).collect::<Vec<_>>()),
    };
    let requests: Vec<Interval> = told
        .iter()
        .filter(|timing| is_request(timing))
        .filter_map(timed)
        .collect();
    let evidence = || format!("issuer {issuer:#?}\ndomain {domain:#?}\nbrowser {told:#?}");

    let docs = std::fs::read_to_string(e2e::workspace().join("docs/protocol.md"))
        .with_context(|| format!("no docs/protocol.md; measured: {by_log:?}"))?;
    let rows = figures(&docs).with_context(|| format!("docs/protocol.md; measured: {by_log:?}"))?;
    let expected = rows
        .iter()
        .find(|row| row.carrier == carrier && row.begun_at == begun_at)
        .with_context(|| format!("no row in docs/protocol.md for {by_log:?}"))?;
    ensure!(
        by_log == *expected,
        "the logs say {by_log:?}\nthe table {expected:?}\n{}",
        evidence()
    );
    // A preflight and the hops of a redirect have no entry of their own in resource timing: they are
    // in the length of the one that they belong to.
    let by_browser: usize = requests.iter().map(|interval| interval.round_trips).sum();
    let in_table = expected.issuer_requests + expected.domain_requests;
    ensure!(
        by_browser == in_table,
        "the browser timed {by_browser}, the table has {in_table}: {}",
        evidence()
    );
    let sequence = sequential(&requests);
    ensure!(
        sequence == expected.sequential_round_trips,
        "the browser waited {sequence} times, the table says {expected:?}: {}",
        evidence()
    );
    Ok(())
}

/// A line of a server's log, with the way there and back around it.
fn logged(access: &Access) -> Interval {
    // A little less than the whole way: clocks and schedulers are not that exact.
    let way = ROUND_TRIP.as_secs_f64() * 1000.0 / 2.0 * 0.95;
    Interval {
        started: access.started - way,
        ended: access.ended + way,
        round_trips: 1,
    }
}

/// An entry of resource timing, by its length in round trips. What is shorter than one never left
/// the browser: of another origin's cached answer nothing else tells that.
fn timed(timing: &Timing) -> Option<Interval> {
    let round_trip = ROUND_TRIP.as_secs_f64() * 1000.0;
    let mut rest = timing.ended - timing.started;
    let mut round_trips: u32 = 0;
    while rest >= round_trip * 0.95 {
        rest -= round_trip;
        round_trips += 1;
    }
    // On a busy machine the browser notes an end after the script that it woke has begun the next request.
    (round_trips > 0).then_some(Interval {
        started: timing.started,
        ended: timing
            .ended
            .min(timing.started + round_trip * f64::from(round_trips)),
        round_trips: usize::try_from(round_trips).unwrap_or(usize::MAX),
    })
}

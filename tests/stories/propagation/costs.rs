//! What a propagation costs in requests and in round trips: the servers' logs say what the table in `docs/protocol.md`
//! says.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::people::ADA;
use e2e::wait::{PATIENCE, until};
use e2e::{Access, CHROMIUM, Interval, Options, Stage, Venue, sequential, story};
use libtest_mimic::Trial;

use super::steps::{reach_the_button, receipt};

/// The heading that the table stands under.
const HEADING: &str = "### What a propagation costs";

/// Every round trip takes this long where round trips are counted: far more than a server or a script takes in between.
const ROUND_TRIP: Duration = Duration::from_millis(400);

pub(super) fn trials() -> Vec<Trial> {
    let options = Options::default();
    let mut trials = story("propagation::costs_of_2", &[CHROMIUM], &options, of_2);
    trials.extend(story("propagation::costs_of_50", &[CHROMIUM], &options, of_50));
    trials
}

async fn of_2(stage: &mut Stage) -> Result<()> {
    stage.world.set_round_trips(ROUND_TRIP, ROUND_TRIP);
    let (issuer, domains) = propagate(stage, &[]).await?;
    let waited = sequential(&issuer.iter().chain(&domains).map(logged).collect::<Vec<_>>());
    // Slow ones are asked side by side, so that the issuer's own visits are more than one for each.
    let visits = domains.iter().filter(|access| access.path == e2e::RECEIVER_PATH);
    let row = [2, issuer.len(), domains.len() - (visits.count() - 6), waited];
    compare(row, &(issuer, domains))
}

/// The most there can be: what each costs does not grow with their number, so that all rows lie on one line.
async fn of_50(stage: &mut Stage) -> Result<()> {
    let mut venues = Vec::new();
    // Beside Acme and Globex.
    for number in 2..50 {
        venues.push(Venue::open(&stage.world, &format!("n{number}")).await?);
    }
    let logs = propagate(stage, &venues).await?;
    let rows = rows()?;
    for [domains, issuer, domain, waited] in &rows {
        let line = [4 * domains + 2, 6 * domains, 6 * domains + 2];
        ensure!([*issuer, *domain, *waited] == line, "{domains}: not {line:?}");
    }
    let waited = rows.last().map_or(0, |row| row[3]);
    compare([50, logs.0.len(), logs.1.len(), waited], &logs)
}

/// Signs in everywhere from the launcher: the requests from the click to the receipt, at the issuer and at the domains.
async fn propagate(stage: &Stage, venues: &[Venue]) -> Result<(Vec<Access>, Vec<Access>)> {
    let world = &stage.world;
    reach_the_button(stage, &ADA).await?;
    let before = world.issuer.log().len();
    stage.browser.click("#everywhere").await?;
    let hops = until("the receipt", 3 * PATIENCE, async || {
        Ok(receipt(stage).await.ok())
    })
    .await?;
    ensure!(
        hops.len() == venues.len() + 2 && hops.iter().all(|hop| hop.1 == "arrived"),
        "{hops:#?}"
    );
    let is_call = |access: &Access| !access.path.starts_with("/assets/");
    let issuer = world.issuer.log().into_iter().skip(before).filter(is_call);
    let own = [world.acme.log(), world.globex.log()].into_iter();
    let domains = own.chain(venues.iter().map(|venue| venue.log())).flatten();
    Ok((issuer.collect(), domains.collect()))
}

/// A line of a server's log, with the way there and back around it.
fn logged(access: &Access) -> Interval {
    let way = ROUND_TRIP.as_secs_f64() * 1000.0 / 2.0 * 0.95;
    Interval {
        started: access.started - way,
        ended: access.ended + way,
        round_trips: 1,
    }
}

fn compare(measured: [usize; 4], logs: &(Vec<Access>, Vec<Access>)) -> Result<()> {
    let rows = rows().with_context(|| format!("measured: {measured:?}"))?;
    ensure!(
        rows.contains(&measured),
        "the table says {rows:?}, the logs {measured:?}: {logs:#?}"
    );
    Ok(())
}

/// The table's rows: domains, requests at the issuer, requests at the domains, round trips one after the other.
fn rows() -> Result<Vec<[usize; 4]>> {
    let docs = std::fs::read_to_string(e2e::workspace().join("docs/protocol.md"))?;
    let (_, section) = docs
        .split_once(&format!("\n{HEADING}\n"))
        .with_context(|| format!("docs/protocol.md has no heading {HEADING:?}"))?;
    let section = section.split("\n#").next().unwrap_or(section);
    let lines = section.lines().filter(|line| line.starts_with("| ")).skip(2);
    lines
        .map(|line| {
            let cells: Vec<usize> = line
                .trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().parse())
                .collect::<Result<_, _>>()
                .with_context(|| line.to_owned())?;
            cells.try_into().ok().context("a row of another length")
        })
        .collect()
}

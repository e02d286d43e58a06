//! A backend and a gate are killed (SIGKILL) and started again at random moments, while browsers hold sessions there, renew
//! them and begin handoffs: nobody is signed out. Without real browsers: many clients that keep cookies as browsers do.
//! `CROSSPASS_SEED` repeats the moments of a run.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use e2e::clock::unix_milliseconds;
use e2e::people::ADA;
use e2e::{CHROMIUM, GatedSite, Names, Proxy, Seeded, ShopProcess, World, trial};
use libtest_mimic::Trial;
use tokio::task::JoinSet;

use crate::gate::visitor::{Answer, Visitor};

pub(crate) fn trials() -> Vec<Trial> {
    vec![trial("restarts", CHROMIUM.engine, async || restarts().await)]
}

const RESTARTS: usize = 24;
/// Browsers, each with a session at both domains.
const BROWSERS: usize = 6;
/// A short life of tokens, in seconds: each is renewed when a third of it is left.
const LIFE: &str = "5";
/// Nobody is kept waiting for having called too often.
const SETTINGS: [(&str, &str); 4] = [
    ("session.token_seconds", LIFE),
    ("limits.account_attempts", "10000"),
    ("limits.address_attempts", "10000"),
    ("limits.address_calls", "100000"),
];
/// Between two requests of a client.
const PACE: Duration = Duration::from_millis(80);

/// One of the two domains, as clients know it.
#[derive(Debug, Clone)]
struct Domain {
    origin: String,
    address: SocketAddr,
    /// What answers with the user's id, to those who are signed in alone.
    page: &'static str,
    subject: String,
    /// How often it was killed.
    killed: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
struct Count {
    answers: usize,
    interrupted: usize,
    renewals: usize,
    handoffs: usize,
    /// Handoffs that were begun before a kill and landed after it.
    across: usize,
}

async fn restarts() -> Result<()> {
    let mut seeded = Seeded::open()?;
    let seed = seeded.seed;
    told(&mut seeded)
        .await
        .with_context(|| format!("CROSSPASS_SEED={seed}"))
}

async fn told(seeded: &mut Seeded) -> Result<()> {
    let mut world = World::build(Names::Localhost).await?;
    world.configure_issuer(&SETTINGS).await?;
    let mut shop = ShopProcess::open(&world, "shop", env!("CARGO_BIN_EXE_vandelay")).await?;
    let mut site = GatedSite::open(&world, "office", Proxy::Nginx, &[]).await?;
    let over = Arc::new(AtomicBool::new(false));
    let subject = world.subject(ADA.login).await?;
    let domain = |origin: &str, address, page| Domain {
        origin: origin.to_owned(),
        address,
        page,
        subject: subject.clone(),
        killed: Arc::default(),
        over: Arc::clone(&over),
    };
    let domains = [
        domain(shop.origin(), shop.address(), "GET /api/me"),
        domain(site.origin(), site.address(), "GET /headers"),
    ];

    let mut clients = JoinSet::new();
    for _ in 0..BROWSERS {
        for domain in &domains {
            let mut visitor = Visitor::at(&domain.origin, domain.address);
            visitor.sign_in(&world, &ADA).await?;
            clients.spawn(holds(domain.clone(), visitor));
        }
    }
    let issuer = world.issuer.address().context("no issuer")?;
    for domain in &domains {
        let mut known = Visitor::at(world.issuer.origin(), issuer);
        known.sign_in_at_issuer(&ADA, &world.password).await?;
        clients.spawn(begins(domain.clone(), known));
    }
    let sign_ins = signed_in(&world).await?;

    let started = unix_milliseconds();
    let mut of_shop = 0;
    for _ in 0..RESTARTS {
        tokio::time::sleep(seeded.time(Duration::from_millis(1300))).await;
        let down = seeded.time(Duration::from_millis(400));
        if seeded.flip() {
            shop.kill();
            domains[0].killed.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(down).await;
            shop.start().await?;
            of_shop += 1;
        } else {
            site.gate.kill();
            domains[1].killed.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(down).await;
            site.gate.start().await?;
        }
    }
    over.store(true, Ordering::Relaxed);
    let mut sum = Count::default();
    while let Some(count) = clients.join_next().await {
        sum.add(&count??);
    }
    let seconds = (unix_milliseconds() - started) / 1000.0;
    println!(
        "restarts: {of_shop} of the backend, {} of the gate in {seconds:.0} s (seed {}); {} sessions, {} answers, \
         {} interrupted, {} renewals, {} handoffs, {} of them across a restart; nobody signed out",
        RESTARTS - of_shop,
        seeded.seed,
        BROWSERS * domains.len(),
        sum.answers,
        sum.interrupted,
        sum.renewals,
        sum.handoffs,
        sum.across,
    );
    ensure!(signed_in(&world).await? == sign_ins, "somebody signed in again");
    ensure!(
        sum.renewals >= 3 * BROWSERS && sum.interrupted > 0 && sum.across > 0,
        "the restarts met nothing: {sum:?}"
    );
    Ok(())
}

/// Keeps asking with its session, to the end and once after it. Only no answer at all is forgiven.
async fn holds(domain: Domain, mut visitor: Visitor) -> Result<Count> {
    let mut count = Count::default();
    loop {
        let is_over = domain.over.load(Ordering::Relaxed);
        match domain.answer(&mut visitor, domain.page, &mut count).await? {
            None => {}
            Some(answer) => {
                ensure!(
                    answer.status == 200 && answer.body.contains(&domain.subject),
                    "signed out at {}: {answer:?}",
                    domain.origin
                );
                count.answers += 1;
                count.renewals += answer.session_cookies().len();
                if is_over {
                    return Ok(count);
                }
            }
        }
        tokio::time::sleep(PACE).await;
    }
}

/// Again and again a browser that the issuer knows comes to the domain for the first time.
async fn begins(domain: Domain, mut issuer: Visitor) -> Result<Count> {
    let mut count = Count::default();
    while !domain.over.load(Ordering::Relaxed) {
        let mut visitor = Visitor::at(&domain.origin, domain.address);
        let begun = domain.step(&mut visitor, "/crosspass/begin?return_to=/account", &mut count);
        let begun = begun.await?;
        let killed = domain.killed.load(Ordering::Relaxed);
        let minted = issuer.ask(&format!("GET {}", path(&begun)?), &[]).await?;
        tokio::time::sleep(PACE).await;
        domain.step(&mut visitor, &path(&minted)?, &mut count).await?;
        count.handoffs += 1;
        count.across += usize::from(domain.killed.load(Ordering::Relaxed) > killed);
        let page = domain.page.trim_start_matches("GET ");
        let shown = domain.step(&mut visitor, page, &mut count).await?;
        ensure!(shown.body.contains(&domain.subject), "{shown:?}");
    }
    Ok(count)
}

impl Domain {
    /// What came, unless that is only what comes of a server that is not there.
    async fn answer(&self, visitor: &mut Visitor, line: &str, count: &mut Count) -> Result<Option<Answer>> {
        match visitor.ask(line, &[]).await {
            Ok(answer) if ![500, 502].contains(&answer.status) => Ok(Some(answer)),
            Ok(_) | Err(_) => {
                count.interrupted += 1;
                Ok(None)
            }
        }
    }

    /// Opens an address, again where nothing came, as a person reloads.
    async fn step(&self, visitor: &mut Visitor, path: &str, count: &mut Count) -> Result<Answer> {
        loop {
            match self.answer(visitor, &format!("GET {path}"), count).await? {
                Some(answer) if [200, 303].contains(&answer.status) => return Ok(answer),
                Some(answer) => bail!("{path} at {}: {answer:?}", self.origin),
                None => tokio::time::sleep(PACE).await,
            }
        }
    }
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.answers += other.answers;
        self.interrupted += other.interrupted;
        self.renewals += other.renewals;
        self.handoffs += other.handoffs;
        self.across += other.across;
    }
}

/// Path and query of where an answer leads.
fn path(answer: &Answer) -> Result<String> {
    let place = answer
        .header("location")
        .with_context(|| format!("it leads nowhere: {answer:?}"))?;
    let place = reqwest::Url::parse(place)?;
    let query = place.query().map(|query| format!("?{query}"));
    Ok(format!("{}{}", place.path(), query.unwrap_or_default()))
}

async fn signed_in(world: &World) -> Result<usize> {
    let rows = world.issuer.audit().await?;
    let found = rows
        .iter()
        .filter(|row| row.event == "sign_in" && row.outcome == "allowed");
    Ok(found.count())
}

//! `crosspass check-isolation` as an operator runs it: every thing of every domain is refused at every other, and a
//! deployment where that is not so is found.

mod front;
mod rows;
mod twins;

use anyhow::{Result, bail, ensure};
use e2e::people::{ADA, EVE};
use e2e::{CHROMIUM, Front, Names, Shop, World, trial};
use libtest_mimic::Trial;

use front::Rewriting;
use rows::{Row, rows};
use twins::Twins;

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        // attack: 9, 34, 82
        trial(
            "isolation::everything_is_refused",
            CHROMIUM.engine,
            everything_is_refused,
        ),
        // attack: 9, 82
        trial("isolation::a_rewriting_front", CHROMIUM.engine, a_rewriting_front),
        // attack: 9, 82
        trial("isolation::a_sticky_front", CHROMIUM.engine, a_sticky_front),
    ]
}

/// One that waits more than it is busy.
pub(crate) fn waiting() -> Vec<Trial> {
    vec![trial("isolation::silence", CHROMIUM.engine, silence)]
}

/// What a browser has of any domain, and of one with a backend beside.
const THINGS: [&str; 7] = [
    "session token",
    "ticket, used",
    "ticket, unused",
    "session id",
    "permit",
    "issuer cookie",
    "DPoP proof",
];
const THINGS_OF_BACKENDS: [&str; 5] = [
    "session cookie",
    "token for the popup",
    "backend's ticket, used",
    "backend's ticket, unused",
    "nonce cookie",
];

/// Where something is taken: at the issuer, by a static domain's receiver, by a backend.
const AT_THE_ISSUER: [&str; 4] = [
    "issuer: POST /api/redeem",
    "issuer: POST /api/renew",
    "issuer: POST /api/end",
    "issuer: GET /api/session",
];
const AT_A_RECEIVER: &str = "its receiver (checked here)";
const AT_A_BACKEND: [&str; 7] = [
    "POST /crosspass/session",
    "GET /crosspass/session, cookie",
    "GET /crosspass/session, proof",
    "GET /crosspass/session?ticket=",
    "POST /crosspass/answer",
    "POST /crosspass/end, from its page",
    "POST /crosspass/backchannel-logout",
];
/// The only ones that ask for a proof.
const WITH_PROOFS: [&str; 4] = [
    "GET /crosspass/session, proof",
    "issuer: POST /api/redeem",
    "issuer: POST /api/renew",
    "issuer: POST /api/end",
];

/// Calls that no check here comes to.
const MANY: &str = "100000";

/// A world whose issuer lets one address call so often at once.
async fn world(calls: &str) -> Result<World> {
    let mut world = World::build(Names::Localhost).await?;
    world.configure_issuer(&[("limits.address_calls", calls)]).await?;
    Ok(world)
}

fn command<'a>(domains: &[&'a str], form: &[&'a str]) -> Vec<&'a str> {
    let fixed = ["check-isolation", "--login", ADA.login, "--password-stdin"];
    let named = domains.iter().flat_map(|domain| ["--domain", domain]);
    fixed
        .into_iter()
        .chain(named)
        .chain(form.iter().copied())
        .collect()
}

/// Static and backend, first-party and external, and two backends of one key: twelve ways from one to another.
async fn everything_is_refused() -> Result<()> {
    let world = world(MANY).await?;
    let Twins { shop, office, .. } = &Twins::open(&world).await?;
    let (acme, initech) = (world.acme.origin(), world.initech.origin());
    let domains = [acme, initech, shop.origin(), office.origin()];
    let backends = &domains[2..];
    let printed = world
        .issuer
        .run(&command(&domains, &["--json"]), Some(&world.password))
        .await?;
    let rows = rows(&printed)?;
    for from in domains {
        let further = THINGS_OF_BACKENDS.iter().filter(|_| backends.contains(&from));
        for thing in THINGS.iter().chain(further) {
            let is_control = |row: &&Row| row.is_control() && row.thing == *thing && row.from == from;
            let controls: Vec<_> = rows.iter().filter(is_control).map(|row| &*row.result).collect();
            ensure!(controls == ["held"], "{thing} of {from}: {controls:?}");
            for to in domains.into_iter().filter(|to| *to != from) {
                let at_domain = if backends.contains(&to) {
                    &AT_A_BACKEND[..]
                } else {
                    &[AT_A_RECEIVER]
                };
                for endpoint in at_domain.iter().chain(&AT_THE_ISSUER) {
                    let wanted = *thing != "DPoP proof" || WITH_PROOFS.contains(endpoint);
                    let here = |row: &&Row| row.is(thing, from, to, endpoint);
                    let results: Vec<_> = rows.iter().filter(here).map(|row| &*row.result).collect();
                    let expected = if wanted { &["refused"][..] } else { &[] };
                    ensure!(
                        results == expected,
                        "{thing} of {from} at {to}, {endpoint}: {results:?}"
                    );
                }
            }
        }
    }
    ensure!(!printed.contains("eyJ"), "a token was printed:\n{printed}");
    is_over(&world, domains.len()).await?;
    table(&world, &domains[2..]).await
}

/// What cannot be checked is said, and is no success; where calls are counted, they wait for their turn.
async fn silence() -> Result<()> {
    let world = world("50").await?;
    // Nobody answers there.
    let front = Front::open(None).await?;
    let mute = Names::Localhost.origin("mute.localhost", front.port());
    world.issuer.add_backend(&mute).await?;
    let domains = [world.acme.origin(), &*mute];
    let told = found(&world, &command(&domains, &["--json"]), &world.password).await?;
    let rows = rows(&told)?;
    let endpoint = AT_A_BACKEND[0];
    let is_unclear =
        |row: &Row| row.is("session token", domains[0], domains[1], endpoint) && row.result == "unclear";
    ensure!(rows.iter().any(is_unclear), "{told}");
    ensure!(!rows.iter().any(|row| row.result == "accepted"), "{told}");
    ensure!(told.contains("neither refused nor accepted"), "{told}");
    ensure!(told.contains("counts calls: waiting"), "{told}");
    ensure!(told.contains("their refusals prove nothing"), "{told}");

    let told = found(&world, &command(&domains, &[]), "not the password").await?;
    ensure!(
        told.contains("/api/sign-in answers 401 invalid_credentials"),
        "{told}"
    );
    // Nobody else is shown to be kept out where there is one domain.
    let one = ["check-isolation", "--login", EVE.login, "--password-stdin"];
    let told = failed(&world, &one, &world.password, 2).await?;
    ensure!(told.contains("that is 1; name 2 to 12"), "{told}");
    is_over(&world, 3).await
}

/// What the command says where it must find something.
async fn found(world: &World, command: &[&str], password: &str) -> Result<String> {
    failed(world, command, password, 1).await
}

/// What it says where it must fail with that status, with all that it printed.
async fn failed(world: &World, command: &[&str], password: &str, status: u8) -> Result<String> {
    let Err(error) = world.issuer.run(command, Some(password)).await else {
        bail!("it must fail: {command:?}");
    };
    let told = format!("{error:#}");
    ensure!(told.contains(&format!("exit status: {status}")), "{told}");
    ensure!(!told.contains("eyJ"), "a token was printed:\n{told}");
    Ok(told)
}

/// No session is left over: as many ended as were begun.
async fn is_over(world: &World, sessions: usize) -> Result<()> {
    let audit = world.issuer.audit().await?;
    let count = |event: &str| {
        audit
            .iter()
            .filter(|row| row.event == event && row.outcome == "allowed")
            .count()
    };
    let (begun, ended) = (count("sign_in"), count("sign_out"));
    ensure!(
        begun == sessions && ended == sessions,
        "{begun} begun, {ended} ended"
    );
    Ok(())
}

/// What a person reads.
async fn table(world: &World, domains: &[&str]) -> Result<()> {
    let printed = world
        .issuer
        .run(&command(domains, &[]), Some(&world.password))
        .await?;
    let [one, other] = domains else {
        bail!("two domains")
    };
    for endpoint in AT_A_BACKEND.iter().chain(&AT_THE_ISSUER) {
        let way = format!("{one} -> {other}");
        let is_row = |line: &&str| {
            line.starts_with("refused")
                && line.contains("session cookie")
                && line.contains(&way)
                && line.contains(endpoint)
        };
        ensure!(
            printed.lines().filter(is_row).count() == 1,
            "{endpoint}:\n{printed}"
        );
    }
    ensure!(printed.contains(" 0 accepted, 0 unclear"), "{printed}");
    ensure!(printed.trim_end().ends_with(" 0 failed"), "{printed}");
    Ok(())
}

/// A second name that a front makes the first one: what is the shop's is good there as well, and nothing of its own is.
async fn a_rewriting_front() -> Result<()> {
    let world = world(MANY).await?;
    let shop = Shop::open(&world, "shop").await?;
    let mirror = Rewriting::always(&world, "mirror", &shop).await?;
    let domains = [shop.origin(), mirror.origin()];
    let told = found(&world, &command(&domains, &["--json"]), &world.password).await?;
    ensure!(
        told.contains("accepted elsewhere: these domains are not isolated"),
        "{told}"
    );
    let rows = rows(&told)?;
    let accepted = [
        ("session token", "GET /crosspass/session, proof"),
        ("session cookie", "GET /crosspass/session, cookie"),
        ("token for the popup", "POST /crosspass/session"),
        ("token for the popup", "POST /crosspass/answer"),
        ("backend's ticket, unused", "GET /crosspass/session?ticket="),
    ];
    for (thing, endpoint) in accepted {
        let found = rows
            .iter()
            .find(|row| row.is(thing, domains[0], domains[1], endpoint));
        let result = found.map(|row| &*row.result);
        ensure!(
            result == Some("accepted"),
            "{thing} at {endpoint}: {result:?}\n{told}"
        );
    }
    // What is the shop's own stays so: nothing of the second name is good there.
    let back = rows.iter().filter(|row| row.to.as_deref() == Some(domains[0]));
    for row in back {
        ensure!(row.result == "refused", "{row:?}");
    }
    let failed = rows
        .iter()
        .any(|row| row.is_control() && row.from == domains[1] && row.result == "failed");
    ensure!(failed, "a control of the second name must fail\n{told}");
    is_over(&world, 2).await
}

/// A second name with a backend of its own, where all that should work does. Only its front goes by cookies of others.
async fn a_sticky_front() -> Result<()> {
    let world = world(MANY).await?;
    let shop = Shop::open(&world, "shop").await?;
    let sticky = Rewriting::sticky(&world, "sticky", &shop).await?;
    let domains = [shop.origin(), sticky.origin()];
    let told = found(&world, &command(&domains, &["--json"]), &world.password).await?;
    let rows = rows(&told)?;
    // What is the shop's was used up where it was taken.
    for row in rows
        .iter()
        .filter(|row| row.is_control() && row.from == domains[1])
    {
        ensure!(row.result == "held", "{row:?}");
    }
    let endpoint = "GET /crosspass/session, cookie";
    for thing in ["session cookie", "token for the popup"] {
        let found = rows
            .iter()
            .find(|row| row.is(thing, domains[0], domains[1], endpoint));
        let result = found.map(|row| &*row.result);
        ensure!(result == Some("accepted"), "{thing}: {result:?}\n{told}");
    }
    ensure!(told.contains("these domains are not isolated"), "{told}");
    is_over(&world, 2).await
}

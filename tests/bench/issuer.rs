//! What the issuer's database costs: sign-ins that are known already (a ticket is minted), redemptions and renewals, one after
//! another and sixteen at once; on SQLite and on PostgreSQL, and with the binary of before where one is named.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use crosspass_protocol::Timestamp;
use crosspass_testkit::Receiver;
use e2e::clock::{unix_milliseconds, unix_seconds};
use e2e::people::ADA;
use e2e::{Cast, DatabaseKind, Names, World};
use reqwest::header::{COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Handoffs of a measurement, one after another, and how many at once after that.
const HANDOFFS: usize = 200;
const AT_ONCE: usize = 16;
/// The binary of before, for a comparison.
const BEFORE: &str = "CROSSPASS_BIN_BEFORE";

/// Medians in microseconds, and handoffs in a second.
struct Figures {
    mint: f64,
    redeem: f64,
    renew: f64,
    at_once: f64,
}

/// Measures all, side by side; prints each beside the first.
pub(crate) async fn measure() -> Result<()> {
    let mut rows = Vec::new();
    if let Some(before) = std::env::var_os(BEFORE).map(PathBuf::from) {
        let figures = of(DatabaseKind::Sqlite, Some(before)).await?;
        rows.push(("SQLite, before", figures));
    }
    rows.push(("SQLite", of(DatabaseKind::Sqlite, None).await?));
    rows.push(("PostgreSQL", of(DatabaseKind::Postgres, None).await?));
    println!(
        "issuer on                 mint µs         redeem µs       renew µs        handoffs/s, {AT_ONCE} at once"
    );
    let (_, base) = rows.first().context("no figures")?;
    for (name, row) in &rows {
        println!(
            "{name:<24} {:>7.0} {:>6.2} {:>8.0} {:>6.2} {:>8.0} {:>6.2} {:>8.0} {:>6.2}",
            row.mint,
            row.mint / base.mint,
            row.redeem,
            row.redeem / base.redeem,
            row.renew,
            row.renew / base.renew,
            row.at_once,
            row.at_once / base.at_once,
        );
    }
    Ok(())
}

async fn of(database: DatabaseKind, binary: Option<PathBuf>) -> Result<Figures> {
    let cast = Cast {
        database,
        ..Cast::default()
    };
    let mut world = match binary {
        Some(binary) => World::with_binary(Names::Localhost, binary).await?,
        None => World::of(Names::Localhost, cast).await?,
    };
    let limits = [
        ("limits.address_calls", "1000000"),
        ("limits.address_attempts", "1000000"),
    ];
    world.configure_issuer(&limits).await?;
    let user = Arc::new(User::sign_in(&world).await?);
    let (mut mint, mut redeem, mut renew) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..HANDOFFS {
        let handoff = user.handoff().await?;
        mint.push(handoff[0]);
        redeem.push(handoff[1]);
        renew.push(handoff[2]);
    }
    let started = unix_milliseconds();
    let mut running = JoinSet::new();
    for _ in 0..AT_ONCE {
        let user = Arc::clone(&user);
        running.spawn(async move {
            for _ in 0..HANDOFFS / AT_ONCE {
                user.handoff().await?;
            }
            Ok::<_, anyhow::Error>(())
        });
    }
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    let seconds = (unix_milliseconds() - started) / 1000.0;
    let handoffs = u32::try_from(HANDOFFS / AT_ONCE * AT_ONCE)?;
    Ok(Figures {
        mint: median(mint),
        redeem: median(redeem),
        renew: median(renew),
        at_once: f64::from(handoffs) / seconds,
    })
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Ada, signed in at the issuer, without a browser.
struct User {
    client: Client,
    address: SocketAddr,
    issuer: String,
    domain: String,
    session: String,
    browser: Receiver,
}

impl User {
    async fn sign_in(world: &World) -> Result<Self> {
        let client = Client::builder()
            .redirect(Policy::none())
            .timeout(Duration::from_secs(20))
            .build()?;
        let address = world.issuer.address().context("the issuer does not run")?;
        let issuer = world.issuer.origin().to_owned();
        let answer = client
            .post(format!("http://{address}/api/sign-in"))
            .header(HOST, host_of(&issuer))
            .header(ORIGIN, &issuer)
            .json(&json!({ "login": ADA.login, "password": world.password }))
            .send()
            .await?;
        ensure!(answer.status().is_success(), "sign-in: {}", answer.status());
        let cookie = answer.headers().get(SET_COOKIE).context("no session")?.to_str()?;
        let session = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self {
            client,
            address,
            issuer,
            domain: world.acme.origin().to_owned(),
            session,
            browser: Receiver::new(),
        })
    }

    /// A ticket, the session for it, and its renewal: how many microseconds each took.
    async fn handoff(&self) -> Result<[f64; 3]> {
        // Another key would want a click.
        let receiver = self.browser.again();
        let path = format!(
            "/sign-in?return_to={}/&nonce={}&jkt={}",
            self.domain,
            receiver.nonce(),
            receiver.jkt()
        );
        let (minted, mint) = self
            .timed(self.client.get(self.url(&path)).header(COOKIE, &self.session))
            .await?;
        let location = minted
            .headers()
            .get(LOCATION)
            .with_context(|| format!("minting: {}", minted.status()))?;
        let (_, ticket) = location.to_str()?.split_once("#ticket=").context("no ticket")?;
        let ticket = json!({ "ticket": ticket });
        let proof = self.proof(&receiver, "/api/redeem", None);
        let (redeemed, redeem) = self.timed(self.posted("/api/redeem", &proof, &ticket)).await?;
        let given: Value = redeemed.error_for_status()?.json().await?;
        let token = given["token"].as_str().context("no token")?;
        let proof = self.proof(&receiver, "/api/renew", Some(token));
        let (renewed, renew) = self
            .timed(self.posted("/api/renew", &proof, &json!({ "token": token })))
            .await?;
        renewed.error_for_status()?;
        Ok([mint, redeem, renew])
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn posted(&self, path: &str, proof: &str, body: &Value) -> reqwest::RequestBuilder {
        let call = self.client.post(self.url(path)).json(body);
        call.header("dpop", proof).header(ORIGIN, &self.domain)
    }

    fn proof(&self, receiver: &Receiver, path: &str, token: Option<&str>) -> String {
        let now = Timestamp::from_seconds(unix_seconds());
        receiver.proof_for("POST", &format!("{}{path}", self.issuer), token, now)
    }

    async fn timed(&self, request: reqwest::RequestBuilder) -> Result<(Response, f64)> {
        let started = unix_milliseconds();
        let answer = request.header(HOST, host_of(&self.issuer)).send().await?;
        Ok((answer, (unix_milliseconds() - started) * 1000.0))
    }
}

fn host_of(origin: &str) -> &str {
    origin.rsplit('/').next().unwrap_or_default()
}

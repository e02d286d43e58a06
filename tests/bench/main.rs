//! What the issuer's database costs, and what a session costs a request at a domain's backend: the same handler without
//! Crosspass, with the layer, and behind nginx with the gate, in one run, on one connection.

mod issuer;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::routing::get;
use crosspass_backend::{Crosspass, Options, Session};
use e2e::clock::unix_milliseconds;
use e2e::people::ADA;
use e2e::{GatedSite, Names, Proxy, World};
use reqwest::header::{COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use tokio::net::TcpListener;

/// Requests of a measurement.
const REQUESTS: usize = 3000;
/// Tokens that are each seen for the first time.
const TOKENS: usize = 60;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let measured = runtime
        .context("no runtime")
        .and_then(|runtime| runtime.block_on(measure()));
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn measure() -> Result<()> {
    issuer::measure().await?;
    let world = World::build(Names::Localhost).await?;
    let visitor = Visitor::sign_in(&world).await?;
    let plain = serve(Router::new().route("/", get(async || "signed in"))).await?;
    let (origin, address, _home) = backend(&world).await?;
    let host = host_of(&origin).to_owned();

    let mut tokens = Vec::new();
    for _ in 0..=TOKENS {
        tokens.push(visitor.handoff(&host, address).await?);
    }
    let base = sequence(plain, &host, &[String::new()], REQUESTS).await?;
    println!("the handler alone                         {base:>7.1} µs   1.00");
    let told = |name: &str, time: f64, base: f64| println!("{name:<40}  {time:>7.1} µs   {:.2}", time / base);
    let known = sequence(address, &host, &tokens[..1], REQUESTS).await?;
    told("the layer, a token that is known", known, base);
    let unknown = sequence(address, &host, &tokens[1..], TOKENS).await?;
    told("the layer, a token seen for the first time", unknown, base);

    let alone = GatedSite::open(&world, "alone", Proxy::NginxAlone, &[]).await?;
    let through = sequence(alone.proxy(), host_of(alone.origin()), &[String::new()], REQUESTS).await?;
    println!("nginx before a handler                    {through:>7.1} µs   1.00");
    let gated = GatedSite::open(&world, "gated", Proxy::Nginx, &[]).await?;
    let host = host_of(gated.origin());
    let token = visitor.handoff(host, gated.proxy()).await?;
    let asked = sequence(gated.proxy(), host, &[token], REQUESTS).await?;
    told("nginx that asks the gate", asked, through);
    Ok(())
}

fn host_of(origin: &str) -> &str {
    origin.rsplit('/').next().unwrap_or_default()
}

async fn serve(app: Router) -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let serving = axum::serve(listener, app);
    tokio::spawn(async move { serving.await });
    Ok(address)
}

/// A backend with the same handler behind the layer.
async fn backend(world: &World) -> Result<(String, SocketAddr, tempfile::TempDir)> {
    let home = tempfile::tempdir()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let origin = Names::Localhost.origin("bench.localhost", address.port());
    world.issuer.add_backend(&origin).await?;
    let options = Options::new(world.issuer.origin(), [&origin], home.path().join("key"));
    let crosspass = Crosspass::open(options)?;
    let app: Router = Router::new()
        .route("/", get(async |_: Session| "signed in"))
        .merge(crosspass.routes())
        .layer(crosspass.layer());
    let serving = axum::serve(listener, app);
    tokio::spawn(async move { serving.await });
    Ok((origin, address, home))
}

/// The median time of a request, in microseconds, with these cookies in turn.
async fn sequence(address: SocketAddr, host: &str, cookies: &[String], requests: usize) -> Result<f64> {
    let client = client()?;
    let mut times = Vec::new();
    // The first ones open the connection, and are of no account.
    for number in 0..requests.max(2) {
        let cookie = &cookies[number % cookies.len()];
        let asked = client
            .get(format!("http://{address}/"))
            .header(HOST, host)
            .header(COOKIE, cookie);
        let started = unix_milliseconds();
        let answer = asked.send().await?;
        ensure!(answer.status().is_success(), "{host}: {}", answer.status());
        answer.bytes().await?;
        times.push((unix_milliseconds() - started) * 1000.0);
    }
    times.sort_unstable_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

fn client() -> Result<Client> {
    let client = Client::builder()
        .redirect(Policy::none())
        .timeout(Duration::from_secs(20));
    Ok(client.build()?)
}

/// Ada, without a browser.
struct Visitor {
    client: Client,
    issuer: SocketAddr,
    origin: String,
    session: String,
}

impl Visitor {
    async fn sign_in(world: &World) -> Result<Self> {
        let (client, origin) = (client()?, world.issuer.origin().to_owned());
        let issuer = world.issuer.address().context("the issuer does not run")?;
        let credentials = serde_json::json!({ "login": ADA.login, "password": world.password });
        let answer = client
            .post(format!("http://{issuer}/api/sign-in"))
            .header(HOST, host_of(&origin))
            .header(ORIGIN, &origin)
            .json(&credentials)
            .send()
            .await?;
        ensure!(answer.status().is_success(), "sign-in: {}", answer.status());
        let session = cookies(&answer).join("; ");
        Ok(Self {
            client,
            issuer,
            origin,
            session,
        })
    }

    /// One handoff by redirect; gives back the session's cookie.
    async fn handoff(&self, host: &str, address: SocketAddr) -> Result<String> {
        let begun = self.get(address, host, "/crosspass/begin", "").await?;
        let nonce = cookies(&begun);
        let nonce = nonce
            .iter()
            .find(|cookie| cookie.contains("begun"))
            .context("no nonce")?;
        let sign_in = path_of(&begun)?;
        let minted = self
            .get(self.issuer, host_of(&self.origin), &sign_in, &self.session)
            .await?;
        let landed = self.get(address, host, &path_of(&minted)?, nonce).await?;
        let session = cookies(&landed);
        // A port that is not the scheme's own stands in the name.
        let kept = session
            .iter()
            .find(|cookie| cookie.starts_with("crosspass=") || cookie.starts_with("crosspass_"));
        kept.cloned()
            .with_context(|| format!("no session: {}", landed.status()))
    }

    async fn get(&self, address: SocketAddr, host: &str, path: &str, cookie: &str) -> Result<Response> {
        let asked = self.client.get(format!("http://{address}{path}"));
        Ok(asked.header(HOST, host).header(COOKIE, cookie).send().await?)
    }
}

/// The cookies that an answer sets, as a request sends them.
fn cookies(answer: &Response) -> Vec<String> {
    let lines = answer.headers().get_all(SET_COOKIE).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    lines
        .filter_map(|line| line.split(';').next().map(str::to_owned))
        .collect()
}

/// Path and query of where an answer leads.
fn path_of(answer: &Response) -> Result<String> {
    let location = answer
        .headers()
        .get(LOCATION)
        .context("it leads nowhere")?
        .to_str()?;
    let (_, rest) = location.split_once("://").context("no address")?;
    let (_, path) = rest.split_once('/').context("no path")?;
    Ok(format!("/{path}"))
}

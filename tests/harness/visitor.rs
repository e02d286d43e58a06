//! A client that sends what it likes: requests as text, with whatever headers, and a browser's cookies.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use reqwest::header::{HOST, ORIGIN};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::gate_site::GatedSite;
use crate::people::Person;
use crate::world::World;

/// Somebody who calls one site.
#[derive(Debug)]
pub struct Visitor {
    address: SocketAddr,
    origin: String,
    /// The cookies that it has.
    pub cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

impl Visitor {
    /// Of a site, by its public port.
    #[must_use]
    pub fn new(site: &GatedSite) -> Self {
        Self::at(site.origin(), site.address())
    }

    /// Of an origin behind any socket.
    #[must_use]
    pub fn at(origin: &str, address: SocketAddr) -> Self {
        Self {
            address,
            origin: origin.to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    /// The same one, calling another server in the name of this site.
    #[must_use]
    pub fn calling(&self, address: SocketAddr) -> Self {
        Self {
            address,
            origin: self.origin.clone(),
            cookies: self.cookies.clone(),
        }
    }

    /// `GET /path` with these headers; `Host` and cookies come by themselves.
    pub async fn ask(&mut self, line: &str, headers: &[(&str, &str)]) -> Result<Answer> {
        self.send(line, headers, "").await
    }

    async fn send(&mut self, line: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer> {
        let mut request = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            let (_, host) = self.origin.split_once("://").context("an origin")?;
            request += &format!("Host: {host}\r\n");
        }
        if !self.cookies.is_empty() {
            let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            let pairs: Vec<String> = pairs.collect();
            request += &format!("Cookie: {}\r\n", pairs.join("; "));
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            request += &format!("Content-Length: {}\r\n", body.len());
        }
        let mut stream = TcpStream::connect(self.address).await?;
        stream
            .write_all(format!("{request}\r\n{body}").as_bytes())
            .await?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        let answer = Answer::read(&text).with_context(|| format!("{line}: no answer: {text:?}"))?;
        for (name, value) in answer.cookies() {
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(answer)
    }

    /// Signs in where this one calls the issuer itself: its cookie is kept.
    pub async fn sign_in_at_issuer(&mut self, person: &Person, password: &str) -> Result<()> {
        let origin = self.origin.clone();
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/json")];
        let body = json!({ "login": person.login, "password": password }).to_string();
        let known = self.send("POST /api/sign-in", &headers, &body).await?;
        ensure!(known.status == 200, "not signed in: {known:?}");
        Ok(())
    }

    /// Signs in as the popup carrier does: begin, the issuer, the token to the domain. Tells the domain's answer.
    pub async fn sign_in(&mut self, world: &World, person: &Person) -> Result<Answer> {
        let origin = self.origin.clone();
        let begun = self.ask("GET /crosspass/begin?return_to=/account", &[]).await?;
        let place = reqwest::Url::parse(begun.header("location").context("no way to sign in")?)?;
        let named = |wanted: &str| {
            let value = place.query_pairs().find(|(name, _)| name == wanted);
            value.map(|(_, value)| value.into_owned())
        };
        let binding = (
            named("nonce").context("no nonce")?,
            named("jkt").context("no jkt")?,
        );
        let token = token(world, person, &origin, binding).await?;
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/json")];
        let body = json!({ "token": token }).to_string();
        let taken = self.send("POST /crosspass/session", &headers, &body).await?;
        ensure!(taken.status == 200, "not taken: {taken:?}");
        Ok(taken)
    }
}

/// A session token of the issuer for a domain, bound to a nonce and a key.
pub async fn token(
    world: &World,
    person: &Person,
    domain: &str,
    (nonce, jkt): (String, String),
) -> Result<String> {
    let issuer = world.issuer.origin();
    let (_, host) = issuer.split_once("://").context("an origin")?;
    let address = world.issuer.address().context("no issuer")?;
    let credentials = json!({
        "login": person.login, "password": world.password, "audience": domain, "nonce": nonce, "jkt": jkt,
    });
    let answer = reqwest::Client::new()
        .post(format!("http://{address}/api/sign-in"))
        .header(HOST, host)
        .header(ORIGIN, issuer)
        .json(&credentials)
        .send()
        .await?;
    let answer: Value = answer.json().await?;
    let token = answer["token"].as_str().map(str::to_owned);
    token.with_context(|| format!("no token: {answer}"))
}

impl Answer {
    fn read(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines.filter_map(|line| line.split_once(": "));
        Some(Self {
            status,
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
        })
    }

    /// The one value of a header.
    #[must_use]
    pub fn header(&self, wanted: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(name, _)| name == wanted);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value)
    }

    /// All values of a header.
    #[must_use]
    pub fn all(&self, wanted: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(name, _)| name == wanted);
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// What `Set-Cookie` sets, or takes away.
    pub fn cookies(&self) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.headers.iter().filter(|(name, _)| name == "set-cookie");
        lines.filter_map(|(_, line)| line.split(';').next()?.split_once('='))
    }

    /// Crosspass' own among those.
    #[must_use]
    pub fn session_cookies(&self) -> Vec<(&str, &str)> {
        self.cookies()
            .filter(|(name, _)| name.starts_with("crosspass_"))
            .collect()
    }

    /// The code of a refusal.
    pub fn code(&self) -> Result<String> {
        let body: Value = serde_json::from_str(&self.body).with_context(|| format!("no JSON: {self:?}"))?;
        Ok(body["error"].as_str().unwrap_or_default().to_owned())
    }

    /// The headers that the backend got, by its own account, whose names begin with this once `_` and `.` are `-`.
    pub fn backend_got(&self, prefix: &str) -> Result<Vec<(String, String)>> {
        ensure!(self.status == 200, "not let through: {self:?}");
        let told: Value = serde_json::from_str(&self.body).with_context(|| format!("no JSON: {self:?}"))?;
        let all: Vec<(String, String)> = serde_json::from_value(told["headers"].clone())?;
        let alike = |name: &str| name.to_lowercase().replace(['_', '.'], "-").starts_with(prefix);
        let mut got: Vec<_> = all.into_iter().filter(|(name, _)| alike(name)).collect();
        got.sort();
        Ok(got)
    }
}

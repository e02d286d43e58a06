//! What the issuer gives to anybody who can sign in, asked without a browser: tokens and tickets that
//! an attacker has of their own, or has captured.

use anyhow::{Context, Result, ensure};
use e2e::people::Person;
use e2e::{Domain, Stage, random};
use reqwest::header;
use serde_json::{Value, json};

/// A session at the issuer, outside of the browser.
pub(super) struct Issued<'a> {
    stage: &'a Stage,
    cookie: String,
}

/// What a handoff is bound to.
pub(super) struct Binding {
    pub(super) nonce: String,
    pub(super) jkt: String,
}

impl Binding {
    /// Of a handoff that no browser here remembers.
    pub(super) fn foreign() -> Result<Self> {
        Ok(Self {
            nonce: random::token(32)?,
            jkt: random::token(32)?,
        })
    }

    /// Of the handoff that the browser has just begun: the issuer's page has it in its address.
    pub(super) async fn begun(stage: &Stage) -> Result<Self> {
        let address = reqwest::Url::parse(&stage.browser.address().await?)?;
        let part = |name: &str| {
            let found = address.query_pairs().find(|(key, _)| key == name);
            found
                .map(|(_, value)| value.into_owned())
                .context("no handoff was begun")
        };
        Ok(Self {
            nonce: part("nonce")?,
            jkt: part("jkt")?,
        })
    }
}

impl<'a> Issued<'a> {
    /// Signs in.
    pub(super) async fn to(stage: &'a Stage, person: &Person) -> Result<Self> {
        let credentials = json!({"login": person.login, "password": stage.world.password});
        let answer = post(stage, "/api/sign-in", "", &credentials).await?;
        let cookie = answer
            .headers()
            .get(header::SET_COOKIE)
            .context("no cookie")?
            .to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { stage, cookie })
    }

    /// A session token for a popup.
    pub(super) async fn token(&self, domain: &Domain, binding: &Binding) -> Result<String> {
        let asked = json!({"audience": domain.origin(), "nonce": binding.nonce, "jkt": binding.jkt});
        self.handoff(&asked, "token").await
    }

    /// The landing address with a ticket.
    pub(super) async fn landing(&self, domain: &Domain, binding: &Binding) -> Result<String> {
        let asked = json!({
            "audience": domain.origin(), "nonce": binding.nonce, "jkt": binding.jkt,
            "return_to": domain.url("/"), "consent": true,
        });
        self.handoff(&asked, "location").await
    }

    async fn handoff(&self, asked: &Value, member: &str) -> Result<String> {
        let answer = post(self.stage, "/api/handoffs", &self.cookie, asked).await?;
        let body: Value = answer.json().await?;
        let text = body[member]
            .as_str()
            .with_context(|| format!("no {member} in {body}"))?;
        Ok(text.to_owned())
    }
}

async fn post(stage: &Stage, path: &str, cookie: &str, body: &Value) -> Result<reqwest::Response> {
    let issuer = &stage.world.issuer;
    let address = issuer.address().context("the issuer never ran")?;
    let answer = reqwest::Client::new()
        .post(format!("http://{address}{path}"))
        .header(
            header::HOST,
            issuer.origin().rsplit('/').next().unwrap_or_default(),
        )
        .header(header::ORIGIN, issuer.origin())
        .header(header::COOKIE, cookie)
        .json(body)
        .send()
        .await?;
    ensure!(answer.status().is_success(), "{path}: {}", answer.text().await?);
    Ok(answer)
}

//! The Kratos of a story: the stand-in, or the real one behind nginx as docs/kratos has it.

use std::sync::Arc;

use anyhow::{Context, Result};
use e2e::clock::unix_milliseconds;
use e2e::kratos::{Identity, Kratos};
use e2e::{RealKratos, Stage, World};
use serde_json::{Value, json};

/// Who signs in.
const LOGIN: &str = "steve@example.com";

enum Running {
    StandIn(Kratos),
    Real(RealKratos),
}

/// A Kratos with somebody in it who is a member of Acme and Globex.
pub(super) struct Provider {
    running: Running,
    admin: String,
    pub(super) login: &'static str,
    password: String,
}

impl Provider {
    /// The stand-in.
    pub(super) async fn stand_in(world: &World) -> Result<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit")]
        let now = Arc::new(|| (unix_milliseconds() / 1000.0) as i64);
        let kratos = Kratos::start(now).await?;
        kratos.allow(&world.issuer.url("/provider/return"));
        kratos.put(Identity {
            metadata_public: Some(json!({ "organizations": ["acme", "globex"] })),
            ..Identity::new(1, LOGIN, &world.password)
        });
        let admin = kratos.admin_url();
        Ok(Self::of(world, Running::StandIn(kratos), admin))
    }

    /// The real one.
    pub(super) async fn real(world: &World) -> Result<Self> {
        let kratos = RealKratos::start(world.issuer.origin()).await?;
        let steve = json!({
            "schema_id": "person",
            "traits": { "email": LOGIN, "name": { "first": "Steve", "last": "Shirley" } },
            "credentials": { "password": { "config": { "password": world.password } } },
            "metadata_public": { "organizations": ["acme", "globex"] },
        });
        kratos.add(&steve).await?;
        let admin = kratos.admin_url();
        Ok(Self::of(world, Running::Real(kratos), admin))
    }

    fn of(world: &World, running: Running, admin: String) -> Self {
        Self {
            running,
            admin,
            login: LOGIN,
            password: world.password.clone(),
        }
    }

    /// Starts the issuer again with this Kratos and tokens that live so long.
    pub(super) async fn configure(&mut self, world: &mut World, token_seconds: i64) -> Result<()> {
        let origin = world.issuer.origin().to_owned();
        let (public, internal) = match &self.running {
            Running::StandIn(kratos) => {
                let host = origin.rsplit_once(':').map_or("", |(host, _)| host);
                (format!("{host}:{}", kratos.public_port()), kratos.public_url())
            }
            Running::Real(kratos) => (format!("{origin}/kratos"), kratos.internal_url()),
        };
        let settings = [
            ("trusted_proxies", "127.0.0.1"),
            ("session.token_seconds", &token_seconds.to_string()),
            ("kratos.public_url", &public),
            ("kratos.internal_url", &internal),
            ("kratos.admin_url", &self.admin),
            ("kratos.organizations", "metadata_public.organizations"),
        ];
        world.configure_issuer(&settings).await?;
        if let Running::Real(kratos) = &mut self.running {
            let issuer = world.issuer.address().context("the issuer does not run")?;
            world.put_before_issuer(kratos.serve_with(issuer).await?);
        }
        Ok(())
    }

    /// Signs in on the page that Kratos sends the browser to.
    pub(super) async fn sign_in(&self, stage: &Stage) -> Result<()> {
        stage.browser.fill("[name=identifier]", self.login).await?;
        stage.browser.fill("[name=password]", &self.password).await?;
        stage.browser.click("button[name=method][value=password]").await
    }

    /// The ids of this user's sessions that Kratos takes for active.
    pub(super) async fn active(&self) -> Result<Vec<String>> {
        let address = format!("{}/admin/sessions?active=true&expand=identity", self.admin);
        let listed: Value = reqwest::get(address).await?.error_for_status()?.json().await?;
        let sessions = listed.as_array().context("no list of sessions")?.iter();
        let theirs = sessions.filter(|session| session["identity"]["traits"]["email"] == self.login);
        Ok(theirs
            .filter_map(|session| Some(session["id"].as_str()?.to_owned()))
            .collect())
    }

    /// Ends a session at Kratos, as an administrator does.
    pub(super) async fn end(&self, session: &str) -> Result<()> {
        let address = format!("{}/admin/sessions/{session}", self.admin);
        reqwest::Client::new()
            .delete(address)
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }
}

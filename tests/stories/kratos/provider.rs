//! The Kratos of a story: the stand-in; or a real one, where the environment names it as docs/kratos.md says.

use std::env;
use std::sync::Arc;

use anyhow::{Context, Result};
use e2e::clock::unix_milliseconds;
use e2e::kratos::{Identity, Kratos};
use e2e::{Stage, World};
use serde_json::{Value, json};

/// A Kratos with somebody in it who is a member of Acme and Globex.
pub(super) struct Provider {
    public: String,
    admin: String,
    pub(super) login: String,
    pub(super) password: String,
    /// Lives as long as the story; nothing where it is a real one.
    _stand_in: Option<Kratos>,
}

impl Provider {
    /// Starts the stand-in, or takes the one that is named.
    pub(super) async fn start(world: &World) -> Result<Self> {
        match env::var("CROSSPASS_KRATOS_URL") {
            Ok(public) => Self::real(public).await,
            Err(_) => Self::stand_in(world).await,
        }
    }

    async fn real(public: String) -> Result<Self> {
        let named =
            |name| env::var(name).with_context(|| format!("{name} is missing beside CROSSPASS_KRATOS_URL"));
        let kratos = Self {
            public,
            admin: named("CROSSPASS_KRATOS_ADMIN_URL")?,
            login: named("CROSSPASS_KRATOS_LOGIN")?,
            password: named("CROSSPASS_KRATOS_PASSWORD")?,
            _stand_in: None,
        };
        // What is left of a story that was told before.
        for session in kratos.active().await? {
            kratos.end(&session).await?;
        }
        Ok(kratos)
    }

    async fn stand_in(world: &World) -> Result<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit")]
        let now = Arc::new(|| (unix_milliseconds() / 1000.0) as i64);
        let kratos = Kratos::start(now).await?;
        kratos.allow(&world.issuer.url("/provider/return"));
        let login = "steve@example.com".to_owned();
        kratos.put(Identity {
            metadata_public: Some(json!({ "organizations": ["acme", "globex"] })),
            ..Identity::new(1, &login, &world.password)
        });
        let host = world
            .issuer
            .origin()
            .rsplit_once(':')
            .map_or("", |(host, _)| host);
        Ok(Self {
            public: format!("{host}:{}", kratos.public_port()),
            admin: kratos.admin_url(),
            login,
            password: world.password.clone(),
            _stand_in: Some(kratos),
        })
    }

    /// The issuer's settings for it.
    pub(super) fn settings(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("kratos.public_url", &self.public),
            ("kratos.admin_url", &self.admin),
            ("kratos.organizations", "metadata_public.organizations"),
        ]
    }

    /// Signs in on the page that Kratos sends the browser to.
    pub(super) async fn sign_in(&self, stage: &Stage) -> Result<()> {
        stage.browser.fill("[name=identifier]", &self.login).await?;
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

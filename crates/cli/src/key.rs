//! `crosspass key`: signing keys.

use clap::Subcommand;
use crosspass_protocol::{KeyId, KeyState};
use serde::Serialize;

use super::error::CliError;
use super::output::{line, rows};
use super::storage::Desk;
use crosspass_issuer::Clock;

use crosspass_issuer::{begin_keys, is_published, make_key};

#[derive(Subcommand)]
pub(crate) enum Key {
    /// List keys
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Let the next key sign, the active one retire, and make a new next one
    Rotate,
    /// Unpublish a key at once: what it signed is refused
    Revoke {
        /// The key's id; one in 64 begins with a hyphen
        #[arg(allow_hyphen_values = true)]
        kid: String,
    },
}

#[derive(Serialize)]
struct Row {
    kid: KeyId,
    state: KeyState,
    published: bool,
    made_at: i64,
    changed_at: i64,
}

impl Key {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), CliError> {
        let now = desk.clock.now();
        match self {
            Self::List { json } => list(desk, json).await?,
            Self::Rotate => {
                begin_keys(&desk.store, &desk.random, now).await?;
                let next = make_key(&desk.random, KeyState::Next, now)?;
                desk.store.rotate_keys(&next, &desk.audit()).await?;
                line(format_args!("rotated keys; the next one is {}", next.kid))?;
            }
            Self::Revoke { kid } => {
                let parsed = KeyId::parse(&kid).map_err(|error| CliError::argument("KID", &kid, error))?;
                let spare = make_key(&desk.random, KeyState::Next, now)?;
                desk.store.revoke_key(&parsed, &spare, &desk.audit()).await?;
                line(format_args!(
                    "revoked key {kid}; receivers refuse it as soon as they read the keys again"
                ))?;
            }
        }
        Ok(())
    }
}

async fn list(desk: &Desk, json: bool) -> Result<(), CliError> {
    let now = desk.clock.now();
    let found = desk.store.keys().await?;
    let found: Vec<Row> = found
        .into_iter()
        .map(|key| Row {
            published: is_published(&key, now),
            kid: key.kid,
            state: key.state,
            made_at: key.made_at.seconds(),
            changed_at: key.changed_at.seconds(),
        })
        .collect();
    Ok(rows(json, &found, |row| {
        let published = if row.published {
            "published"
        } else {
            "not published"
        };
        let state = format!("{:?}", row.state).to_lowercase();
        vec![
            row.kid.to_string(),
            state,
            published.to_owned(),
            row.changed_at.to_string(),
        ]
    })?)
}

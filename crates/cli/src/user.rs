//! `crosspass user`: users.

use clap::Subcommand;
use crosspass_protocol::Subject;
use serde::Serialize;

use super::error::CliError;
use super::output::{line, rows};
use super::password::new_hash;
use super::storage::{Desk, login};
use crosspass_issuer::model::Credentials;
use crosspass_issuer::model::{DisplayText, User};

#[derive(Subcommand)]
pub(crate) enum UserVerb {
    /// Add a user; asks for the password
    Add {
        /// What the user types to sign in
        login: String,
        /// What pages call the user
        #[arg(long)]
        name: String,
        /// The user's address
        #[arg(long)]
        email: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List users
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Keep a user out; their sessions end
    Disable {
        /// The login
        login: String,
    },
    /// Let a user in again
    Enable {
        /// The login
        login: String,
    },
    /// Remove a user
    Remove {
        /// The login
        login: String,
    },
    /// Change a password; the user's sessions end
    Password {
        /// The login
        login: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
}

#[derive(Serialize)]
struct Row {
    login: String,
    sub: Subject,
    name: String,
    email: String,
    disabled: bool,
}

impl UserVerb {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), CliError> {
        match self {
            Self::Add {
                login: text,
                name,
                email,
                password_stdin,
            } => {
                let user = User {
                    sub: subject(desk)?,
                    login: login(&text)?,
                    name: DisplayText::parse(&name)
                        .map_err(|error| CliError::argument("--name", &name, error))?,
                    email: DisplayText::parse(&email)
                        .map_err(|error| CliError::argument("--email", &email, error))?,
                    disabled: false,
                };
                let hash = new_hash(password_stdin, &desk.random).await?;
                let said = format!("added user {} with sub {}", user.login, user.sub);
                desk.store
                    .add_user(&Credentials { user, hash }, &desk.audit())
                    .await?;
                line(said)?;
            }
            Self::List { json } => list(desk, json).await?,
            Self::Disable { login: text } => {
                desk.store
                    .set_disabled(&login(&text)?, true, &desk.audit())
                    .await?;
                line(format_args!("disabled user {text}; their sessions have ended"))?;
            }
            Self::Enable { login: text } => {
                desk.store
                    .set_disabled(&login(&text)?, false, &desk.audit())
                    .await?;
                line(format_args!("enabled user {text}"))?;
            }
            Self::Remove { login: text } => {
                desk.store.remove_user(&login(&text)?, &desk.audit()).await?;
                line(format_args!("removed user {text}"))?;
            }
            Self::Password {
                login: text,
                password_stdin,
            } => {
                let login = login(&text)?;
                let hash = new_hash(password_stdin, &desk.random).await?;
                desk.store.set_password(&login, &hash, &desk.audit()).await?;
                line(format_args!(
                    "changed the password of {text}; their sessions have ended"
                ))?;
            }
        }
        Ok(())
    }
}

/// A random id, so that it tells nothing and is never used again.
fn subject(desk: &Desk) -> Result<Subject, CliError> {
    let id = crosspass_protocol::TokenId::from_random(desk.random.bytes()?);
    Subject::parse(id.as_str()).map_err(|error| CliError::Refused(error.to_string()))
}

async fn list(desk: &Desk, json: bool) -> Result<(), CliError> {
    let found = desk.store.users().await?;
    let found: Vec<Row> = found
        .into_iter()
        .map(|user| Row {
            login: user.login.to_string(),
            sub: user.sub,
            name: user.name.to_string(),
            email: user.email.to_string(),
            disabled: user.disabled,
        })
        .collect();
    Ok(rows(json, &found, |row| {
        let state = if row.disabled { "disabled" } else { "enabled" };
        vec![
            row.login.clone(),
            row.sub.to_string(),
            row.name.clone(),
            row.email.clone(),
            state.to_owned(),
        ]
    })?)
}

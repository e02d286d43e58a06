//! `crosspass session`: who is signed in, ending that, and the receipts of each domain.

use std::time::Duration;

use clap::{Args, Subcommand};
use crosspass_protocol::{SessionId, Timestamp};
use serde::Serialize;
use tokio::time::sleep;

use super::error::CliError;
use super::output::{line, rows};
use super::storage::{Desk, login};
use crosspass_issuer::Clock;
use crosspass_issuer::model::{EndReason, Receipt};

/// Between two looks at the receipts: the serving process tells domains, not this one.
const LOOK: Duration = Duration::from_millis(200);

#[derive(Subcommand)]
pub(crate) enum SessionVerb {
    /// List live sessions, the last used first
    List {
        /// Those of one user
        #[arg(long, value_name = "LOGIN")]
        login: Option<String>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// End a session, or all of a user, at the issuer and at every domain; print a receipt for each domain
    End(End),
    /// Print the receipts of a session that has ended
    Receipts {
        /// The session's id, as `session list` and `audit` print it; one in 64 begins with a hyphen
        #[arg(allow_hyphen_values = true)]
        sid: String,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
pub(crate) struct End {
    /// The session's id; one in 64 begins with a hyphen
    #[arg(
        allow_hyphen_values = true,
        required_unless_present = "login",
        conflicts_with = "login"
    )]
    sid: Option<String>,
    /// All sessions of this user
    #[arg(long, value_name = "LOGIN")]
    login: Option<String>,
    /// How long to wait for domains' servers to be told, in seconds; `crosspass serve` tells them
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=3600))]
    wait: u64,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct SessionRow {
    sid: SessionId,
    login: String,
    started_at: i64,
    seen_at: i64,
    domains: Vec<String>,
}

#[derive(Serialize)]
struct ReceiptRow {
    sid: SessionId,
    origin: String,
    kind: &'static str,
    state: &'static str,
    reason: &'static str,
    ended_at: i64,
    settled_at: Option<i64>,
    runs_out_at: i64,
    attempts: u32,
    problem: Option<String>,
}

impl SessionVerb {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), CliError> {
        match self {
            Self::List { login: text, json } => list(desk, text.as_deref(), json).await,
            Self::End(end) => end.run(desk).await,
            Self::Receipts { sid: text, json } => print(desk, &[sid(&text)?], json).await,
        }
    }
}

impl End {
    async fn run(self, desk: &Desk) -> Result<(), CliError> {
        let reason = EndReason::Operator;
        let ended = match (&self.sid, &self.login) {
            (Some(text), _) => {
                let sid = sid(text)?;
                desk.store.end_session(&sid, reason, &desk.audit()).await?;
                vec![sid]
            }
            (None, text) => {
                let login = login(text.as_deref().unwrap_or_default())?;
                desk.store.end_sessions_of(&login, reason, &desk.audit()).await?
            }
        };
        if !self.json {
            for sid in &ended {
                line(format_args!("ended session {sid}"))?;
            }
            if ended.is_empty() {
                line("there was no live session")?;
            }
        }
        let end = desk.clock.elapsed() + Duration::from_secs(self.wait);
        while desk.clock.elapsed() < end && !is_settled(desk, &ended).await? {
            sleep(LOOK).await;
        }
        print(desk, &ended, self.json).await
    }
}

async fn is_settled(desk: &Desk, sessions: &[SessionId]) -> Result<bool, CliError> {
    for sid in sessions {
        if !desk.store.receipts(sid).await?.iter().all(Receipt::is_settled) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn sid(text: &str) -> Result<SessionId, CliError> {
    SessionId::parse(text).map_err(|error| CliError::argument("SID", text, error))
}

async fn list(desk: &Desk, text: Option<&str>, json: bool) -> Result<(), CliError> {
    let login = text.map(login).transpose()?;
    let now = desk.clock.now();
    let found = desk.store.live_sessions(login.as_ref(), now, desk.limits).await?;
    let found: Vec<SessionRow> = found
        .into_iter()
        .map(|record| SessionRow {
            sid: record.session.sid,
            login: record.session.user.login.to_string(),
            started_at: record.session.started_at.seconds(),
            seen_at: record.session.seen_at.seconds(),
            domains: record.domains.iter().map(ToString::to_string).collect(),
        })
        .collect();
    Ok(rows(json, &found, |row| {
        let used = now - Timestamp::from_seconds(row.seen_at);
        vec![
            row.sid.to_string(),
            row.login.clone(),
            format!("used {} s ago", used.0.max(0)),
            row.domains.join(" "),
        ]
    })?)
}

async fn print(desk: &Desk, sessions: &[SessionId], json: bool) -> Result<(), CliError> {
    let now = desk.clock.now();
    let mut found = Vec::new();
    for sid in sessions {
        let receipts = desk.store.receipts(sid).await?;
        found.extend(receipts.into_iter().map(|receipt| row(receipt, now)));
    }
    Ok(rows(json, &found, |row| {
        let when = match row.state {
            "ends_by_itself" => format!("in {} s", row.runs_out_at - now.seconds()),
            _ => row.problem.clone().unwrap_or_default(),
        };
        vec![
            row.origin.clone(),
            row.kind.to_owned(),
            row.state.replace('_', " "),
            when,
        ]
    })?)
}

fn row(receipt: Receipt, now: Timestamp) -> ReceiptRow {
    ReceiptRow {
        state: receipt.status(now).as_str(),
        sid: receipt.sid,
        origin: receipt.origin.to_string(),
        kind: receipt.kind.as_str(),
        reason: receipt.reason.as_str(),
        ended_at: receipt.ended_at.seconds(),
        settled_at: receipt.settled_at.map(Timestamp::seconds),
        runs_out_at: receipt.runs_out_at.seconds(),
        attempts: receipt.attempts,
        problem: receipt.problem,
    }
}

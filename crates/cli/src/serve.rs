//! `crosspass serve`: from a configuration to a listening issuer.

use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::error::CliError;
use crate::config::{Config, ConfigError, Problem};
use crate::telemetry;
use crosspass_issuer::Issuer;
use crosspass_issuer::Randomness;
use crosspass_issuer::begin_keys;
use crosspass_issuer::model::fits_issuer;
use crosspass_issuer::store::Store;

use crosspass_issuer::{Clock, SystemClock};
use crosspass_issuer::{Dns, run_jobs};
use crosspass_server::AppState;
use crosspass_server::app;
use crosspass_server::{PageSet, Pages};

#[derive(Args)]
pub(crate) struct Serve {
    /// Where to listen, such as 127.0.0.1:9000; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Pages of one's own, in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pages: Option<String>,
    /// What is logged: off, error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL")]
    log: Option<String>,
}

impl Serve {
    pub(crate) fn flags(&self) -> Vec<(&'static str, Option<String>)> {
        vec![
            ("listen", self.listen.clone()),
            ("pages", self.pages.clone()),
            ("log", self.log.clone()),
        ]
    }
}

pub(crate) async fn run(config: Config) -> Result<(), CliError> {
    telemetry::start(config.log);
    let set = match &config.pages {
        Some(folder) => PageSet::in_folder(folder)?,
        None => PageSet::built_in()?,
    };
    let pages = Pages::new(set)?;
    let store = Store::at(&config.database, config.pool).await?;
    let mut alone = store.serve_alone().await?;
    check_domains(&store, &config).await?;
    let random = Randomness::open();
    let clock = Arc::new(SystemClock::start());
    if begin_keys(&store, &random, clock.now()).await? {
        tracing::info!("made the first signing keys");
    }
    store.note_issuer(&config.settings.origin).await?;
    let reach = config.settings.kratos.as_ref().map(|kratos| &kratos.cookie_reach);
    store.note_cookie_reach(reach).await?;
    let issuer = Issuer::new(config.settings, store.clone(), clock, random)?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        let wrong = format!("{error}; expected a free address of this machine");
        CliError::argument("listen", &config.listen.to_string(), wrong)
    })?;
    let address = listener.local_addr()?;
    let dns = if config.proof.is_needed {
        Some(Dns::new(config.proof.server)?)
    } else {
        store.need_no_verification().await?;
        None
    };
    let jobs = run_jobs(&issuer, dns);
    let state = AppState::new(Arc::clone(&issuer), config.site, pages);
    let stop = stop_signal()?;
    tracing::info!(listening = %address, issuer = %issuer.origin, "ready");
    let mut is_alone = true;
    let stop = async {
        tokio::select! {
            () = stop => {}
            () = alone.lost() => is_alone = false,
        }
    };
    crosspass_server::serve(listener, app(state), stop).await;
    // What is under way is done by the next process, once its lease is over.
    drop(jobs);
    store.close().await;
    tracing::info!("stopped");
    if is_alone {
        Ok(())
    } else {
        Err(CliError::Refused(
            "the connection to the database that said that this process alone serves it is lost".to_owned(),
        ))
    }
}

/// Domains may have been added under another issuer.
async fn check_domains(store: &Store, config: &Config) -> Result<(), CliError> {
    let issuer = &config.settings.origin;
    let problem = |domain: &crosspass_issuer::model::Domain| {
        let cookie = config.settings.kratos.as_ref().map(|kratos| &kratos.cookie_reach);
        let error = fits_issuer(&domain.origin, issuer, cookie).err()?;
        Some(Problem {
            name: format!("the domain {}", domain.origin),
            wrong: error.to_string(),
            expected: format!("a domain of the issuer {issuer}: remove it, or change the issuer"),
            source: format!("the database {}", config.database),
        })
    };
    let problems: Vec<Problem> = store.domains().await?.iter().filter_map(problem).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ConfigError(problems).into())
    }
}

/// SIGTERM or Ctrl-C.
pub(crate) fn stop_signal() -> Result<impl Future<Output = ()>, CliError> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

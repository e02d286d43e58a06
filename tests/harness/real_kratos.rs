//! The real Ory Kratos, and the real nginx before it, with the files of `docs/kratos`: addresses, ports and folders are the run's.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::spawn_blocking;

use crate::browser::tool;
use crate::port;
use crate::process::Process;
use crate::proxy::{self, nginx_with};
use crate::tree::workspace;
use crate::wait::{PATIENCE, until};

/// What `cargo xtask setup` builds where Go is there.
const PROGRAM: &str = "kratos-1.3.1";

/// The guide's issuer, in all of its files.
const ISSUER: &str = "https://auth.example.com";

/// How often it may lose a port to another program before that is an error.
const TRIES: usize = 3;

/// A Kratos with a folder and a database of its own. It ends when dropped.
#[derive(Debug)]
pub struct RealKratos {
    public: SocketAddr,
    admin: SocketAddr,
    nginx: Option<proxy::Running>,
    process: Process,
    home: TempDir,
}

impl RealKratos {
    /// The binary: what `CROSSPASS_KRATOS` names, or what `cargo xtask setup` has built.
    pub fn program() -> Result<PathBuf> {
        match std::env::var_os("CROSSPASS_KRATOS") {
            Some(named) => Ok(PathBuf::from(named)),
            None => tool(PROGRAM),
        }
    }

    /// Makes the tables as the guide says, and serves for an issuer at this origin.
    pub async fn start(issuer: &str) -> Result<Self> {
        for tried in 1.. {
            let kratos = Self::spawn(issuer).await?;
            let ready = format!("{}/admin/health/ready", kratos.admin_url());
            let is_ready = until("Kratos to be ready", PATIENCE, async || {
                Ok(reqwest::get(&ready).await?.status().is_success().then_some(()))
            });
            match is_ready.await {
                Ok(()) => return Ok(kratos),
                Err(error) if tried == TRIES || !kratos.process.lost_its_port() => {
                    return Err(error.context(kratos.process.lines().join("\n")));
                }
                Err(_) => {}
            }
        }
        bail!("no Kratos")
    }

    async fn spawn(issuer: &str) -> Result<Self> {
        let home = tempfile::Builder::new().prefix("crosspass-kratos-").tempdir()?;
        let folder = home.path().display().to_string();
        // Nobody holds them from here on, until Kratos does.
        let public = port::listen().await?.local_addr()?;
        let admin = port::listen().await?.local_addr()?;
        let changes = [
            (ISSUER, issuer.to_owned()),
            ("http://127.0.0.1:4434/", format!("http://{admin}/")),
            ("port: 4433", format!("port: {}", public.port())),
            ("port: 4434", format!("port: {}", admin.port())),
            ("/var/lib/kratos", folder.clone()),
            ("/etc/kratos", folder),
        ];
        let file = home.path().join("kratos.yml");
        fs::write(&file, guide("kratos.yml", &changes)?)?;
        let schema = "person.schema.json";
        fs::write(home.path().join(schema), guide(schema, &[])?)?;
        migrate(&file, home.path()).await?;
        let process = Process::start("Kratos", command(&file)?.args(["serve", "--dev"]))?;
        Ok(Self {
            public,
            admin,
            nginx: None,
            process,
            home,
        })
    }

    /// The public API, past every proxy.
    #[must_use]
    pub fn internal_url(&self) -> String {
        format!("http://{}", self.public)
    }

    /// The admin API.
    #[must_use]
    pub fn admin_url(&self) -> String {
        format!("http://{}", self.admin)
    }

    /// Adds somebody, as the guide does: the body of its request. Tells their id.
    pub async fn add(&self, identity: &Value) -> Result<String> {
        let address = format!("{}/admin/identities", self.admin_url());
        let answer = reqwest::Client::new().post(address).json(identity).send().await?;
        let (status, body) = (answer.status(), answer.text().await?);
        let made: Value = serde_json::from_str(&body).unwrap_or_default();
        let id = made["id"].as_str().map(str::to_owned);
        id.with_context(|| format!("nobody was added: {status}, {body}"))
    }

    /// Puts nginx and the sign-in form before Kratos and a running issuer; tells where.
    pub async fn serve_with(&mut self, issuer: SocketAddr) -> Result<SocketAddr> {
        let login = self.home.path().join("login");
        fs::create_dir_all(&login)?;
        for (name, served) in [("login.html", "index.html"), ("login.js", "login.js")] {
            fs::write(login.join(served), guide(&format!("login/{name}"), &[])?)?;
        }
        let (login, kratos) = (
            format!("{}/", login.display()),
            format!("{}/", self.internal_url()),
        );
        let command = |home: &Path, address: SocketAddr| {
            let changes = [
                ("listen 443 ssl;", format!("listen {address};")),
                // TLS is not this story's.
                (
                    "ssl_certificate     /etc/ssl/auth.example.com.pem;",
                    String::new(),
                ),
                (
                    "ssl_certificate_key /etc/ssl/auth.example.com.key;",
                    String::new(),
                ),
                ("X-Forwarded-Proto https", "X-Forwarded-Proto http".to_owned()),
                ("http://127.0.0.1:4433/", kratos.clone()),
                ("http://127.0.0.1:9000", format!("http://{issuer}")),
                ("/srv/login/", login.clone()),
            ];
            let types = "types { text/html html; text/javascript js; }";
            nginx_with(home, &format!("{types}\n{}", guide("nginx.conf", &changes)?))
        };
        let nginx = proxy::start("nginx", command).await?;
        Ok(self.nginx.insert(nginx).address)
    }
}

/// Makes the tables, as the guide says.
async fn migrate(file: &Path, home: &Path) -> Result<()> {
    let mut command = command(file)?;
    command.args(["migrate", "sql", "-e", "--yes"]).env(
        "DSN",
        format!("sqlite://{}/kratos.db?_fk=true&mode=rwc", home.display()),
    );
    let ended = spawn_blocking(move || command.output())
        .await?
        .context("cannot start Kratos")?;
    let said = String::from_utf8_lossy(&ended.stderr);
    ensure!(ended.status.success(), "`kratos migrate sql`: {said}");
    Ok(())
}

fn command(file: &Path) -> Result<Command> {
    let mut command = Command::new(RealKratos::program()?);
    // It tells its makers nothing of tests.
    command.arg("--config").arg(file).env("SQA_OPT_OUT", "true");
    Ok(command)
}

/// A file of the guide. A change that finds nothing to change is an error: the guide has changed.
fn guide(name: &str, changes: &[(&str, String)]) -> Result<String> {
    let file = workspace().join("docs/kratos").join(name);
    let mut text = fs::read_to_string(&file).with_context(|| format!("no {}", file.display()))?;
    for (from, to) in changes {
        ensure!(text.contains(from), "{name} of the guide has no {from}");
        text = text.replace(from, to);
    }
    Ok(text)
}

//! The real issuer: the binary `crosspass`, started, killed and asked through its command line.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::access::{Access, access, listening};
use crate::audit::{self, AuditRow};
use crate::faketime;
use crate::people::{ACME, Customer, Person, Subsidiary, VANDELAY};
use crate::process::Process;
use crate::release::Release;

/// An issuer with a home of its own: configuration, database and keys are in one folder.
#[derive(Debug)]
pub struct Issuer {
    binary: PathBuf,
    home: PathBuf,
    origin: String,
    listen: String,
    process: Option<Process>,
    address: Option<SocketAddr>,
    /// What earlier processes of this issuer printed.
    earlier: Vec<String>,
    /// Further variables of its environment.
    variables: BTreeMap<String, String>,
}

/// What names the certificates that our programs trust, in place of the system's.
pub(crate) const TRUSTED: &str = "SSL_CERT_FILE";

impl Issuer {
    /// An issuer that is not running yet. Browsers will reach it at `origin`; it listens on
    /// `listen` (port 0 for any).
    pub fn new(origin: &str, listen: &str, home: &Path) -> Result<Self> {
        Ok(Self {
            binary: Release::Present.binary()?,
            home: home.to_owned(),
            origin: origin.to_owned(),
            listen: listen.to_owned(),
            process: None,
            address: None,
            earlier: Vec::new(),
            variables: BTreeMap::new(),
        })
    }

    /// Its origin.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of one of its pages.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The socket it listens on, past every front, if it ever ran.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Has it be that build, from its next start on.
    pub fn become_release(&mut self, release: Release) -> Result<()> {
        self.binary = release.binary()?;
        Ok(())
    }

    /// Has it be that binary, from its next start on.
    pub(crate) fn become_binary(&mut self, binary: PathBuf) {
        self.binary = binary;
    }

    /// Gives it a setting, such as `session.token_seconds`, from its next start on.
    pub fn set(&mut self, setting: &str, value: &str) {
        let variable = format!("CROSSPASS_{}", setting.replace('.', "_").to_uppercase());
        self.variables.insert(variable, value.to_owned());
    }

    /// Has it trust a certificate, and no other, from its next start on.
    pub fn trust(&mut self, certificate: &Path) {
        let name = TRUSTED.to_owned();
        self.variables.insert(name, certificate.display().to_string());
    }

    /// Puts its clock (and its command line's) so many seconds ahead of the machine's, or behind, from
    /// its next start on.
    pub fn set_clock(&mut self, ahead: i64) -> Result<()> {
        self.variables.extend(faketime::variables(ahead)?);
        Ok(())
    }

    /// Takes its database away while it runs, or brings it back.
    pub fn hide_database(&self, is_hidden: bool) -> Result<()> {
        let (here, away) = (self.home.join("crosspass.db"), self.home.join("away.db"));
        let (from, to) = if is_hidden { (&here, &away) } else { (&away, &here) };
        std::fs::rename(from, to).context("the database cannot be moved")
    }

    /// Starts it and waits until it listens; tells where.
    pub async fn start(&mut self) -> Result<SocketAddr> {
        let mut command = self.command();
        command.arg("serve");
        let mut process = Process::start("the issuer", &mut command)?;
        let address = process.line("where it listens", listening).await?;
        self.process = Some(process);
        self.address = Some(address);
        Ok(address)
    }

    /// Ends it as a crash would: SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
            self.earlier.extend(process.lines());
        }
    }

    /// Asks it to end, and expects that it ends well.
    pub async fn stop(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            let status = process.stop().await;
            self.earlier.extend(process.lines());
            let status = status?;
            ensure!(status.success(), "the issuer ended badly: {status}");
        }
        Ok(())
    }

    /// Everything it printed, over all its lives.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.earlier.clone();
        lines.extend(self.process.iter().flat_map(Process::lines));
        lines
    }

    /// The requests that it logged.
    #[must_use]
    pub fn log(&self) -> Vec<Access> {
        self.lines().iter().filter_map(|line| access(line)).collect()
    }

    /// All audit rows, oldest first.
    pub async fn audit(&self) -> Result<Vec<AuditRow>> {
        self.last_rows(10_000).await
    }

    /// The last audit rows, oldest first.
    pub async fn last_rows(&self, limit: u32) -> Result<Vec<AuditRow>> {
        let limit = limit.to_string();
        audit::parse(&self.run(&["audit", "--json", "--limit", &limit], None).await?)
    }

    /// What `crosspass KIND list --json` lists: one object a line.
    pub async fn list(&self, kind: &str) -> Result<Vec<Value>> {
        let printed = self.run(&[kind, "list", "--json"], None).await?;
        let rows = printed.lines().filter(|line| !line.trim().is_empty());
        rows.map(|line| serde_json::from_str(line).with_context(|| format!("{kind} row {line}")))
            .collect()
    }

    /// Asks the running issuer over its own socket, past every front.
    pub async fn ask(&self, path: &str) -> Result<reqwest::Response> {
        let address = self.address.context("the issuer never ran")?;
        let host = self.origin.rsplit('/').next().unwrap_or_default();
        let asked = reqwest::Client::new()
            .get(format!("http://{address}{path}"))
            .header(reqwest::header::HOST, host)
            .send()
            .await?;
        Ok(asked)
    }

    /// Adds an organization and its domain.
    pub async fn add_customer(&self, customer: &Customer, origin: &str) -> Result<()> {
        self.run(&["org", "add", customer.org, "--title", customer.title], None)
            .await?;
        self.add_domain(customer, origin).await
    }

    /// Adds a domain to an organization that is there.
    pub async fn add_domain(&self, customer: &Customer, origin: &str) -> Result<()> {
        let Customer { org, domain, .. } = customer;
        let mut add = vec!["domain", "add", origin, "--org", org, "--name", domain];
        if customer.external {
            add.push("--external");
        }
        self.run(&add, None).await?;
        Ok(())
    }

    /// Adds Vandelay's domain.
    pub async fn add_backend(&self, origin: &str) -> Result<()> {
        self.add_subsidiary(&VANDELAY, origin).await
    }

    /// Adds a domain of Acme's whose receiver is its backend.
    pub async fn add_subsidiary(&self, subsidiary: &Subsidiary, origin: &str) -> Result<()> {
        let (org, name) = (ACME.org, subsidiary.domain);
        let add = ["domain", "add", origin, "--org", org, "--name", name, "--backend"];
        self.run(&add, None).await?;
        Ok(())
    }

    /// Adds a user with this password, and the user's memberships.
    pub async fn add_person(&self, person: &Person, password: &str) -> Result<()> {
        let Person {
            login,
            name,
            email,
            orgs,
        } = person;
        let add = [
            "user",
            "add",
            login,
            "--name",
            name,
            "--email",
            email,
            "--password-stdin",
        ];
        self.run(&add, Some(password)).await?;
        for org in *orgs {
            self.run(&["member", "add", login, "--org", org], None).await?;
        }
        Ok(())
    }

    /// Runs a verb of the command line and gives back what it printed.
    pub async fn run(&self, arguments: &[&str], input: Option<&str>) -> Result<String> {
        let mut command = self.command();
        command.args(arguments);
        let input = input.map(|line| format!("{line}\n"));
        let words = arguments.join(" ");
        tokio::task::spawn_blocking(move || output(command, input.as_deref()))
            .await?
            .with_context(|| format!("`crosspass {words}`"))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        // What the tests themselves are told by the environment is not meant for the issuer.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CROSSPASS_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(&self.home)
            .env("CROSSPASS_ISSUER", &self.origin)
            .env("CROSSPASS_LISTEN", &self.listen)
            .env("CROSSPASS_DATABASE", self.home.join("crosspass.db"))
            .envs(&self.variables);
        command
    }
}

fn output(mut command: Command, input: Option<&str>) -> Result<String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
        stdin.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    let printed = String::from_utf8(output.stdout)?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{}: {printed}{complaint}", output.status);
    }
    Ok(printed)
}

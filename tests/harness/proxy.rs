//! The real nginx and the real Caddy, each with the file of `docs/gate` as it is.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail, ensure};
use tempfile::TempDir;

use crate::browser::tool;
use crate::certificate::Certificate;
use crate::port;
use crate::process::Process;
use crate::release::Release;

/// How often a proxy may lose its port to another program before that is an error.
const TRIES: usize = 3;

/// Which proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxy {
    /// nginx, with `auth_request`.
    Nginx,
    /// nginx without the gate, to be compared with.
    NginxAlone,
    /// Caddy.
    Caddy,
}

/// A running proxy. It ends when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    _process: Process,
    _home: TempDir,
}

impl Proxy {
    /// In names of stories.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx | Self::NginxAlone => "nginx",
            Self::Caddy => "caddy",
        }
    }

    /// Whether it can be started here.
    #[must_use]
    pub fn is_installed(self) -> bool {
        tool(self.name()).is_ok()
    }

    /// Starts it on a free port, in front of a backend, beside a gate; nginx with an operator's file of further
    /// locations.
    pub(crate) async fn start(
        self,
        gate: SocketAddr,
        backend: SocketAddr,
        locations: &Path,
        certificate: Option<&Certificate>,
    ) -> Result<Running> {
        self.start_of(Release::Present, gate, backend, locations, certificate)
            .await
    }

    /// The same with the files of a certain build.
    pub(crate) async fn start_of(
        self,
        release: Release,
        gate: SocketAddr,
        backend: SocketAddr,
        locations: &Path,
        certificate: Option<&Certificate>,
    ) -> Result<Running> {
        // Caddy makes its own certificates, and would have the whole machine trust them.
        ensure!(
            self == Self::Nginx || certificate.is_none(),
            "only nginx ends TLS here"
        );
        let files = release.gate_files();
        let command = |home: &Path, address| match self {
            Self::Nginx => nginx(home, &files, address, gate, backend, locations, certificate),
            Self::NginxAlone => nginx_alone(home, address, backend),
            Self::Caddy => caddy(home, &files, address, gate, backend),
        };
        start(self.name(), command).await
    }
}

/// Starts a proxy in a folder of its own, on a free port.
pub(crate) async fn start(
    name: &str,
    command: impl Fn(&Path, SocketAddr) -> Result<Command>,
) -> Result<Running> {
    for tried in 1.. {
        // Nobody holds it from here on, until the proxy does.
        let address = port::listen().await?.local_addr()?;
        let home = tempfile::Builder::new().prefix("crosspass-proxy-").tempdir()?;
        let mut process = Process::start(name, &mut command(home.path(), address)?)?;
        let ready = ["start worker process ", "serving initial configuration"];
        let ready = |line: &str| ready.iter().any(|ready| line.contains(ready)).then_some(());
        match process.line("that it serves", ready).await {
            Err(error) if tried == TRIES || !process.lost_its_port() => return Err(error),
            Err(_) => {}
            Ok(()) => {
                return Ok(Running {
                    address,
                    _process: process,
                    _home: home,
                });
            }
        }
    }
    bail!("no {name}")
}

/// Its folder as `/etc/nginx` is: what comes with the file, and the three that are an operator's in place of ours.
fn nginx(
    home: &Path,
    docs: &Path,
    address: SocketAddr,
    gate: SocketAddr,
    backend: SocketAddr,
    locations: &Path,
    certificate: Option<&Certificate>,
) -> Result<Command> {
    let ours = home.join("crosspass");
    fs::create_dir(&ours)?;
    for file in fs::read_dir(docs.join("crosspass"))? {
        let file = file?;
        fs::copy(file.path(), ours.join(file.file_name()))?;
    }
    fs::copy(locations, ours.join("locations.conf"))?;
    let upstreams = [("crosspass_gate", gate), ("backend", backend)]
        .map(|(name, address)| format!("upstream {name} {{ server {address}; keepalive 16; }}\n"));
    fs::write(ours.join("upstreams.conf"), upstreams.concat())?;
    let listen = match certificate {
        None => format!("listen {address};\n"),
        Some(certificate) => format!(
            "listen {address} ssl;\nssl_certificate {};\nssl_certificate_key {};\n",
            certificate.file().display(),
            certificate.key_file().display()
        ),
    };
    fs::write(ours.join("listen.conf"), listen)?;
    let file = docs.join("nginx.conf");
    nginx_with(home, &format!("include \"{}\";", file.display()))
}

/// It passes everything on.
fn nginx_alone(home: &Path, address: SocketAddr, backend: SocketAddr) -> Result<Command> {
    let server = format!(
        "upstream backend {{ server {backend}; keepalive 16; }}\n\
         server {{ listen {address}; location / {{ proxy_pass http://backend; proxy_http_version 1.1; \
         proxy_set_header Connection \"\"; }} }}"
    );
    nginx_with(home, &server)
}

/// nginx with this in its `http`.
pub(crate) fn nginx_with(home: &Path, servers: &str) -> Result<Command> {
    let home = home.display();
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {home}/{kind};\n"))
        .concat();
    let main = format!(
        "daemon off;\nuser root;\nworker_processes 1;\npid {home}/pid;\nerror_log stderr notice;\nevents {{}}\n\
         http {{\naccess_log off;\n{folders}{servers}\n}}\n"
    );
    let conf = format!("{home}/nginx.conf");
    fs::write(&conf, main)?;
    let mut command = Command::new(tool("nginx")?);
    command
        .args(["-e", "stderr", "-c", &conf, "-p"])
        .arg(home.to_string());
    Ok(command)
}

fn caddy(
    home: &Path,
    docs: &Path,
    address: SocketAddr,
    gate: SocketAddr,
    backend: SocketAddr,
) -> Result<Command> {
    let mut command = Command::new(tool("caddy")?);
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(docs.join("Caddyfile"))
        .env("XDG_DATA_HOME", home)
        .env("XDG_CONFIG_HOME", home)
        .env("CADDY_ADMIN", "off")
        .env("CROSSPASS_BIND", Ipv4Addr::LOCALHOST.to_string())
        .env("CROSSPASS_SITE", format!("http://:{}", address.port()))
        .env("CROSSPASS_GATE", gate.to_string())
        .env("CROSSPASS_BACKEND", backend.to_string());
    Ok(command)
}

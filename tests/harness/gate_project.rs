//! A project of `tests/projects` behind a gate and nginx: a backend as its author would write and deploy it.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Result;

use crate::front::Front;
use crate::gate::Gate;
use crate::process::Process;
use crate::project::Project;
use crate::proxy::{Proxy, Running};
use crate::world::{Names, World};

/// A domain that is registered for Vandelay, with all that serves it. It ends when dropped.
#[derive(Debug)]
pub struct GatedProject {
    /// The project's copy.
    pub project: Project,
    /// The project's own socket, past gate and proxy.
    pub server: SocketAddr,
    origin: String,
    front: Front,
    _gate: Gate,
    _proxy: Running,
    _running: Process,
}

impl GatedProject {
    /// Opens and registers `http://localhost:PORT` (node resolves no name below it) with the project of that name: its `server.mjs`, and its
    /// `locations.conf` for nginx. It has this run's addresses in place of the examples'; `www.` is the page that calls.
    pub async fn open(world: &World, name: &str, page: &str) -> Result<Self> {
        let front = Front::open(None).await?;
        let origin = Names::Ports.origin("localhost", front.port());
        world.issuer.add_backend(&origin).await?;
        let issuer = world.issuer.origin();
        let addresses = [
            ("https://auth.example.com", issuer),
            ("https://app.example.com", &*origin),
            ("https://www.example.com", page),
        ];
        let project = Project::copy(name, &addresses)?;
        let (running, port) = project.serve("node", &["server.mjs"], "port ").await?;
        let gate = Gate::open(issuer, std::slice::from_ref(&origin)).await?;
        let server = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let locations = project.path().join("locations.conf");
        let proxy = Proxy::Nginx
            .start(gate.address(), server, &locations, None)
            .await?;
        front.lead_to(proxy.address);
        Ok(Self {
            project,
            server,
            origin,
            front,
            _gate: gate,
            _proxy: proxy,
            _running: running,
        })
    }

    /// Its origin, as registered at the issuer.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of one of its pages.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Its public port's socket.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.front.port()))
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use anyhow::{Result, ensure};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use crate::gate::Gate;
    use crate::gate_backend::PlainBackend;
    use crate::proxy::Proxy;
    use crate::tree::workspace;

    // attack: 59, 100
    #[tokio::test]
    async fn where_express_asks_about_the_path_alone_a_client_names_nobody_and_gets_nowhere_else()
    -> Result<()> {
        let backend = PlainBackend::start().await?;
        let locations = workspace().join("tests/projects/express/locations.conf");
        // Nobody is asked about, so the gate needs no issuer.
        let gate = Gate::open("http://auth.localhost:1", &["http://localhost".to_owned()]).await?;
        let nginx = Proxy::Nginx
            .start(gate.address(), backend.address(), &locations, None)
            .await?;
        let told = ask(nginx.address, "/api/headers").await?;
        ensure!(
            told.contains("x-other") && told.contains("\"/api/headers\""),
            "{told}"
        );
        ensure!(!told.to_lowercase().contains("mallory"), "{told}");
        ensure!(
            told.contains("theme=dark") && !told.contains("crosspass=x"),
            "{told}"
        );
        let reached = backend.reached();
        for path in [
            "/account/../api/headers",
            "/account/%2e%2e/api/headers",
            "/api/..;/account/headers",
            "/api/%252e%252e/account/headers",
        ] {
            let told = ask(nginx.address, path).await?;
            ensure!(
                told.starts_with("HTTP/1.1 400") && told.contains("invalid_request"),
                "{path}: {told}"
            );
        }
        // nginx itself reads this as `/account/headers`, which is closed.
        let told = ask(nginx.address, "/api/x/..%2f..%2faccount/headers").await?;
        ensure!(
            told.starts_with("HTTP/1.1 401") && told.contains("login_required"),
            "{told}"
        );
        ensure!(backend.reached() == reached, "something got through");
        Ok(())
    }

    /// As it is: no client tidies the path up.
    async fn ask(address: SocketAddr, path: &str) -> Result<String> {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Other: kept\r\n\
             Cookie: theme=dark; crosspass=x\r\nCrosspass-Subject: mallory\r\nCrosspass_Name: Mallory\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }
}

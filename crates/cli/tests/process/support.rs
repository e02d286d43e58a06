//! The binary, a home for it, and a client that speaks HTTP over a plain socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use crosspass_testkit::{Database, DatabaseKind};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) const ISSUER: &str = "http://auth.localhost:9000";
pub(crate) const ACME: &str = "http://acme.localhost:9001";
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// Longer than anything takes here; met only by a failure.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder with a database and a page set.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    /// Where it is not the file `crosspass.db` in that folder.
    pub(crate) database: Option<Database>,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self::on(DatabaseKind::of_this_run())
    }

    /// On a database of this kind.
    pub(crate) fn on(kind: DatabaseKind) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        Self::with(match kind {
            DatabaseKind::Sqlite => None,
            DatabaseKind::Postgres => Some(runtime.block_on(Database::of(kind))),
        })
    }

    /// On a PostgreSQL database that somebody else made.
    pub(crate) fn in_database(address: &str) -> Self {
        Self::with(Some(Database::at(address)))
    }

    fn with(database: Option<Database>) -> Self {
        let home = Self {
            folder: tempfile::tempdir().unwrap(),
            database,
        };
        let pages = home.path("pages");
        std::fs::create_dir_all(pages.join("assets")).unwrap();
        for name in [
            "sign-in.html",
            "continue.html",
            "launcher.html",
            "sign-out.html",
            "propagate.html",
            "provider.html",
            "confirm.html",
            "error.html",
        ] {
            std::fs::write(pages.join(name), "{{ message }}").unwrap();
        }
        std::fs::write(pages.join("assets.json"), "{}").unwrap();
        home
    }

    /// With one user who may enter one domain.
    pub(crate) fn populated() -> Self {
        let home = Self::new();
        home.populate();
        home
    }

    /// Adds one user who may enter one domain.
    pub(crate) fn populate(&self) {
        let home = self;
        home.run(&["org", "add", "acme", "--title", "Acme"]);
        home.run(&["domain", "add", ACME, "--org", "acme", "--name", "Acme"]);
        home.run_with(
            &[
                "user",
                "add",
                "ada",
                "--name",
                "Ada",
                "--email",
                "ada@example.com",
                "--password-stdin",
            ],
            PASSWORD,
        );
        home.run(&["member", "add", "ada", "--org", "acme"]);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self) -> Command {
        self.command_by(&[])
    }

    /// The binary, started by another program with these words.
    pub(crate) fn command_by(&self, program: &[&str]) -> Command {
        let mut words = program.iter().chain(&[env!("CARGO_BIN_EXE_crosspass")]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CROSSPASS_")) {
            command.env_remove(name);
        }
        if let Some(database) = &self.database {
            command.env("CROSSPASS_DATABASE", database.setting());
        }
        command
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn output(&self, arguments: &[&str], input: Option<&str>) -> Output {
        let mut command = self.command();
        command.args(arguments);
        if input.is_some() {
            command.stdin(Stdio::piped());
        }
        let mut child = command.spawn().unwrap();
        if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
            stdin.write_all(input.as_bytes()).unwrap();
        }
        child.wait_with_output().unwrap()
    }

    /// Runs a command that must work; gives what it printed.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        printed(self.output(arguments, None))
    }

    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> String {
        printed(self.output(arguments, Some(input)))
    }

    /// Runs a command that must not work; gives the exit code and the complaint.
    pub(crate) fn refused(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.output(arguments, None);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(!complaint.contains("panicked"), "{complaint}");
        (output.status.code().unwrap(), complaint)
    }

    /// The rows of a list verb.
    pub(crate) fn rows(&self, arguments: &[&str]) -> Vec<Value> {
        let printed = self.run(arguments);
        printed
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    pub(crate) fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    pub(crate) fn serve_with(&self, arguments: &[&str]) -> Server {
        self.serve_by(&[], arguments)
    }

    /// The server, started by another program with these words.
    pub(crate) fn serve_by(&self, program: &[&str], arguments: &[&str]) -> Server {
        let usual = [
            "serve",
            "--issuer",
            ISSUER,
            "--listen",
            "127.0.0.1:0",
            "--pages",
            "pages",
        ];
        let mut command = self.command_by(program);
        Server::start(command.args(usual).args(arguments))
    }
}

fn printed(output: Output) -> String {
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// A running issuer.
pub(crate) struct Server {
    pub(crate) child: Child,
    lines: Receiver<String>,
    pub(crate) seen: Vec<String>,
    address: Option<SocketAddr>,
}

impl Server {
    /// Starts one, and waits until it listens.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let (send, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            stdout
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| send.send(line))
        });
        let mut server = Server {
            child,
            lines,
            seen: Vec::new(),
            address: None,
        };
        let ready = server.line(|line| line.get("listening").is_some());
        server.address = Some(ready["listening"].as_str().unwrap().parse().unwrap());
        server
    }

    /// Waits for a log line.
    pub(crate) fn line(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let line = match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => line,
                Err(_) => panic!("the line never came: {}", self.complaint()),
            };
            let value: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
            self.seen.push(line);
            if wanted(&value) {
                return value;
            }
        }
    }

    fn complaint(&mut self) -> String {
        self.child.kill().ok();
        let mut text = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut text).ok();
        text
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address.unwrap()
    }

    pub(crate) fn signal(&self, signal: &str) {
        let status = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    pub(crate) fn kill(mut self) {
        assert!(self.child.try_wait().unwrap().is_none(), "it ended by itself");
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        ask(
            self.address(),
            &format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
        )
        .unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A call of the page API, as text.
pub(crate) fn post(path: &str, body: &Value) -> String {
    let body = body.to_string();
    format!(
        "POST {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\norigin: {ISSUER}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Sends a request, reads the answer to its end: status, and head and body.
pub(crate) fn ask(address: SocketAddr, request: &str) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    status
        .map(|status| (status, answer))
        .ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
}

/// The cookie that an answer sets first, as a request sends it.
pub(crate) fn cookie_of(answer: &str) -> &str {
    let (_, line) = answer.split_once("set-cookie: ").unwrap();
    line.split(';').next().unwrap()
}

/// What a token says.
pub(crate) fn claims(token: &str) -> Value {
    let payload = Base64UrlUnpadded::decode_vec(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

/// The JSON of an answer.
pub(crate) fn body_of(answer: &str) -> Value {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// One row of one column.
pub(crate) fn query(home: &Home, statement: &'static str) -> String {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answer = match &home.database {
        Some(database) => runtime.block_on(database.ask(statement)),
        None => runtime.block_on(Database::in_file(home.path("crosspass.db")).ask(statement)),
    };
    answer.unwrap()
}

/// The database itself finds nothing wrong with what it holds.
pub(crate) fn is_sound(home: &Home) {
    // PostgreSQL checks its constraints at each commit, and has no statement that would again.
    if home.database.is_none() {
        assert_eq!(query(home, "PRAGMA integrity_check"), "ok");
        let broken = "SELECT count(*) || '' FROM pragma_foreign_key_check";
        assert_eq!(query(home, broken), "0");
    }
}

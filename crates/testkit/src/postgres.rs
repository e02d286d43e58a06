//! A PostgreSQL of one's own: Debian's programs, an unprivileged user, a socket in a folder of its own. It ends with this
//! process, however that ends.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Who the server runs as where we are root, as whom it refuses to run.
const UNPRIVILEGED: &str = "nobody";

/// The port that a socket is named after where none is given.
const DEFAULT_PORT: u16 = 5432;

/// Waits for the end of its standard input, then stops the server and removes its folder: the shell outlives us for that.
const KEEPER: &str = r#"
folder=$1; shift
"$@" & server=$!
read -r _
kill -INT "$server"
wait "$server"
rm -rf "$folder"
"#;

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    folder: PathBuf,
    _keeper: Child,
}

impl Postgres {
    /// The server of this process, started when it is first asked for.
    pub fn of_this_process() -> &'static Self {
        static SERVER: OnceLock<Postgres> = OnceLock::new();
        static STARTING: Mutex<()> = Mutex::new(());
        let _one = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        SERVER.get_or_init(Self::start)
    }

    /// Starts another one.
    pub fn start() -> Self {
        Self::start_with(DEFAULT_PORT, |_| vec!["listen_addresses=".to_owned()])
    }

    /// Starts one that listens on a port of this machine as well, and tells which. With a certificate and its key, both in
    /// PEM, it speaks TLS there.
    pub fn on_a_port(tls: Option<(&str, &str)>) -> (Self, u16) {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let server = Self::start_with(port, |folder| {
            let mut settings = vec!["listen_addresses=127.0.0.1".to_owned()];
            if let Some((certificate, key)) = tls {
                for (name, text) in [("certificate", certificate), ("key", key)] {
                    let file = folder.join(name);
                    fs::write(&file, text).unwrap();
                    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
                    if is_root() {
                        run(Command::new("chown").arg(UNPRIVILEGED).arg(&file));
                    }
                }
                let named = |setting: &str, name: &str| format!("{setting}={}", folder.join(name).display());
                settings.push("ssl=on".to_owned());
                settings.push(named("ssl_cert_file", "certificate"));
                settings.push(named("ssl_key_file", "key"));
            }
            settings
        });
        (server, port)
    }

    fn start_with(port: u16, settings: impl FnOnce(&Path) -> Vec<String>) -> Self {
        let programs = programs().expect("no PostgreSQL: cargo xtask setup brings it");
        let folder = tempfile::Builder::new()
            .prefix("crosspass-postgres-")
            .tempdir()
            .unwrap()
            .keep();
        if is_root() {
            run(Command::new("chown").arg(UNPRIVILEGED).arg(&folder));
        }
        let data = folder.join("data");
        run(unprivileged(&programs.join("initdb"))
            .arg("-D")
            .arg(&data)
            .args([
                "-U",
                "crosspass",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ])
            .current_dir(&folder)
            .stdout(Stdio::null()));
        let server = unprivileged(&programs.join("postgres"));
        let log = fs::File::create(folder.join("log")).unwrap();
        let mut keeper = Command::new("sh");
        keeper
            .args(["-c", KEEPER, "sh"])
            .arg(&folder)
            .arg(server.get_program())
            .args(server.get_args())
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args(["-p", &port.to_string()])
            .args(["-c", "max_connections=400", "-c", "fsync=off", "-c", "jit=off"])
            .args(["-c", "log_min_messages=warning"])
            .args(
                settings(&folder)
                    .iter()
                    .flat_map(|setting| ["-c", setting.as_str()]),
            )
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut keeper = keeper.spawn().unwrap();
        let said = keeper.stderr.take().unwrap();
        wait_until_ready(&programs, &folder, port);
        // What it says later goes to a file beside its data, for people who look for a cause.
        std::thread::spawn(move || copy(said, log));
        Self {
            folder,
            _keeper: keeper,
        }
    }

    /// The address of one of its databases.
    pub fn address(&self, database: &str) -> String {
        format!(
            "postgres://crosspass@localhost/{database}?host={}",
            self.folder.display()
        )
    }

    /// The folder that its socket is in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

fn copy(from: impl std::io::Read, mut to: fs::File) {
    use std::io::Write as _;
    for line in BufReader::new(from).lines().map_while(Result::ok) {
        // A log that cannot be written is no reason to stop the server.
        writeln!(to, "{line}").ok();
    }
}

/// Where the programs are: as `cargo xtask setup` unpacked them, or as the system has them.
fn programs() -> Option<PathBuf> {
    let tools = std::env::var_os("CROSSPASS_POSTGRES").map(PathBuf::from);
    let system = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let system = system.filter_map(|version| Some(version.ok()?.path().join("bin")));
    tools
        .into_iter()
        .chain(system)
        .find(|bin| bin.join("postgres").exists())
}

fn is_root() -> bool {
    let said = Command::new("id").arg("-u").output().unwrap();
    said.stdout.trim_ascii() == b"0"
}

fn unprivileged(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={UNPRIVILEGED}"))
        .args(["--regid=nogroup", "--clear-groups"])
        .arg(program);
    command
}

fn run(command: &mut Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

fn wait_until_ready(programs: &Path, folder: &Path, port: u16) {
    for _ in 0..3000 {
        let asked = Command::new(programs.join("pg_isready"))
            .arg("-q")
            .arg("-h")
            .arg(folder)
            .args(["-p", &port.to_string()])
            .status();
        if asked.is_ok_and(|status| status.success()) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("PostgreSQL in {} does not answer", folder.display());
}

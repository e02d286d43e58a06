//! A disk that is full, cannot be written to, or is gone (74): 503 until it is there again, and nothing else is lost.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{ACME, Home, ISSUER, PASSWORD, Server, ask, post};

fn sign_in(server: &Server) -> (u16, String) {
    let body = json!({ "login": "ada", "password": PASSWORD });
    ask(server.address(), &post("/api/sign-in", &body)).unwrap()
}

/// Refused for now: code, when to try again, no session; the process lives.
fn is_out_of_reach(server: &Server) {
    let (status, answer) = sign_in(server);
    assert!(
        status == 503 && answer.contains("temporarily_unavailable") && answer.contains("retry-after: "),
        "{answer}"
    );
    assert!(!answer.contains("set-cookie"), "{answer}");
    assert_eq!(server.get("/healthz").0, 200);
}

fn works(server: &Server) {
    let (status, answer) = sign_in(server);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(server.get("/readyz").0, 200);
}

/// The events on record.
fn record(home: &Home, database: &str) -> Vec<String> {
    let rows = home.rows(&["audit", "--json", "--limit", "1000", "--database", database]);
    let event = |row: &Value| format!("{} {}", row["event"], row["outcome"]);
    rows.iter().map(event).collect()
}

/// A small disk in a mount namespace of the server's own, that nobody has to clean up.
struct SmallDisk {
    home: Home,
    server: Server,
}

impl SmallDisk {
    fn new() -> Self {
        let home = Home::populated();
        std::fs::create_dir(home.path("disk")).unwrap();
        let server = home.serve_by(
            &[
                "env",
                "CROSSPASS_LIMITS_ACCOUNT_ATTEMPTS=1000",
                "CROSSPASS_LIMITS_ADDRESS_ATTEMPTS=1000",
                "unshare",
                "--mount",
                "--map-root-user",
                "sh",
                "-c",
                "mount -t tmpfs -o size=4m disk disk && cp crosspass.db* disk/ && exec \"$@\"",
                "sh",
            ],
            &["--database", "disk/crosspass.db"],
        );
        Self { home, server }
    }

    /// A file on the disk, as seen from outside of the namespace.
    fn path(&self, name: &str) -> PathBuf {
        let root = format!("/proc/{}/root", self.server.child.id());
        let inside = self.home.path("disk").join(name);
        Path::new(&root).join(inside.strip_prefix("/").unwrap())
    }
}

// attack: 74
#[test]
fn a_disk_that_is_full_is_said_and_got_over() {
    let disk = SmallDisk::new();
    works(&disk.server);
    let filler = disk.path("filler");
    // Until not a byte more fits; what was written of it stays.
    let full = std::fs::write(&filler, vec![0; 8 << 20]).unwrap_err();
    assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
    // The log of changes has room left in what it has already taken of the disk.
    let until_full = (0..200).find(|_| sign_in(&disk.server).0 == 503);
    assert!(until_full.is_some(), "the disk was never full");
    is_out_of_reach(&disk.server);
    // What only reads goes on.
    assert_eq!(disk.server.get(&format!("/sign-in?return_to={ACME}/")).0, 200);
    std::fs::remove_file(filler).unwrap();
    works(&disk.server);
}

// attack: 74
#[test]
fn a_database_that_is_gone_is_said_and_got_over() {
    let home = Home::populated();
    let server = home.serve();
    works(&server);
    let before = record(&home, "crosspass.db");
    let (here, away) = (home.path("crosspass.db"), home.path("away.db"));
    std::fs::rename(&here, &away).unwrap();
    is_out_of_reach(&server);
    assert_eq!(server.get("/readyz").0, 503);
    let (status, page) = server.get(&format!("/sign-in?return_to={ACME}/"));
    assert_eq!(status, 503, "{page}");
    // Nobody made another one in its place, and nothing was written to what is no database any more.
    assert!(!here.exists());
    std::fs::rename(&away, &here).unwrap();
    works(&server);
    let after = record(&home, "crosspass.db");
    assert_eq!(after.len(), before.len() + 1, "{after:?}");
}

// attack: 74, 78
#[test]
fn a_disk_that_is_read_only_is_named_at_the_start() {
    let home = Home::populated();
    let serve = "mount --bind . . && cd \"$PWD\" && mount -o remount,ro,bind . && exec \"$@\"";
    let mut command = home.command_by(&["unshare", "--mount", "--map-root-user", "sh", "-c", serve, "sh"]);
    command.args(["serve", "--issuer", ISSUER, "--listen", "127.0.0.1:0"]);
    let output = command.output().unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(
        complaint.contains("crosspass.db") && !complaint.contains("panicked"),
        "{complaint}"
    );
}

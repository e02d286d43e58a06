//! `crosspass domain prove` and the running issuer, with a DNS server on loopback.

use std::time::Duration;

use serde_json::Value;
use tokio::runtime::Runtime;

use crate::support::{Home, Server};
use crosspass_testkit::{DnsServer, Says};

const APP: &str = "https://app.example";

/// A home whose domains are proven by `dns`, with one that is not.
fn home(dns: &DnsServer, rule: &str) -> (Home, String) {
    let home = Home::new();
    let server = dns.address;
    let settings = format!(
        "issuer = \"https://auth.example\"\n[domains]\nproof = \"{rule}\"\ndns_server = \"{server}\"\n"
    );
    std::fs::write(home.path("crosspass.toml"), settings).unwrap();
    home.run(&["org", "add", "acme", "--title", "Acme"]);
    let added = home.run(&["domain", "add", APP, "--org", "acme", "--name", "App"]);
    (home, added)
}

fn is_unproven(home: &Home) -> Value {
    home.rows(&["domain", "list", "--json"])[0]["unproven"].clone()
}

/// What stands between the quotes of what was printed.
fn record(printed: &str) -> String {
    let line = printed.lines().find(|line| line.contains(" TXT ")).unwrap();
    assert!(
        line.starts_with("_crosspass.app.example. TXT \"crosspass="),
        "{line}"
    );
    line.split('"').nth(1).unwrap().to_owned()
}

#[test]
fn a_domain_is_shown_its_record_and_looked_for() {
    let runtime = Runtime::new().unwrap();
    let dns = runtime.block_on(DnsServer::start(Says::NoName));
    let (home, added) = home(&dns, "dns");
    assert_eq!(is_unproven(&home), true);
    let told = home.run(&["explain", "ada", APP]);
    assert!(told.contains("unproven"), "{told}");
    let (code, complaint) = home.refused(&["domain", "prove", APP]);
    assert_eq!(code, 1);
    assert!(complaint.contains("the record is not there"), "{complaint}");

    dns.publish(&record(&added));
    let printed = home.run(&["domain", "prove", APP]);
    assert_eq!(record(&printed), record(&added));
    assert!(printed.ends_with("it is there\n"), "{printed}");
    assert_eq!(is_unproven(&home), false);

    dns.say(Says::Failure);
    let (code, complaint) = home.refused(&["domain", "prove", APP]);
    assert_eq!(code, 1);
    assert!(complaint.contains("no DNS server said"), "{complaint}");
    assert_eq!(is_unproven(&home), false);
    dns.say(Says::NoRecords);
    home.refused(&["domain", "prove", APP]);
    assert_eq!(is_unproven(&home), true);

    let (code, complaint) = home.refused(&["domain", "prove", "https://other.example"]);
    assert_eq!(code, 2);
    assert!(complaint.contains("there are https://app.example"), "{complaint}");
}

#[test]
fn the_issuer_looks_by_itself() {
    let runtime = Runtime::new().unwrap();
    let dns = runtime.block_on(DnsServer::start(Says::NoName));
    let (home, added) = home(&dns, "dns");
    dns.publish(&record(&added));
    let serve = ["serve", "--listen", "127.0.0.1:0", "--pages", "pages"];
    let server = Server::start(home.command().args(serve));
    let proven = (0..600).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        is_unproven(&home) == false
    });
    assert!(proven, "it never looked");
    drop(server);
}

#[test]
fn without_the_rule_a_look_changes_nothing() {
    let runtime = Runtime::new().unwrap();
    let dns = runtime.block_on(DnsServer::start(Says::NoName));
    let (home, added) = home(&dns, "none");
    assert_eq!(added, "added domain https://app.example\n");
    let (code, _) = home.refused(&["domain", "prove", APP]);
    assert_eq!((code, is_unproven(&home)), (1, Value::Bool(false)));
}

/// As for other settings that may be nothing: an empty one takes back what the file says.
#[test]
fn an_empty_server_is_the_systems() {
    let home = Home::new();
    std::fs::write(
        home.path("crosspass.toml"),
        "[domains]\ndns_server = \"nowhere\"\n",
    )
    .unwrap();
    let mut command = home.command();
    command
        .env("CROSSPASS_DOMAINS_DNS_SERVER", "")
        .args(["domain", "list"]);
    assert!(command.output().unwrap().status.success());
}

#[test]
fn settings_that_are_none() {
    let home = Home::new();
    std::fs::write(
        home.path("crosspass.toml"),
        "[domains]\nproof = \"maybe\"\ndns_server = \"nowhere\"\n",
    )
    .unwrap();
    let (code, complaint) = home.refused(&["domain", "list"]);
    assert_eq!(code, 2);
    for part in [
        "domains.proof",
        "none; or dns",
        "domains.dns_server",
        "127.0.0.1:53",
    ] {
        assert!(complaint.contains(part), "{complaint}");
    }
}

//! What a backend does not start with (78), and the key that it makes at its first start (79).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Barrier;

use crosspass_backend::{Crosspass, Options};

use crate::support::{ACME, World, backend};

const ISSUER: &str = "https://auth.example.com";
const APP: &str = "https://app.example.com";

/// The error names the field, and what to write there.
fn refused(issuer: &str, origins: &[&str], told: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    let error = Crosspass::open(Options::new(issuer, origins.iter().copied(), &key))
        .unwrap_err()
        .to_string();
    for part in told {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert!(!key.exists(), "a key for nothing");
}

// attack: 78
#[test]
fn an_issuer_that_is_no_origin() {
    let fix = "as in https://auth.example.com";
    for issuer in [
        "",
        "auth.example.com",
        "https://auth.example.com/",
        "https://AUTH.example.com",
        "ftp://auth.example.com",
    ] {
        refused(issuer, &[APP], &["issuer: ", fix]);
    }
    refused(
        "http://auth.example.com",
        &[APP],
        &["issuer: http is for loopback only; use https", fix],
    );
}

// attack: 78
#[test]
fn origins_that_are_none() {
    let fix = "each is an exact origin, as in https://app.example.com";
    for origin in [
        "",
        "*",
        "https://*.example.com",
        "https://app.example.com/x",
        "https://app.example.com:443",
        "null",
    ] {
        refused(
            ISSUER,
            &[APP, origin],
            &["origins: ", &format!("{origin:?}"), fix],
        );
    }
    refused(
        ISSUER,
        &["http://app.example.com"],
        &["origins: ", "http is for loopback only; use https", fix],
    );
    refused(ISSUER, &[], &["origins: there is none; name each origin"]);
    refused(
        ISSUER,
        &[ISSUER],
        &["origins: https://auth.example.com is the issuer itself"],
    );
    refused(
        ISSUER,
        &["http://app.localhost:1"],
        &[
            "origins: http://app.localhost:1 and the issuer do not fit",
            "both are https, or both on loopback",
        ],
    );
    refused(
        "http://auth.localhost:1",
        &[APP],
        &["origins: https://app.example.com and the issuer do not fit"],
    );
}

fn key_error(key: &std::path::Path) -> String {
    Crosspass::open(Options::new(ISSUER, [APP], key))
        .unwrap_err()
        .to_string()
}

// attack: 78
#[test]
fn a_key_file_that_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let missing = key_error(&folder.path().join("missing/key"));
    assert!(
        missing.contains("key_file: ") && missing.contains("missing/key"),
        "{missing}"
    );
    assert!(
        missing.contains("its folder must be there and writable at the first start"),
        "{missing}"
    );
    let is_folder = key_error(folder.path());
    assert!(
        is_folder.contains("key_file: ") && is_folder.contains("irectory"),
        "{is_folder}"
    );
}

// attack: 78
#[test]
fn a_key_file_that_holds_no_key_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    for content in [String::new(), "garbage".to_owned(), "x".repeat(1 << 20)] {
        fs::write(&key, &content).unwrap();
        let error = key_error(&key);
        assert!(
            error.contains("key_file: ") && error.contains("holds no P-256 key"),
            "{error}"
        );
        assert!(error.contains("name another file, and a key is made"), "{error}");
        assert_eq!(fs::read_to_string(&key).unwrap(), content);
    }
}

// attack: 79
#[test]
fn the_key_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    Crosspass::open(Options::new(ISSUER, [APP], &key)).unwrap();
    let mode = fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let files = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "something was left beside it");
}

/// What the key is, as a browser is told.
async fn thumbprint(options: Options) -> String {
    backend(options).browser(APP).begin().await.1
}

// attack: 79
#[tokio::test]
async fn each_start_anew_has_the_same_key_and_each_backend_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let options = |name: &str| Options::new(ISSUER, [APP], folder.path().join(name));
    let one = thumbprint(options("one")).await;
    assert_eq!(thumbprint(options("one")).await, one);
    assert_ne!(thumbprint(options("other")).await, one);
}

#[tokio::test]
async fn those_that_start_at_once_share_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options::new(ISSUER, [APP], folder.path().join("key"));
    let together = Barrier::new(8);
    let opened: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    together.wait();
                    backend(options.clone())
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut keys = std::collections::HashSet::new();
    for backend in opened {
        keys.insert(backend.browser(APP).begin().await.1);
    }
    assert_eq!(keys.len(), 1);
}

#[tokio::test]
async fn a_restart_signs_nobody_out() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    let (nonce, jkt) = browser.begin().await;
    let mut after = world.backend().browser(ACME);
    after.cookies = browser.cookies.clone();
    assert_eq!(after.name().await, "Ada Lovelace");
    let token = world.token("ada", ACME, &nonce, &jkt).await;
    assert_eq!(after.take(&token).await.status, 200);
}

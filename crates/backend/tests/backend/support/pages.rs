//! The issuer's smallest page set: no test here looks at its pages.

use std::fs;
use std::path::Path;

use crosspass_server::{PageSet, Pages};

pub(super) fn small(folder: &Path) -> Pages {
    fs::create_dir_all(folder.join("assets")).unwrap();
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
        fs::write(folder.join(name), "<!doctype html>").unwrap();
    }
    fs::write(folder.join("assets.json"), "{}").unwrap();
    Pages::new(PageSet::in_folder(folder).unwrap()).unwrap()
}

//! Replays the corpus, and every file with a few of its bytes changed, on the stable compiler.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::Path;

use crosspass_fuzz::TARGETS;

#[test]
fn the_corpus_is_survived() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, target) in TARGETS {
        let mut files = 0;
        for file in fs::read_dir(corpus.join(name)).unwrap() {
            let data = fs::read(file.unwrap().path()).unwrap();
            target(&data);
            files += 1;
            for at in 0..data.len().min(200) {
                for change in [0x00, 0x01, 0x20, 0x80, 0xff] {
                    let mut changed = data.clone();
                    changed[at] ^= change;
                    target(&changed);
                    target(&changed[at..]);
                }
            }
        }
        assert!(files > 0, "no corpus for {name}");
    }
}

#[test]
fn every_target_has_a_main() {
    let mains = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz_targets");
    for (name, _) in TARGETS {
        assert!(
            mains.join(format!("{name}.rs")).is_file(),
            "no fuzz_targets/{name}.rs"
        );
    }
}

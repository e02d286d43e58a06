//! What is broken, and which tests must notice.

/// Code of one package, and the tests that are there to notice when it breaks.
pub(super) struct Suite {
    pub(super) package: &'static str,
    /// Globs of the files to break.
    pub(super) files: &'static [&'static str],
    /// Files with a state machine, whose arms are deleted too.
    pub(super) machines: &'static [&'static str],
    /// The test programs that each mutant meets, as cargo's options.
    pub(super) tests: &'static [&'static str],
    /// Tests that are about other code.
    pub(super) skip: Option<&'static str>,
    /// A slow program for those that the others let pass.
    pub(super) model: Option<&'static str>,
}

/// How the copy is built and its tests are run.
pub(super) const BUILD: [(&str, &str); 4] = [
    // The same inputs each time, or what survives would be chance; and the smallest is of no interest.
    ("PROPTEST_RNG_SEED", "1"),
    ("PROPTEST_MAX_SHRINK_ITERS", "0"),
    ("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1"),
    ("CARGO_PROFILE_DEV_DEBUG", "false"),
];

impl Suite {
    /// Whether a file is among those to break.
    pub(super) fn has(&self, file: &str) -> bool {
        self.files.iter().any(|glob| match glob.strip_suffix("**") {
            Some(folder) => file.starts_with(folder),
            None => file == *glob,
        })
    }
}

pub(super) const SUITES: [Suite; 3] = [
    Suite {
        package: "crosspass-protocol",
        files: &[
            "crates/protocol/src/handoff/**",
            "crates/protocol/src/token/**",
            "crates/protocol/src/verify/**",
            "crates/protocol/src/origin.rs",
            "crates/protocol/src/dpop.rs",
        ],
        machines: &[
            "crates/protocol/src/handoff/opener.rs",
            "crates/protocol/src/handoff/receiver.rs",
        ],
        tests: &["--lib", "--test=protocol"],
        skip: Some("strict::"),
        model: Some("--test=model"),
    },
    Suite {
        package: "crosspass-server",
        // `may_enter`, the facts that it decides from, and the transactions that act on it.
        files: &[
            "crates/issuer/src/model/decision.rs",
            "crates/issuer/src/store/directory.rs",
            "crates/issuer/src/store/sqlite/handoffs.rs",
            "crates/issuer/src/store/sqlite/redeem.rs",
            "crates/issuer/src/store/sqlite/renew.rs",
        ],
        machines: &[],
        tests: &["--test=issuer"],
        skip: None,
        model: None,
    },
    Suite {
        package: "crosspass-backend",
        // Which of our origins a request is for, and what proxies and other origins' pages are told.
        files: &[
            "crates/backend/src/cross_origin/**",
            "crates/backend/src/gate/**",
            "crates/backend/src/origins.rs",
        ],
        machines: &[],
        tests: &["--lib", "--test=backend"],
        skip: None,
        model: None,
    },
];

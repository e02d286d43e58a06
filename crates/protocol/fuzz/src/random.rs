//! The one key that fuzzed claims are signed with, drawn anew for each run.

use std::sync::OnceLock;

use crosspass_protocol::{KeyId, SigningKey, SystemRandom};

/// The key of this run.
#[expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "what is fuzzed gets its signatures from here; without randomness there is no key"
)]
pub(crate) fn signing_key() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let random = SystemRandom::new();
        let bytes = SigningKey::generate(&random).expect("a key");
        let kid = KeyId::parse("k1").expect("an id");
        SigningKey::from_pkcs8(&bytes, kid, random).expect("the same key")
    })
}

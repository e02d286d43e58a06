//! A signing key as it is stored.

use std::fmt;

use crosspass_protocol::{KeyId, KeyState, Timestamp};
use zeroize::Zeroizing;

/// A key pair and its state.
#[derive(Clone)]
pub struct StoredKey {
    /// Its id.
    pub kid: KeyId,
    /// What it does at present.
    pub state: KeyState,
    /// The key pair, PKCS#8.
    pub pkcs8: Zeroizing<Vec<u8>>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When its state changed last.
    pub changed_at: Timestamp,
}

impl fmt::Debug for StoredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredKey")
            .field("kid", &self.kid)
            .field("state", &self.state)
            .field("pkcs8", &"[redacted]")
            .finish_non_exhaustive()
    }
}

//! Passwords: argon2id, off the async threads, a bounded number at once, a bounded number waiting.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base64ct::{Base64Unpadded, Encoding};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::random::{RandomError, Randomness};

/// Memory in KiB, passes, lanes: OWASP's first choice.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// The longest password, in bytes. Longer ones are refused, never cut.
pub const MAX_PASSWORD: usize = 1024;

/// A password as typed: never trimmed, normalised or cut.
pub struct Password(Zeroizing<String>);

/// Why a text is no password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password has 1 to {MAX_PASSWORD} bytes")]
pub struct PasswordLengthError;

impl Password {
    /// Takes a text of 1 to 1,024 bytes.
    pub fn parse(text: Zeroizing<String>) -> Result<Self, PasswordLengthError> {
        if (1..=MAX_PASSWORD).contains(&text.len()) {
            Ok(Self(text))
        } else {
            Err(PasswordLengthError)
        }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A hash as it is stored, in the PHC string format.
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a stored text.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text to be stored.
    pub fn as_stored(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Hashing did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many at once: try again.
    #[error("too many passwords are being checked")]
    Busy,
    /// The stored text is no hash, or hashing failed.
    #[error("a stored password hash is damaged")]
    Damaged,
    /// No salt.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// Hashes and verifies, a few at a time.
#[derive(Debug)]
pub struct Passwords {
    running: Arc<Semaphore>,
    waiting: Semaphore,
    patience: Duration,
    decoy: PasswordHash,
    random: Randomness,
}

/// How much hashing goes on at once.
#[derive(Clone, Copy, Debug)]
pub struct PasswordLimits {
    /// Hashes computed side by side: 19 MiB each.
    pub parallel: u32,
    /// Requests that wait for their turn; more are refused at once.
    pub queue: u32,
    /// How long one waits.
    pub patience: Duration,
}

impl Passwords {
    /// Prepares hashing within these limits.
    pub fn new(limits: PasswordLimits, random: Randomness) -> Result<Self, RandomError> {
        // A well-formed hash of nothing: verifying against it costs what a real one costs, and
        // making it costs nothing at start.
        let (memory, passes, lanes) = COST;
        let salt = Base64Unpadded::encode_string(&random.bytes::<16>()?);
        let output = Base64Unpadded::encode_string(&random.bytes::<32>()?);
        let decoy = format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${output}");
        Ok(Self {
            running: Arc::new(Semaphore::new(limits.parallel as usize)),
            waiting: Semaphore::new(limits.queue as usize),
            patience: limits.patience,
            decoy: PasswordHash(decoy),
            random,
        })
    }

    /// Whether this is the password. Without a hash (no such user) the same work is done for nothing.
    pub async fn verify(
        &self,
        password: Password,
        hash: Option<&PasswordHash>,
    ) -> Result<bool, PasswordError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.decoy).clone();
        let matches = self
            .in_turn(
                move || match hasher()?.verify_password(password.0.as_bytes(), hash.0.as_str()) {
                    Ok(()) => Ok(true),
                    Err(password_hash::Error::PasswordInvalid) => Ok(false),
                    Err(_) => Err(PasswordError::Damaged),
                },
            )
            .await?;
        Ok(matches && known)
    }

    /// Hashes a new password.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, PasswordError> {
        let salt = self.random.bytes::<16>()?;
        self.in_turn(move || {
            hasher()?
                .hash_password_with_salt(password.0.as_bytes(), &salt)
                .map(|hash| PasswordHash(hash.to_string()))
                .map_err(|_| PasswordError::Damaged)
        })
        .await
    }

    async fn in_turn<T, F>(&self, work: F) -> Result<T, PasswordError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, PasswordError> + Send + 'static,
    {
        let place = self.waiting.try_acquire().map_err(|_| PasswordError::Busy)?;
        let turn = tokio::time::timeout(self.patience, Arc::clone(&self.running).acquire_owned())
            .await
            .map_err(|_| PasswordError::Busy)?
            .map_err(|_| PasswordError::Busy)?;
        drop(place);
        tokio::task::spawn_blocking(move || {
            // Held by the work itself: a client that goes away does not free the slot early.
            let _turn = turn;
            work()
        })
        .await
        .map_err(|_| PasswordError::Damaged)?
    }
}

fn hasher() -> Result<Argon2<'static>, PasswordError> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| PasswordError::Damaged)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

//! The backend's own key: P-256, on disk, made at the first start. All handoffs and tokens of the
//! domain are bound to it (RFC 7800), so it is the one thing that a backend keeps.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crosspass_protocol::dpop::{ProofClaims, attach};
use crosspass_protocol::{Jwk, KeyId, KeyThumbprint, SigningKey, Timestamp, TokenId};
use zeroize::Zeroizing;

use crate::error::{Refusal, StartError};
use crate::random::Randomness;

/// No key file of ours is longer.
const LONGEST: u64 = 1024;

/// The key, and its thumbprint.
#[derive(Debug)]
pub(crate) struct ReceiverKey {
    key: SigningKey,
    jkt: KeyThumbprint,
}

impl ReceiverKey {
    /// Reads the key from a file, or makes both. Of several processes that start at once, one makes it.
    pub(crate) fn open(file: &Path, random: &Randomness) -> Result<Self, StartError> {
        let bytes = match read(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(file, random),
            read => read,
        };
        let bytes = bytes.map_err(|cause| StartError::KeyFile {
            file: file.to_owned(),
            cause,
        })?;
        Self::from_pkcs8(&bytes, random).ok_or_else(|| StartError::Key {
            file: file.to_owned(),
        })
    }

    fn from_pkcs8(bytes: &[u8], random: &Randomness) -> Option<Self> {
        // No verifier looks at this id: proofs carry the key itself.
        let kid = KeyId::parse("receiver").ok()?;
        let key = SigningKey::from_pkcs8(bytes, kid, random.source().clone()).ok()?;
        let jkt = key.public_jwk().thumbprint();
        Some(Self { key, jkt })
    }

    /// What handoffs and tokens are bound to.
    pub(crate) fn jkt(&self) -> &KeyThumbprint {
        &self.jkt
    }

    /// A DPoP proof for one POST (RFC 9449).
    pub(crate) fn prove(
        &self,
        url: &str,
        token: Option<&str>,
        now: Timestamp,
        random: &Randomness,
    ) -> Result<String, Refusal> {
        let token_id = TokenId::from_random(random.bytes()?);
        let key: &Jwk = self.key.public_jwk();
        let claims = ProofClaims {
            method: "POST",
            url,
            now,
            token_id: &token_id,
            access_token: token,
        };
        let input = claims.signing_input(key);
        let signature = self.key.sign_bytes(input.as_bytes());
        let signature = signature.map_err(|_| Refusal::Internal("the key signs nothing"))?;
        Ok(attach(&input, &signature))
    }
}

/// A longer file is cut: what is left is no key.
fn read(file: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(file)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Written beside and then linked into place: the second of two processes finds the first one's.
fn make(file: &Path, random: &Randomness) -> io::Result<Zeroizing<Vec<u8>>> {
    let bytes = SigningKey::generate(random.source()).map_err(io::Error::other)?;
    let suffix: [u8; 8] = random.bytes().map_err(io::Error::other)?;
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".new-{:x}", u64::from_ne_bytes(suffix)));
    let beside = Path::new(&beside);
    let mut options = OpenOptions::new();
    let written = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(beside)
        .and_then(|mut new| new.write_all(&bytes).and_then(|()| new.sync_all()))
        .and_then(|()| match fs::hard_link(beside, file) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        });
    let removed = fs::remove_file(beside);
    written.and(removed)?;
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    read(file)
}

//! The files of a static host: where they are, how they are served.

use std::path::{Path, PathBuf};

/// The literal in built pages that stands for the issuer's origin until they are installed.
pub const ISSUER_PLACEHOLDER: &str = "__CROSSPASS_ISSUER__";

/// Where a domain keeps what Crosspass brings.
const RECEIVER_PREFIX: &str = "/crosspass/";

/// The folders that one domain serves.
#[derive(Debug, Clone)]
pub struct Site {
    /// The domain's own pages.
    pub pages: PathBuf,
    /// What is installed under `/crosspass/`.
    pub receiver: PathBuf,
    /// The issuer's origin, put in place of [`ISSUER_PLACEHOLDER`].
    pub issuer: String,
}

/// A file as it goes out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Served {
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: &'static str,
    pub(crate) cache_control: &'static str,
    pub(crate) brotli: bool,
}

impl Site {
    /// The file for a request path, or none.
    pub(crate) fn file(&self, path: &str, accepts_brotli: bool) -> Option<Served> {
        let file = self.locate(path)?;
        let content_type = content_type(&file);
        let cache_control = if is_hashed(&file) {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        let mut bytes = std::fs::read(&file).ok()?;
        let mut brotli = false;
        let text = matches!(extension(&file), "html" | "js");
        if text && contains(&bytes, ISSUER_PLACEHOLDER.as_bytes()) {
            // As the install step does; a compressed copy made before would still have the
            // placeholder in it.
            bytes = String::from_utf8_lossy(&bytes)
                .replace(ISSUER_PLACEHOLDER, &self.issuer)
                .into_bytes();
        } else if accepts_brotli && let Ok(smaller) = std::fs::read(with_br(&file)) {
            bytes = smaller;
            brotli = true;
        }
        Some(Served {
            bytes,
            content_type,
            cache_control,
            brotli,
        })
    }

    fn locate(&self, path: &str) -> Option<PathBuf> {
        let (folder, rest) = match path.strip_prefix(RECEIVER_PREFIX) {
            Some(rest) => (&self.receiver, rest),
            None => (&self.pages, path.strip_prefix('/')?),
        };
        let rest = if rest.is_empty() { "index.html" } else { rest };
        let plain = rest
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains(['%', '\\']));
        let file = folder.join(rest);
        (plain && file.is_file()).then_some(file)
    }
}

fn with_br(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    PathBuf::from(name)
}

fn extension(file: &Path) -> &str {
    file.extension().and_then(|ext| ext.to_str()).unwrap_or("")
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// `receiver-1a2b3c4d.js` or `receiver-T6AR52LN.js`: eight hexadecimal or base-32 digits after the
/// last dash, as the build names what it hashed.
fn is_hashed(file: &Path) -> bool {
    let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        let hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let base_32 = |byte: u8| matches!(byte, b'A'..=b'Z' | b'2'..=b'7');
        hash.len() == 8 && (hash.bytes().all(hexadecimal) || hash.bytes().all(base_32))
    })
}

fn content_type(file: &Path) -> &'static str {
    match extension(file) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
#[path = "site_tests.rs"]
mod tests;

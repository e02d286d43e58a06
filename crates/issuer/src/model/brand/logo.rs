//! A brand's logo: a small picture of a known kind, named by its content.

use std::fmt;

use sha2::{Digest, Sha256};

/// Bytes of the largest logo.
const LARGEST: usize = 64 * 1024;
/// Pixels of the longest side: a picture of few bytes can fill a browser's memory.
const LONGEST_SIDE: u32 = 4096;

/// What a logo is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoKind {
    /// PNG
    Png,
    /// WebP
    WebP,
    /// SVG, which can hold scripts: it is shown by `img` alone, and served into a sandbox.
    Svg,
}

/// A logo's content.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    kind: LogoKind,
    bytes: Vec<u8>,
}

/// A logo's name: half of the SHA-256 of its content, and its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoName {
    hash: String,
    kind: LogoKind,
}

/// Why a file is no logo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// Too large.
    #[error("{0} bytes; expected at most 65536")]
    TooLarge(usize),
    /// None of the kinds.
    #[error("it is neither PNG nor WebP nor SVG")]
    Unknown,
    /// Its name says another kind than its content.
    #[error("its name says {named}, and it is {found}")]
    OtherKind {
        /// By its name.
        named: String,
        /// By its content.
        found: LogoKind,
    },
    /// Too many pixels.
    #[error("{0} x {1} pixels; expected 1 to 4096 on each side")]
    Side(u32, u32),
}

impl LogoKind {
    const ALL: [Self; 3] = [Self::Png, Self::WebP, Self::Svg];

    /// How names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Svg => "svg",
        }
    }

    /// What browsers are told that it is.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }

    fn of(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }
}

impl fmt::Display for LogoKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}

impl Logo {
    /// Looks at a file: its content decides what it is, and its name must say the same.
    pub fn parse(extension: &str, bytes: Vec<u8>) -> Result<Self, LogoError> {
        if bytes.len() > LARGEST {
            return Err(LogoError::TooLarge(bytes.len()));
        }
        let (kind, (width, height)) = if let Some(sides) = png(&bytes) {
            (LogoKind::Png, sides)
        } else if let Some(sides) = webp(&bytes) {
            (LogoKind::WebP, sides)
        } else if is_svg(&bytes) {
            // Drawn at the size that the page gives it.
            (LogoKind::Svg, (1, 1))
        } else {
            return Err(LogoError::Unknown);
        };
        if LogoKind::of(&extension.to_ascii_lowercase()) != Some(kind) {
            return Err(LogoError::OtherKind {
                named: extension.to_owned(),
                found: kind,
            });
        }
        let fits = |side| (1..=LONGEST_SIDE).contains(&side);
        if fits(width) && fits(height) {
            Ok(Self { kind, bytes })
        } else {
            Err(LogoError::Side(width, height))
        }
    }

    /// What it is.
    pub fn kind(&self) -> LogoKind {
        self.kind
    }

    /// Its content.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its content, taken.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Its name.
    pub fn name(&self) -> LogoName {
        let digest = Sha256::digest(&self.bytes);
        LogoName {
            hash: digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect(),
            kind: self.kind,
        }
    }
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Logo({}, {} bytes)", self.name(), self.bytes.len())
    }
}

impl LogoName {
    /// Parses what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (hash, extension) = text.split_once('.')?;
        let is_hash = hash.len() == 32 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        Some(Self {
            hash: is_hash.then(|| hash.to_owned())?,
            kind: LogoKind::of(extension)?,
        })
    }

    /// What its content must be.
    pub fn kind(&self) -> LogoKind {
        self.kind
    }
}

impl fmt::Display for LogoName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.hash, self.kind.extension())
    }
}

/// Width and height, if it is PNG.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let side = |at: usize| Some(u32::from_be_bytes(rest.get(at..at + 4)?.try_into().ok()?));
    (rest.get(4..8)? == b"IHDR").then_some(())?;
    Some((side(8)?, side(12)?))
}

/// Width and height, if it is WebP of one of its three forms.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let content = rest.get(8..)?;
    let number = |at: usize, count: usize| {
        let bytes = content.get(at..at + count)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0, |sum, byte| sum << 8 | u32::from(*byte)),
        )
    };
    match rest.get(..4)? {
        b"VP8 " => Some((number(6, 2)? & 0x3fff, number(8, 2)? & 0x3fff)),
        b"VP8L" => {
            let sides = number(1, 4)?;
            Some(((sides & 0x3fff) + 1, (sides >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((number(4, 3)? + 1, number(7, 3)? + 1)),
        _ => None,
    }
}

/// Whether it is text whose first element is `svg`.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let after = [("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">")]
            .into_iter()
            .find_map(|(begin, end)| rest.strip_prefix(begin)?.split_once(end));
        match after {
            Some((_, after)) => rest = after.trim_start(),
            None => break,
        }
    }
    let name = rest.strip_prefix("<svg");
    name.is_some_and(|after| after.starts_with(|next: char| next.is_ascii_whitespace() || next == '>'))
}

//! The files of a page set: those that the build embedded, and those of an operator's folder. A file
//! whose name holds its content's hash is cached for good, any other is asked for again each time.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

/// The pages and assets that the build embedded.
static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The files of a page set, by path within it.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, File>);

/// One file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// What is in it.
    pub content: Cow<'static, [u8]>,
    /// The content's tag, for a file that may change under its name.
    pub tag: Option<String>,
}

impl Files {
    /// Those in the binary.
    pub fn embedded() -> Self {
        let files = EMBEDDED
            .iter()
            .map(|&(name, bytes)| (name.to_owned(), File::new(name, Cow::Borrowed(bytes))));
        Self(files.collect())
    }

    /// Those in a folder, read once: pages and `assets.json` in it, and what is in `assets` below it.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        let mut files = Self::default();
        files.read(folder, "")?;
        files
            .0
            .retain(|name, _| name.ends_with(".html") || name == "assets.json");
        let assets = folder.join("assets");
        if assets.is_dir() {
            files.read(&assets, "assets/")?;
        }
        Ok(files)
    }

    /// A file.
    pub(crate) fn file(&self, name: &str) -> Option<&File> {
        self.0.get(name)
    }

    /// The names of the pages.
    pub(crate) fn pages(&self) -> impl Iterator<Item = &str> {
        self.0
            .keys()
            .map(String::as_str)
            .filter(|name| name.ends_with(".html"))
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn read(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if !path.is_file() {
                continue;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{prefix}{name}");
            let file = File::new(&name, Cow::Owned(fs::read(&path)?));
            self.0.insert(name, file);
        }
        Ok(())
    }
}

impl File {
    fn new(name: &str, content: Cow<'static, [u8]>) -> Self {
        let tag = (!is_hashed(name)).then(|| {
            let digest = Sha256::digest(&content);
            format!("\"{}\"", Base64UrlUnpadded::encode_string(&digest[..12]))
        });
        Self { content, tag }
    }
}

/// `page-1a2b3c4d.js` or `page-T6AR52LN.js`: eight hexadecimal or base-32 digits after the last dash, as
/// builds name what they hashed.
fn is_hashed(name: &str) -> bool {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        let hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let base_32 = |byte: u8| matches!(byte, b'A'..=b'Z' | b'2'..=b'7');
        hash.len() == 8 && (hash.bytes().all(hexadecimal) || hash.bytes().all(base_32))
    })
}

/// A file's media type, by the end of its name.
pub(crate) fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json" | "map") => "application/json",
        _ => "application/octet-stream",
    }
}

//! Files that pages load: embedded or from a folder, with their precompressed twins, cached for good
//! because a name holds its content's hash.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The pages and assets that the build embedded.
static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The files of a page set, by path within it.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, Cow<'static, [u8]>>);

impl Files {
    /// Those in the binary.
    pub fn embedded() -> Self {
        let files = EMBEDDED
            .iter()
            .map(|&(name, bytes)| (name.to_owned(), Cow::Borrowed(bytes)));
        Self(files.collect())
    }

    /// Those in a folder, read once.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        let mut pending = vec![folder.to_owned()];
        while let Some(next) = pending.pop() {
            for entry in fs::read_dir(&next)? {
                let path: PathBuf = entry?.path();
                if path.is_dir() {
                    pending.push(path);
                    continue;
                }
                let name = path.strip_prefix(folder).map_err(io::Error::other)?;
                files.insert(name.to_string_lossy().into_owned(), Cow::Owned(fs::read(&path)?));
            }
        }
        Ok(Self(files))
    }

    /// A file's content.
    pub fn content(&self, name: &str) -> Option<&Cow<'static, [u8]>> {
        self.0.get(name)
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A file's media type, by the end of its name.
pub(crate) fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json" | "map") => "application/json",
        _ => "application/octet-stream",
    }
}

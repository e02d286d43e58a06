//! The pages and what is beside them, as the build embedded them. Without built pages there is no file at all, and the
//! build said so.

/// Every file by its name: pages, assets, and the assets' brotli copies.
static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) content: &'static [u8],
    /// The same for who accepts `br`, if it is worth it.
    pub(crate) brotli: Option<&'static [u8]>,
    pub(crate) media_type: &'static str,
    /// What may be kept, and for how long.
    pub(crate) cache_control: &'static str,
}

/// The file of that name. `receiver.html` and `notice.html` have places to be filled in.
pub(crate) fn file(name: &str) -> Option<File> {
    find(EMBEDDED, name)
}

fn find(files: &[(&str, &'static [u8])], name: &str) -> Option<File> {
    let entry = |name: &str| files.iter().find(|(other, _)| *other == name);
    let bytes = |name: &str| entry(name).map(|(_, bytes)| *bytes);
    let (_, extension) = name.rsplit_once('.')?;
    let media_type = match extension {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        // A copy is no file of its own, and there is no other kind.
        _ => return None,
    };
    // Whatever is not a page has its content's hash in its name.
    let cache_control = match extension {
        "html" => "no-cache",
        _ => "public, max-age=31536000, immutable",
    };
    Some(File {
        content: bytes(name)?,
        brotli: bytes(&format!("{name}.br")),
        media_type,
        cache_control,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &[(&str, &[u8])] = &[
        ("page.html", b"<p>"),
        ("page-AAAAAAAA.js", b"let a;"),
        ("page-AAAAAAAA.js.br", b"smaller"),
        ("page-BBBBBBBB.css", b"p {}"),
    ];

    #[test]
    fn an_asset_is_kept_for_good_and_has_its_copy() {
        let script = find(FILES, "page-AAAAAAAA.js").unwrap();
        assert_eq!(script.content, b"let a;");
        assert_eq!(script.brotli, Some(b"smaller".as_slice()));
        assert_eq!(script.media_type, "text/javascript; charset=utf-8");
        assert_eq!(script.cache_control, "public, max-age=31536000, immutable");
        let style = find(FILES, "page-BBBBBBBB.css").unwrap();
        assert_eq!(style.brotli, None);
        assert_eq!(style.media_type, "text/css; charset=utf-8");
    }

    #[test]
    fn a_page_is_asked_for_each_time() {
        let page = find(FILES, "page.html").unwrap();
        assert_eq!(page.media_type, "text/html; charset=utf-8");
        assert_eq!(page.cache_control, "no-cache");
    }

    #[test]
    fn any_other_name_is_no_file() {
        for name in [
            "",
            ".",
            "page",
            "page-AAAAAAAA.js.br",
            "PAGE.html",
            "../page.html",
        ] {
            assert_eq!(find(FILES, name), None, "{name}");
        }
        assert_eq!(find(&[], "receiver.html"), None);
    }

    #[test]
    fn what_the_build_made_is_whole() {
        // A tree whose pages are not built yet has none of them.
        if EMBEDDED.is_empty() {
            return;
        }
        for page in ["receiver.html", "notice.html"] {
            let text = std::str::from_utf8(file(page).unwrap().content).unwrap();
            let assets: Vec<_> = text
                .split(['"', '\''])
                .filter(|value| value.ends_with(".js") || value.ends_with(".css"))
                .collect();
            assert!(!assets.is_empty(), "{page} names no asset");
            for asset in assets {
                let copy = file(asset).map(|file| file.brotli.is_some());
                assert_eq!(copy, Some(true), "{page} names {asset}");
            }
        }
        let assets = EMBEDDED.iter().filter(|(name, _)| !name.ends_with(".html"));
        for (name, _) in assets {
            let stem = name.split_once('.').unwrap().0;
            let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
            let is_hash = hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_alphanumeric());
            assert!(is_hash, "{name} is kept for good, and has no hash in its name");
        }
    }
}

//! How backends read the path of a request: each as one kind of server does it, written for this and not after our rule.

use percent_encoding::percent_decode_str;
use reqwest::Url;

/// A kind of reader, by its name in tables.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    read: fn(&str) -> String,
}

/// All that the harness has.
pub(crate) const READERS: [Reader; 6] = [
    Reader {
        name: "as it came",
        read: as_it_came,
    },
    Reader {
        name: "resolving",
        read: resolving,
    },
    Reader {
        name: "servlet",
        read: servlet,
    },
    Reader {
        name: "IIS",
        read: iis,
    },
    Reader {
        name: "any case",
        read: any_case,
    },
    Reader {
        name: "new URL()",
        read: url,
    },
];

impl Reader {
    /// The page that it shows for the path of a request.
    pub(crate) fn page(self, path: &str) -> String {
        (self.read)(path)
    }
}

fn as_it_came(path: &str) -> String {
    path.to_owned()
}

/// Decodes, and goes where the dots lead.
fn resolving(path: &str) -> String {
    resolved(&decoded(path))
}

/// Takes what follows `;` off each segment before that, as servlet containers do.
fn servlet(path: &str) -> String {
    let segments = path
        .split('/')
        .map(|segment| segment.split(';').next().unwrap_or_default());
    resolving(&segments.collect::<Vec<_>>().join("/"))
}

/// Decodes twice, takes backslashes and wide forms for slashes and dots, and knows neither case nor dots and spaces at the
/// end of a name.
fn iis(path: &str) -> String {
    let mut text = path.to_owned();
    for _ in 0..2 {
        text = with_overlong(&percent_decode_str(&text).collect::<Vec<u8>>());
    }
    let wide = |letter| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{2215}' | '\u{2044}' | '\\' => '/',
        other => other,
    };
    let text: String = text
        .chars()
        .map(wide)
        .collect::<String>()
        .replace('\\', "/")
        .to_lowercase();
    let text = text.split('\0').next().unwrap_or_default();
    let name = |segment: &str| {
        let name = segment.split(':').next().unwrap_or_default();
        let is_place = name == "." || name == "..";
        if is_place {
            name.to_owned()
        } else {
            name.trim_end_matches(['.', ' ']).to_owned()
        }
    };
    resolved(&text.split('/').map(name).collect::<Vec<_>>().join("/"))
}

/// Does not tell `Account` from `account`.
fn any_case(path: &str) -> String {
    resolving(path).to_lowercase()
}

/// As programs in JavaScript do it who have no other parser at hand: `new URL(request.url, base).pathname`.
fn url(path: &str) -> String {
    let base = Url::parse("http://backend.localhost/").ok();
    let joined = base.and_then(|base| base.join(path).ok());
    joined.map_or_else(|| "/".to_owned(), |url| decoded(url.path()))
}

fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// Bytes as a decoder reads them that does not mind two bytes for one ASCII letter.
fn with_overlong(bytes: &[u8]) -> String {
    let mut plain = Vec::new();
    let mut rest = bytes;
    while let Some(byte) = rest.first() {
        match rest {
            [lead @ (0xc0 | 0xc1), after @ 0x80..=0xbf, ..] => {
                plain.push((lead & 1) << 6 | (after & 0x3f));
                rest = &rest[2..];
            }
            [0xe0, 0x80, after @ 0x80..=0xbf, ..] => {
                plain.push(after & 0x3f);
                rest = &rest[3..];
            }
            _ => {
                plain.push(*byte);
                rest = &rest[1..];
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Empty segments and single dots are nothing, two dots lead up.
fn resolved(path: &str) -> String {
    let mut names = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    let end = if path.ends_with(['/', '.']) && !names.is_empty() {
        "/"
    } else {
        ""
    };
    format!("/{}{end}", names.join("/"))
}

#[cfg(test)]
mod tests {
    use crosspass_protocol::PathReading;

    use super::{READERS, decoded};

    /// What spellings are made of.
    const TOKENS: [&str; 22] = [
        "/",
        ".",
        "..",
        ";",
        "\\",
        "%2f",
        "%5c",
        "%2e",
        "%3b",
        "%25",
        "2e",
        "2f",
        "%00",
        "%20",
        "%c0%af",
        "%c0%ae",
        "%ef%bc%8f",
        "//",
        "a",
        "a/",
        "/crosspass/",
        "CROSSPASS",
    ];

    /// All of up to three tokens.
    fn spellings() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..3 {
            let longer = |text: &String| TOKENS.map(|token| format!("{text}{token}"));
            last = last.iter().flat_map(longer).collect();
            all.extend_from_slice(&last);
        }
        all
    }

    // attack: 99, 100
    #[test]
    fn no_reader_finds_ours_or_another_page_where_the_rule_says_no() {
        let (mut ours, mut alike) = (0, 0);
        for text in spellings() {
            for path in [format!("/{text}"), format!("/x/{text}crosspass/")] {
                let reading = PathReading::of(&path);
                let pages = READERS.map(|reader| reader.page(&path).to_lowercase());
                let is_ours = |page: &String| page == "/crosspass" || page.starts_with("/crosspass/");
                if pages.iter().any(is_ours) {
                    ours += 1;
                    assert_eq!(reading, PathReading::Reserved, "{path}: {pages:?}");
                }
                if reading == PathReading::One {
                    alike += 1;
                    let [first, others @ ..] = pages.map(|page| decoded(&page));
                    assert!(
                        others.iter().all(|page| *page == first),
                        "{path}: {first} {others:?}"
                    );
                }
            }
        }
        assert!(ours > 1000 && alike > 10, "{ours} {alike}");
    }
}

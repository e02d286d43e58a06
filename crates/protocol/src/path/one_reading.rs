//! Whether all readers take a path for the same page.

use super::forms::{decode, escaped, is_unseen, reads_as_ascii};

/// Whether a path is written as every reader would write it.
pub(super) fn has_one_reading(path: &str) -> bool {
    let Some(names) = path.strip_prefix('/') else {
        return false;
    };
    let Some(text) = decoded(names) else {
        return false;
    };
    let is_one = |letter: char| {
        !is_unseen(letter)
            && if letter.is_ascii() {
                !matches!(letter, '\\' | ';' | '?' | '#')
            } else {
                !reads_as_ascii(letter)
            }
    };
    // A second decoding changes nothing.
    text.chars().all(is_one) && decode(&text) == text && {
        let mut names = text.split('/').rev();
        // A folder's path ends with a slash.
        names.next().is_none_or(|last| last.is_empty() || is_plain(last)) && names.all(is_plain)
    }
}

/// The text behind the escapes, each of which has to be there: of what is no separator and no letter.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some(first) = rest.bytes().next() {
        let (byte, length) = match first {
            b'%' => {
                let (point, length) = escaped(rest)?;
                let byte = u8::try_from(point).ok().filter(|_| length == 3)?;
                let is_needless = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
                if is_needless {
                    return None;
                }
                (byte, length)
            }
            b'!'..=b'~' => (first, 1),
            // No client that means well sends such a byte as it is.
            _ => return None,
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8(bytes).ok()
}

/// A name that no reader shortens, or takes for a place.
fn is_plain(name: &str) -> bool {
    // ADMIN~1 is Windows' short name of a longer one, and what follows `:$` is one of a file's streams.
    let is_short = name
        .as_bytes()
        .windows(2)
        .skip(1)
        .any(|pair| pair[0] == b'~' && pair[1].is_ascii_digit());
    !name.is_empty()
        && !name.starts_with(' ')
        && !name.ends_with(['.', ' '])
        && !is_short
        && !name.contains(":$")
}

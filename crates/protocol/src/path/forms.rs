//! The forms that readers give to a part of a path: decoded, folded, its backslashes turned, its parameters cut off.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// More forms than this has no address that means well.
const MOST: usize = 64;

/// All forms of a text; none where they are too many.
pub(super) fn forms(text: &str) -> Option<Vec<String>> {
    let mut forms = vec![text.to_owned()];
    let mut next = 0;
    while let Some(form) = forms.get(next) {
        for changed in [decode(form), fold(form), turn(form), cut(form).to_owned()] {
            if !forms.contains(&changed) {
                forms.push(changed);
            }
        }
        if forms.len() > MOST {
            return None;
        }
        next += 1;
    }
    Some(forms)
}

/// Percent-decoded once, by a reader who takes everything: `%u002F`, too, and UTF-8 that is longer than it need be.
/// Bytes that are no UTF-8 are Latin-1.
pub(super) fn decode(text: &str) -> String {
    if !text.contains('%') && text.is_ascii() {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let (point, length) = escaped(rest).unwrap_or((u32::from(letter), letter.len_utf8()));
        bytes.push(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = &rest[length..];
    }
    joined(&bytes)
}

/// What a text's first escape stands for, and how long it is.
pub(super) fn escaped(text: &str) -> Option<(u32, usize)> {
    let digits = text.strip_prefix('%')?;
    let hex = |digits: &str, from: usize, to: usize| {
        let digits = digits.get(from..to)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let point = u32::from_str_radix(digits, 16).ok()?;
        is_hex.then_some((point, to + 1))
    };
    if digits.starts_with('u') {
        hex(digits, 1, 5)
    } else {
        hex(digits, 0, 2)
    }
}

/// Bytes of UTF-8 made into characters.
fn joined(mut bytes: &[char]) -> String {
    let mut text = String::with_capacity(bytes.len());
    while let Some((letter, length)) = first(bytes) {
        text.push(letter);
        bytes = &bytes[length..];
    }
    text
}

/// The first character, and how many bytes it takes.
fn first(bytes: &[char]) -> Option<(char, usize)> {
    let (first, after) = bytes.split_first()?;
    let lead = u32::from(*first);
    let (further, mask) = match lead {
        0xc0..=0xdf => (1, 0x1f),
        0xe0..=0xef => (2, 0x0f),
        0xf0..=0xf7 => (3, 0x07),
        _ => return Some((*first, 1)),
    };
    let is_further = |byte: &char| (0x80..=0xbf).contains(&u32::from(*byte));
    let Some(others) = after
        .get(..further)
        .filter(|others| others.iter().all(is_further))
    else {
        return Some((*first, 1));
    };
    let point = others.iter().fold(lead & mask, |point, byte| {
        (point << 6) | (u32::from(*byte) & 0x3f)
    });
    let letter = char::from_u32(point % 0x0011_0000).unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((letter, 1 + further))
}

/// Without what is not seen: widths, ligatures, accents, control characters, marks without a shape.
fn fold(text: &str) -> String {
    let letters = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars());
    letters.filter(|letter| !is_mark(*letter)).map(slash).collect()
}

/// Whether a reader may pass over a character.
fn is_mark(letter: char) -> bool {
    is_unseen(letter) || matches!(letter, '\u{300}'..='\u{36f}')
}

/// Control characters, and what has no width.
pub(super) fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\0'..='\x1f' | '\x7f' | '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// What a code page without them makes of other slashes.
fn slash(letter: char) -> char {
    match letter {
        '\u{2044}' | '\u{2215}' | '\u{29f8}' => '/',
        '\u{2216}' | '\u{29f5}' | '\u{29f9}' => '\\',
        other => other,
    }
}

/// For whom a backslash is a slash.
fn turn(text: &str) -> String {
    text.replace('\\', "/")
}

/// For whom the rest is parameters, a query, a fragment, the name of a stream, or after the end of a text of C.
fn cut(text: &str) -> &str {
    text.split([';', '?', '#', ':', '\0']).next().unwrap_or_default()
}

/// Whether a character is ASCII once its width is off, or a ligature is taken apart.
pub(super) fn reads_as_ascii(letter: char) -> bool {
    let mut form = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter([letter].into_iter());
    form.all(|letter| slash(letter).is_ascii())
}

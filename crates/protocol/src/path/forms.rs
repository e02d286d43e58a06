//! The forms that readers give to a part of a path: decoded, folded, its parameters cut off.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

/// More forms than this has no address that means well.
const MOST: usize = 64;

/// All forms of a text; none where they are too many.
pub(super) fn forms(text: &str) -> Option<Vec<String>> {
    let mut forms = vec![text.to_owned()];
    let mut next = 0;
    while let Some(form) = forms.get(next) {
        for changed in [decode(form), fold(form), cut(form).to_owned()] {
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
    while let Some(next) = rest.chars().next() {
        let (point, length) = escaped(rest).unwrap_or((u32::from(next), next.len_utf8()));
        bytes.push(letter(point));
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

/// The first character, and how many bytes it takes: one that begins a sequence takes up to three others.
fn first(bytes: &[char]) -> Option<(char, usize)> {
    let (first, after) = bytes.split_first()?;
    let is_further = |byte: &&char| matches!(byte, '\u{80}'..='\u{bf}');
    let further = after.iter().take(3).take_while(is_further).count();
    if further == 0 || !matches!(first, '\u{c0}'..='\u{f7}') {
        return Some((*first, 1));
    }
    let bits = bytes.iter().take(1 + further);
    let point = bits.fold(0_u32, |point, byte| (point << 6) | (u32::from(*byte) & 0x3f));
    // Without the lead's mark.
    let point = point & ((1 << (5 * further + 6)) - 1);
    Some((letter(point % 0x0011_0000), 1 + further))
}

/// What stands for no character is passed over like others that are not seen.
fn letter(point: u32) -> char {
    char::from_u32(point).unwrap_or('\u{e000}')
}

/// Without widths, ligatures, accents and invisible characters; all slashes are one.
fn fold(text: &str) -> String {
    let letters = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars());
    let seen = letters.filter(|letter| !is_unseen(*letter) && !is_of(GeneralCategoryGroup::Mark, *letter));
    seen.map(slash).collect()
}

/// Control characters, and what has no width or is no character.
pub(super) fn is_unseen(letter: char) -> bool {
    is_of(GeneralCategoryGroup::Other, letter)
}

fn is_of(group: GeneralCategoryGroup, letter: char) -> bool {
    group.contains(CodePointMapData::<GeneralCategory>::new().get(letter))
}

/// What a code page that lacks them makes of other slashes.
fn slash(letter: char) -> char {
    match letter {
        '\\' | '\u{2044}' | '\u{2215}' | '\u{2216}' | '\u{29f5}' | '\u{29f8}' | '\u{29f9}' => '/',
        other => other,
    }
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

//! The parser: RFC 8259, less what no two parsers agree on. It takes a part of what `serde_json` takes,
//! and reads that part alike; the tests hold it against that.

use super::value::{Json, Object};

/// Members of one object, and items of one list: far above any token or key set of ours.
pub(super) const MOST: usize = 256;
/// Objects and lists within each other.
pub(super) const DEEPEST: usize = 32;
/// Digits in a row: with `MOST_EXPONENT`, no number is beyond a double's range.
pub(super) const MOST_DIGITS: usize = 32;
/// Digits of an exponent.
pub(super) const MOST_EXPONENT: usize = 2;

impl Object {
    /// Parses; `None` if it is no object, or ambiguous at any depth.
    pub(crate) fn parse(json: &[u8]) -> Option<Self> {
        match parse(json) {
            Some(Json::Object(object)) => Some(object),
            Some(Json::Unsigned(_) | Json::Text(_) | Json::List(_) | Json::Other) | None => None,
        }
    }
}

/// Parses one value and nothing else.
pub(super) fn parse(json: &[u8]) -> Option<Json> {
    let mut parser = Parser(json);
    let value = parser.value(DEEPEST)?;
    parser.skip_space();
    parser.0.is_empty().then_some(value)
}

/// Where a name belongs among members in order; `None` if it is there. To compare it with each of them would take the
/// square of their number, and they are hostile.
pub(super) fn place<N: Ord, V>(members: &[Box<(N, V)>], name: &N) -> Option<usize> {
    members.binary_search_by(|member| member.0.cmp(name)).err()
}

/// What is left to parse.
struct Parser<'a>(&'a [u8]);

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// Takes this byte, if it is the next one.
    fn take(&mut self, byte: u8) -> bool {
        let taken = self.0.first() == Some(&byte);
        if taken {
            self.0 = &self.0[1..];
        }
        taken
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.0.first() {
            self.0 = &self.0[1..];
        }
    }

    /// A value, with objects and lists at most `depth` deep.
    fn value(&mut self, depth: usize) -> Option<Json> {
        self.skip_space();
        match *self.0.first()? {
            b'{' => {
                let mut members = Vec::new();
                self.sequence(depth, b'}', |parser, depth| {
                    parser.skip_space();
                    let name = parser.text()?;
                    parser.skip_space();
                    let place = place(&members, &name)?;
                    if !parser.take(b':') {
                        return None;
                    }
                    members.insert(place, Box::new((name, parser.value(depth)?)));
                    Some(())
                })?;
                Some(Json::Object(Object(members)))
            }
            b'[' => {
                let mut items = Vec::new();
                self.sequence(depth, b']', |parser, depth| {
                    items.push(parser.value(depth)?);
                    Some(())
                })?;
                Some(Json::List(items))
            }
            b'"' => self.text().map(Json::Text),
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                let word = ["true", "false", "null"]
                    .into_iter()
                    .find_map(|word| self.0.strip_prefix(word.as_bytes()))?;
                self.0 = word;
                Some(Json::Other)
            }
        }
    }

    /// What is between brackets, with commas.
    fn sequence(
        &mut self,
        depth: usize,
        end: u8,
        mut one: impl FnMut(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.next();
        self.skip_space();
        if self.take(end) {
            return Some(());
        }
        for _ in 0..MOST {
            one(self, depth)?;
            self.skip_space();
            if self.take(end) {
                return Some(());
            }
            if !self.take(b',') {
                return None;
            }
        }
        None
    }

    fn digits(&mut self, most: usize) -> Option<&'a [u8]> {
        let end = self.0.iter().position(|byte| !byte.is_ascii_digit());
        let (digits, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        (1..=most).contains(&digits.len()).then_some(digits)
    }

    fn number(&mut self) -> Option<Json> {
        let mut is_unsigned = !self.take(b'-');
        let digits = self.digits(MOST_DIGITS)?;
        if digits[0] == b'0' && digits.len() > 1 {
            return None;
        }
        if self.take(b'.') {
            self.digits(MOST_DIGITS)?;
            is_unsigned = false;
        }
        if self.take(b'e') || self.take(b'E') {
            let _signed = self.take(b'+') || self.take(b'-');
            self.digits(MOST_EXPONENT)?;
            is_unsigned = false;
        }
        let number = digits.iter().try_fold(0_u64, |number, digit| {
            number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
        });
        Some(match number {
            Some(number) if is_unsigned => Json::Unsigned(number),
            Some(_) | None => Json::Other,
        })
    }

    fn text(&mut self) -> Option<String> {
        let mut text = Vec::new();
        if !self.take(b'"') {
            return None;
        }
        loop {
            match self.next()? {
                b'"' => return String::from_utf8(text).ok(),
                b'\\' => {
                    let character = self.escape()?;
                    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                ..b' ' => return None,
                byte => text.push(byte),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.unit()?;
                // The first of a pair: without the second it is no character.
                if code & 0xfc00 == 0xd800 {
                    let second = (self.take(b'\\') && self.take(b'u')).then(|| self.unit())??;
                    if second & 0xfc00 != 0xdc00 {
                        return None;
                    }
                    code = 0x1_0000 + ((code & 0x3ff) << 10) + (second & 0x3ff);
                }
                char::from_u32(code)?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits: a unit of UTF-16.
    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit << 4 | char::from(self.next()?).to_digit(16)?;
        }
        Some(unit)
    }
}

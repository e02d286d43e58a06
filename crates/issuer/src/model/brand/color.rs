//! A brand's colour, and what can be read on it.

use std::fmt;

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// Why a text is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected #rgb or #rrggbb, such as #0a6 or #00aa66")]
pub struct ColorError;

/// A brand's colour in the light scheme, and in the dark one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colors {
    /// For light pages.
    pub light: Color,
    /// For dark pages; without one, the same.
    pub dark: Option<Color>,
}

impl Color {
    /// What text is written in where a colour is dark.
    pub const WHITE: Self = Self::new(255, 255, 255);
    /// What text is written in where a colour is light.
    pub const BLACK: Self = Self::new(0, 0, 0);

    /// From its parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Parses `#rgb` and `#rrggbb`.
    pub fn parse(text: &str) -> Result<Self, ColorError> {
        let digits = text.strip_prefix('#').ok_or(ColorError)?;
        let digits: Vec<u8> = digits
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()))
            .collect::<Option<_>>()
            .ok_or(ColorError)?;
        match digits[..] {
            [red, green, blue] => Ok(Self::new(red * 17, green * 17, blue * 17)),
            [a, b, c, d, e, f] => Ok(Self::new(a * 16 + b, c * 16 + d, e * 16 + f)),
            _ => Err(ColorError),
        }
    }

    /// Six hexadecimal digits, without `#`.
    pub fn digits(self) -> String {
        format!("{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// Black or white, whichever is easier to read on this colour. One of them always has a contrast
    /// of 4.58 and more, which WCAG 2.2 AA (4.5) asks for.
    pub fn ink(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// The contrast of two colours by WCAG 2.2: 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour so many percent further away from its ink: the contrast only grows.
    pub fn away_from_ink(self, percent: u8) -> Self {
        let percent = u16::from(percent.min(100));
        let end = if self.ink() == Self::WHITE { 0 } else { 255 };
        let step = |part: u8| {
            let mixed = (u16::from(part) * (100 - percent) + end * percent) / 100;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Self::new(step(self.red), step(self.green), step(self.blue))
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.digits())
    }
}

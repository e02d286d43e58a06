//! A brand's colours as a stylesheet. Its name says the colours and its content's hash, so nothing has
//! to be stored to serve it, and it can be cached for good.

use sha2::{Digest, Sha256};

use crosspass_issuer::model::{Color, Colors};

/// The least contrast of a button with the card that it lies on, by WCAG 2.2; below it gets an edge.
const DISTINCT: f64 = 3.0;
/// The cards of the built-in pages, as `tokens.css` has them.
const LIGHT_CARD: Color = Color::new(0xff, 0xff, 0xff);
const DARK_CARD: Color = Color::new(0x1a, 0x1f, 0x23);

/// The name of the stylesheet of these colours.
pub(crate) fn name(colors: Colors) -> String {
    let dark = colors.dark.unwrap_or(colors.light);
    let digest = Sha256::digest(css(colors));
    let hash: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{hash}.css", colors.light.digits(), dark.digits())
}

/// The stylesheet of this name; none under a name that this version would not give.
pub(crate) fn by_name(asked: &str) -> Option<String> {
    let mut parts = asked.split('-');
    let mut color = || Color::parse(&format!("#{}", parts.next()?)).ok();
    let light = color()?;
    let colors = Colors {
        light,
        dark: Some(color()?),
    };
    (name(colors) == asked).then(|| css(colors))
}

fn css(colors: Colors) -> String {
    let light = properties(colors.light, LIGHT_CARD);
    let dark = properties(colors.dark.unwrap_or(colors.light), DARK_CARD);
    format!(":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
}

fn properties(color: Color, card: Color) -> String {
    let (ink, hovered) = (color.ink(), color.away_from_ink(15));
    // White beside a white card would be a gap: the arrow is what is white then.
    let (tile, arrow) = if ink == Color::WHITE {
        (color.away_from_ink(40), ink)
    } else {
        (ink, color)
    };
    let edge = if color.contrast(card) < DISTINCT {
        "var(--edge)"
    } else {
        "transparent"
    };
    format!(
        "--sign:{color};--sign-ink:{ink};--tile:{tile};--arrow:{arrow};--button:{color};--button-ink:{ink};\
         --button-hover:{hovered};--button-edge:{edge}"
    )
}

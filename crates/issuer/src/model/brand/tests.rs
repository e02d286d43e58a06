//! Tests of colours, logos and links: what is taken, and what is refused with which words.
#![allow(clippy::unwrap_used)]

use super::{Color, Link, Logo, LogoName};

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes
}

fn webp(form: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [b"RIFF\0\0\0\0WEBP", form.as_slice(), b"\0\0\0\0", content].concat()
}

#[test]
fn colours_are_three_or_six_digits() {
    for (text, written) in [("#0a6", "#00aa66"), ("#00Aa66", "#00aa66"), ("#fff", "#ffffff")] {
        assert_eq!(Color::parse(text).unwrap().to_string(), written);
    }
    for text in [
        "",
        "0a6",
        "#",
        "#0a",
        "#0a6f",
        "#00aa6",
        "#00aa66ff",
        "#0g6",
        "red",
        "#\u{661}\u{661}\u{661}",
        "#0a6;}",
    ] {
        assert!(Color::parse(text).is_err(), "{text}");
    }
}

#[test]
fn contrast_is_that_of_wcag() {
    // Known pairs: black on white, and the grey that just passes and the one that just fails.
    let contrast = |one: &str, two: &str| Color::parse(one).unwrap().contrast(Color::parse(two).unwrap());
    assert!((contrast("#000", "#fff") - 21.0).abs() < 1e-9);
    assert!(contrast("#767676", "#fff") >= 4.5 && contrast("#777777", "#fff") < 4.5);
}

#[test]
fn text_on_every_colour_can_be_read() {
    for red in (0..=255).step_by(15) {
        for green in (0..=255).step_by(15) {
            for blue in (0..=255).step_by(15) {
                let color = Color::new(red, green, blue);
                let contrast = color.contrast(color.ink());
                assert!(contrast >= 4.5, "{color}: {contrast}");
                for percent in [15, 40] {
                    let further = color.away_from_ink(percent);
                    assert!(further.contrast(color.ink()) >= contrast, "{color}");
                }
            }
        }
    }
}

#[test]
fn logos_are_what_their_name_says() {
    let svg = "\u{feff}<?xml version='1.0'?>\n<!-- a --><!DOCTYPE svg>\n<svg xmlns='x'/>";
    for (extension, bytes) in [
        ("png", png(64, 4096)),
        ("PNG", png(1, 1)),
        ("svg", svg.as_bytes().to_vec()),
        ("svg", b"<svg>".to_vec()),
        ("webp", webp(b"VP8X", &[0, 0, 0, 0, 255, 15, 0, 0, 0, 0])),
        ("webp", webp(b"VP8L", &[0x2f, 0xff, 0x0f, 0x00, 0])),
        ("webp", webp(b"VP8 ", &[0, 0, 0, 0x9d, 1, 0x2a, 16, 0, 16, 0])),
    ] {
        let logo = Logo::parse(extension, bytes).unwrap();
        let name = logo.name();
        assert_eq!(LogoName::parse(&name.to_string()), Some(name));
    }
    for (extension, bytes, wrong) in [
        ("png", vec![b'x'; 70_000], "70000 bytes; expected at most 65536"),
        ("png", Vec::new(), "neither PNG nor WebP nor SVG"),
        ("gif", b"GIF89a".to_vec(), "neither PNG nor WebP nor SVG"),
        ("svg", b"<html><svg>".to_vec(), "neither"),
        ("svg", b"<svgx>".to_vec(), "neither"),
        ("svg", b"<!-- <svg>".to_vec(), "neither"),
        ("svg", b"\xff<svg>".to_vec(), "neither"),
        ("png", b"\x89PNG\r\n\x1a\n".to_vec(), "neither"),
        ("svg", png(1, 1), "its name says svg, and it is png"),
        ("png", b"<svg>".to_vec(), "its name says png, and it is svg"),
        ("", b"<svg>".to_vec(), "its name says , and it is svg"),
        ("png", png(4097, 1), "4097 x 1 pixels"),
        ("png", png(1, 0), "1 x 0 pixels"),
        (
            "webp",
            webp(b"VP8X", &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
            "65537 x 1 pixels",
        ),
    ] {
        let error = Logo::parse(extension, bytes).unwrap_err().to_string();
        assert!(error.contains(wrong), "{error}");
    }
    let hash = "0".repeat(32);
    for name in [
        String::new(),
        hash.clone(),
        format!("{hash}.gif"),
        format!("{hash}.svg.br"),
        format!("x{hash}.png"),
        "a/b.png".to_owned(),
    ] {
        assert!(LogoName::parse(&name).is_none(), "{name}");
    }
}

#[test]
fn links_lead_to_https_or_this_machine() {
    for (text, written) in [
        ("https://example.com", "https://example.com/"),
        ("https://EXAMPLE.com/a?b=c#/d", "https://example.com/a?b=c#/d"),
        ("http://localhost:3000/forgot", "http://localhost:3000/forgot"),
    ] {
        assert_eq!(Link::parse(text).unwrap().as_str(), written);
    }
    for (text, wrong) in [
        ("javascript:alert(1)", "expected https"),
        ("data:text/html,x", "expected https"),
        ("http://example.com/", "expected https"),
        ("/forgot", "expected a whole address"),
        ("https://a:b@example.com/", "user name or a password"),
        ("https://example.com/#\"><script>", "what follows #"),
        ("https://example.com/#\u{202e}", "what follows #"),
        (
            &format!("https://example.com/{}", "a".repeat(3000)),
            "longer than 2,048",
        ),
    ] {
        let error = Link::parse(text).unwrap_err().to_string();
        assert!(error.contains(wrong), "{text}: {error}");
    }
}

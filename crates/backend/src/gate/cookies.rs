//! What the backend gets of a request's cookies: all but ours, which are of no use to it and turn up in its error reports.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::cookie::is_ours;

/// `Cookie` for the backend; none where nothing is left.
pub(super) fn others(headers: &HeaderMap) -> Option<HeaderValue> {
    let pairs = headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let kept: Vec<&[u8]> = pairs
        .map(<[u8]>::trim_ascii)
        .filter(|pair| !pair.is_empty() && !is_one_of_ours(pair))
        .collect();
    if kept.is_empty() {
        return None;
    }
    // What came as header values is one when joined.
    let mut value = HeaderValue::from_bytes(&kept.join(&b"; "[..])).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn is_one_of_ours(pair: &[u8]) -> bool {
    let name = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
    std::str::from_utf8(name.trim_ascii()).is_ok_and(is_ours)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::COOKIE;

    use super::others;

    fn kept(lines: &[&[u8]]) -> Option<Vec<u8>> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, line.to_vec().try_into().unwrap());
        }
        others(&headers).map(|value| value.as_bytes().to_vec())
    }

    // attack: 101
    #[test]
    fn all_of_ours_go() {
        for name in [
            "crosspass",
            "__Host-crosspass",
            "crosspass_9001",
            "__Host-crosspass_8443",
            "__Host-crosspass-shared",
            "crosspass-partitioned_9001",
            "__Host-crosspass-pending",
            "crosspass-pending_9001",
            "__Host-crosspass-begun-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "crosspass-begun_9001-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "crosspass-turns_9001",
            "__Host-crosspass-propagation-turns",
            "crosspass_issuer",
            "__Host-crosspass_issuer",
            "crosspass_farewell",
            "crosspass_attempt",
        ] {
            let pair = format!("{name}=eyJ.a=b.c");
            assert_eq!(kept(&[pair.as_bytes()]), None, "{name}");
            let among = format!("a=1;{pair} ;  b=2; {pair}");
            assert_eq!(
                kept(&[among.as_bytes()]).as_deref(),
                Some(&b"a=1; b=2"[..]),
                "{name}"
            );
        }
    }

    #[test]
    fn names_that_only_begin_like_ours_stay() {
        for name in [
            "crosspassport",
            "crosspass2",
            "crosspass_",
            "crosspass_9001x",
            "crosspass_theme",
            "crosspass-theme",
            "Crosspass",
            "xcrosspass",
            "__Secure-crosspass",
            "crosspass-pendings",
            "crosspass-begun",
            "crosspass_issuers",
            "a",
        ] {
            let pair = format!("{name}=crosspass=1");
            assert_eq!(
                kept(&[pair.as_bytes()]).as_deref(),
                Some(pair.as_bytes()),
                "{name}"
            );
        }
    }

    #[test]
    fn others_stay_as_they_came() {
        assert_eq!(kept(&[]), None);
        assert_eq!(kept(&[b""]), None);
        assert_eq!(kept(&[b" ; ;"]), None);
        // Two lines, as HTTP/2 may have them; a value with a sign of equality; none; bytes that are no text.
        let lines: [&[u8]; 2] = [b"a=1=2; flag", b"__Host-crosspass=x; b=\xff; c="];
        assert_eq!(kept(&lines).as_deref(), Some(&b"a=1=2; flag; b=\xff; c="[..]));
        let long = format!("long={}", "x".repeat(60_000));
        assert_eq!(
            kept(&[long.as_bytes(), b"crosspass=x"]).as_deref(),
            Some(long.as_bytes())
        );
    }
}

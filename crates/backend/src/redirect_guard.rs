//! Ends redirect loops: a browser that does not keep the session would go back and forth between domain and issuer for
//! good. It is sent to the issuer three times within a minute at most.

use axum::http::{HeaderMap, HeaderValue};
use crosspass_protocol::{Code, Origin, Seconds, Timestamp};

use crate::cookie::{self, CookieKind};
use crate::error::Refusal;

/// Redirects within `SPAN`.
const MOST: u8 = 3;
const SPAN: Seconds = Seconds(60);

/// Counts one more redirect to the issuer: the cookie that has the new count, or the refusal that ends the loop.
pub(crate) fn count(
    headers: &HeaderMap,
    kind: CookieKind,
    origin: &Origin,
    now: Timestamp,
) -> Result<HeaderValue, Refusal> {
    let counted = cookie::find(headers, kind, origin)?.and_then(read);
    let (count, since) = match counted {
        Some((count, since)) if (Seconds(0)..SPAN).contains(&(now - since)) => (count, since),
        Some(_) | None => (0, now),
    };
    if count >= MOST {
        return Err(Refusal::Code(Code::RedirectLoop));
    }
    let value = format!("{}.{}", count + 1, since.seconds());
    Ok(cookie::set(kind, &value, SPAN.0, origin))
}

fn read(value: &str) -> Option<(u8, Timestamp)> {
    let (count, since) = value.split_once('.')?;
    Some((count.parse().ok()?, Timestamp::from_claim(since.parse().ok()?)?))
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    fn headers(cookie: &HeaderValue) -> HeaderMap {
        let line = cookie.to_str().unwrap();
        let pair = line.split(';').next().unwrap();
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).unwrap())])
    }

    #[test]
    fn the_fourth_redirect_within_a_minute_is_refused() {
        let origin = Origin::parse("https://app.example.com").unwrap();
        let start = Timestamp::from_seconds(1_000_000);
        let mut sent = HeaderMap::new();
        for second in 0..3 {
            let cookie = count(&sent, CookieKind::Redirects, &origin, start + Seconds(second)).unwrap();
            sent = headers(&cookie);
        }
        let refused = count(&sent, CookieKind::Redirects, &origin, start + Seconds(59));
        assert_eq!(refused.unwrap_err().code(), Code::RedirectLoop);
        assert!(count(&sent, CookieKind::Redirects, &origin, start + Seconds(60)).is_ok());
        // A propagation's redirects are counted apart.
        assert!(count(&sent, CookieKind::PropagationRedirects, &origin, start).is_ok());
        // A clock that was stepped back begins anew, too.
        assert!(count(&sent, CookieKind::Redirects, &origin, start - Seconds(5)).is_ok());
    }

    #[test]
    fn what_cannot_be_read_counts_as_nothing() {
        let origin = Origin::parse("https://app.example.com").unwrap();
        for value in [
            "",
            "3",
            "300.1000000",
            "3.x",
            "-1.1000000",
            "3.99999999999999999999",
        ] {
            let cookie = HeaderValue::from_str(&format!("__Host-crosspass-turns={value}")).unwrap();
            let now = Timestamp::from_seconds(1_000_000);
            assert!(
                count(&headers(&cookie), CookieKind::Redirects, &origin, now).is_ok(),
                "{value}"
            );
        }
    }
}

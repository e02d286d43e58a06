//! The end of a loop: a browser that does not keep the session would go back and forth between domain and issuer for
//! good. It is sent there three times within a minute at most.

use axum::http::{HeaderMap, HeaderValue};
use crosspass_protocol::{Code, Origin, Seconds, Timestamp};

use crate::cookie::{self, Kind};
use crate::error::Refusal;

const MOST: u8 = 3;
const SPAN: Seconds = Seconds(60);

/// Takes a turn of that kind: the cookie that counts it, or the refusal that ends the loop.
pub(crate) fn take(
    headers: &HeaderMap,
    kind: Kind,
    origin: &Origin,
    now: Timestamp,
) -> Result<HeaderValue, Refusal> {
    let counted = cookie::find(headers, kind, origin)?.and_then(read);
    let (turns, since) = match counted {
        Some((turns, since)) if (Seconds(0)..SPAN).contains(&(now - since)) => (turns, since),
        Some(_) | None => (0, now),
    };
    if turns >= MOST {
        return Err(Refusal::Code(Code::RedirectLoop));
    }
    let value = format!("{}.{}", turns + 1, since.seconds());
    Ok(cookie::set(kind, &value, SPAN.0, origin))
}

fn read(value: &str) -> Option<(u8, Timestamp)> {
    let (turns, since) = value.split_once('.')?;
    Some((turns.parse().ok()?, Timestamp::from_claim(since.parse().ok()?)?))
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
    fn the_fourth_turn_within_a_minute_is_refused() {
        let origin = Origin::parse("https://app.example.com").unwrap();
        let start = Timestamp::from_seconds(1_000_000);
        let mut sent = HeaderMap::new();
        for turn in 0..3 {
            let cookie = take(&sent, Kind::Turns, &origin, start + Seconds(turn)).unwrap();
            sent = headers(&cookie);
        }
        let refused = take(&sent, Kind::Turns, &origin, start + Seconds(59));
        assert_eq!(refused.unwrap_err().code(), Code::RedirectLoop);
        assert!(take(&sent, Kind::Turns, &origin, start + Seconds(60)).is_ok());
        // A propagation's turns are others.
        assert!(take(&sent, Kind::PropagationTurns, &origin, start).is_ok());
        // A clock that was stepped back begins anew, too.
        assert!(take(&sent, Kind::Turns, &origin, start - Seconds(5)).is_ok());
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
                take(&headers(&cookie), Kind::Turns, &origin, now).is_ok(),
                "{value}"
            );
        }
    }
}

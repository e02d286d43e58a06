//! One line of an access log, and how the issuer's JSON lines are read.

use std::net::SocketAddr;

use chrono::DateTime;
use serde_json::Value;

/// A request as a server saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path, without the query: queries carry what must not be kept.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// When it arrived, in milliseconds since 1970.
    pub started: f64,
    /// When it was answered, on the same scale.
    pub ended: f64,
    /// What leads from it to audit rows, at the issuer.
    pub reference: Option<String>,
}

/// The request that a line of the issuer's log tells of, if it tells of one.
pub(crate) fn access(line: &str) -> Option<Access> {
    let line: Value = serde_json::from_str(line).ok()?;
    let ended = DateTime::parse_from_rfc3339(line["timestamp"].as_str()?).ok()?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "microseconds of this century fit in 53 bits"
    )]
    let ended = ended.timestamp_micros() as f64 / 1000.0;
    Some(Access {
        method: field(&line, "method")?.as_str()?.to_owned(),
        path: field(&line, "path")?.as_str()?.to_owned(),
        status: field(&line, "status")?.as_u64()?.try_into().ok()?,
        started: ended - field(&line, "micros")?.as_f64()? / 1000.0,
        ended,
        reference: field(&line, "reference").and_then(|reference| reference.as_str().map(str::to_owned)),
    })
}

/// The address that a line of the issuer's log says it listens on.
pub(crate) fn listening(line: &str) -> Option<SocketAddr> {
    let line: Value = serde_json::from_str(line).ok()?;
    field(&line, "listening")?.as_str()?.parse().ok()
}

/// A member of a log line, at the top or among the event's own fields.
fn field<'a>(line: &'a Value, name: &str) -> Option<&'a Value> {
    line.get(name).or_else(|| line.get("fields")?.get(name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{access, listening};

    const REQUEST: &str = r#"{"timestamp":"2026-11-21T08:00:00.250000Z","level":"INFO","fields":{"message":"request","method":"POST","path":"/api/sign-in","status":200,"micros":50000,"reference":"r"}}"#;

    #[test]
    fn a_request_is_read_with_its_times() {
        let access = access(REQUEST).unwrap();
        assert_eq!(
            (access.method.as_str(), access.path.as_str(), access.status),
            ("POST", "/api/sign-in", 200)
        );
        assert!((access.ended - access.started - 50.0).abs() < 0.01);
        assert!((access.ended.rem_euclid(1000.0) - 250.0).abs() < 0.01);
    }

    #[test]
    fn other_lines_are_no_requests() {
        let line = r#"{"timestamp":"2026-11-21T08:00:00Z","listening":"127.0.0.1:4321"}"#;
        assert_eq!(access(line), None);
        assert_eq!(listening(line).unwrap().port(), 4321);
        assert_eq!(access("not json"), None);
        assert_eq!(listening(REQUEST), None);
    }
}

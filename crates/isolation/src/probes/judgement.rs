//! What an answer means: refused, accepted, or nothing that could be judged by.

use crosspass_protocol::{Code, TokenError};
use http::StatusCode;
use serde_json::Value;

use crate::client::cookie::Cookie;
use crate::client::probe_error::ProbeError;
use crate::client::response::Response;
use crate::client::summary::Summary;
use crate::report::{Outcome, Verdict};

/// How an endpoint says that it took something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Success {
    /// By its status.
    Any,
    /// By telling of a session; telling of none is a refusal.
    Session,
    /// By its status, but leading to the page that says why not is a refusal.
    Landing,
}

/// Where a landing leads that is refused.
const REFUSED: &str = "/crosspass/refused?code=";

/// The answer of an endpoint, judged.
pub(super) fn judge(response: &Response, success: Success) -> Verdict {
    let (outcome, note) = outcome_of(response, success);
    let said = response.said;
    Verdict {
        outcome,
        answer: format!("{said}{note}"),
    }
}

/// No answer that could be judged.
pub(super) fn unclear(error: &ProbeError) -> Verdict {
    Verdict {
        outcome: Outcome::Unclear,
        answer: error.to_string(),
    }
}

/// A check that was made here.
pub(super) fn checked(result: Result<(), TokenError>) -> Verdict {
    match result {
        Ok(()) => Verdict {
            outcome: Outcome::Accepted,
            answer: "it passes every check".to_owned(),
        },
        Err(error) => Verdict {
            outcome: Outcome::Refused,
            answer: format!("{} ({error})", error.code()),
        },
    }
}

fn outcome_of(response: &Response, success: Success) -> (Outcome, &'static str) {
    if response.cookies.iter().any(Cookie::begins_a_session) {
        return (Outcome::Accepted, ", and a session cookie");
    }
    let Summary { status, .. } = response.said;
    if status.is_client_error() {
        return (Outcome::Refused, "");
    }
    match (success, refusal(response)) {
        (Success::Landing, Some(Code::TemporarilyUnavailable | Code::RateLimited)) => (Outcome::Unclear, ""),
        (Success::Landing, Some(_)) => (Outcome::Refused, ", to a refusal"),
        (Success::Any | Success::Landing, _) if status.is_success() || status == StatusCode::SEE_OTHER => {
            (Outcome::Accepted, "")
        }
        (Success::Session, _) if status.is_success() => {
            match response.json().as_ref().and_then(|json| json.get("session")) {
                Some(Value::Null) => (Outcome::Refused, ", nobody"),
                Some(Value::Object(_)) => (Outcome::Accepted, ", somebody"),
                Some(_) | None => (Outcome::Unclear, ", none of ours"),
            }
        }
        (Success::Any | Success::Session | Success::Landing, _) => (Outcome::Unclear, ""),
    }
}

/// The refusal that a landing leads to.
fn refusal(response: &Response) -> Option<Code> {
    let location = response.location.as_deref()?;
    Code::parse(location.strip_prefix(REFUSED)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(status: u16, cookies: &[&str], body: &'static str, success: Success) -> Outcome {
        let response = Response {
            said: Summary {
                status: StatusCode::from_u16(status).unwrap(),
                code: None,
            },
            location: None,
            cookies: cookies.iter().filter_map(|line| Cookie::read(line)).collect(),
            body: body.into(),
        };
        judge(&response, success).outcome
    }

    #[test]
    fn a_session_that_is_told_of_or_begun_is_accepted_whatever_the_status() {
        let somebody = "{\"session\":{\"subject\":\"x\"}}";
        assert_eq!(outcome(200, &[], somebody, Success::Session), Outcome::Accepted);
        for name in [
            "__Host-crosspass",
            "crosspass",
            "crosspass_8080",
            "__Host-crosspass-partitioned",
            "crosspass-shared_8080",
        ] {
            let line = format!("{name}=a.b.c; Path=/; HttpOnly");
            assert_eq!(
                outcome(401, &[&line], "", Success::Any),
                Outcome::Accepted,
                "{name}"
            );
        }
    }

    #[test]
    fn cookies_that_are_taken_away_or_of_another_kind_are_no_session() {
        for line in [
            "__Host-crosspass=; Max-Age=0",
            "crosspass-pending_8080=a.b.c",
            "crosspass-begun_8080-x=1.a",
            "crosspassport=a.b.c",
            "crosspass-shareds=a.b.c",
            "__Host-crosspass-shared=; Max-Age=0",
        ] {
            assert_eq!(
                outcome(401, &[line], "", Success::Any),
                Outcome::Refused,
                "{line}"
            );
        }
    }

    #[test]
    fn a_landing_leads_to_a_refusal_or_on() {
        let landed = |location: &str| {
            let response = Response {
                said: Summary {
                    status: StatusCode::SEE_OTHER,
                    code: None,
                },
                location: Some(location.to_owned()),
                cookies: Vec::new(),
                body: "".into(),
            };
            judge(&response, Success::Landing).outcome
        };
        assert_eq!(landed("/crosspass/refused?code=nonce_mismatch"), Outcome::Refused);
        assert_eq!(
            landed("/crosspass/refused?code=temporarily_unavailable"),
            Outcome::Unclear
        );
        for location in [
            "https://app.example.com/account",
            "/crosspass/question",
            "/crosspass/refused?code=welcome",
            "/crosspass/refused?code=",
            "https://app.example.com/crosspass/refused?code=nonce_mismatch",
        ] {
            assert_eq!(landed(location), Outcome::Accepted, "{location}");
        }
    }

    #[test]
    fn nobody_is_a_refusal_and_silence_is_none() {
        assert_eq!(
            outcome(200, &[], "{\"session\":null}", Success::Session),
            Outcome::Refused
        );
        assert_eq!(outcome(200, &[], "<html>", Success::Session), Outcome::Unclear);
        assert_eq!(outcome(200, &[], "", Success::Any), Outcome::Accepted);
        assert_eq!(outcome(303, &[], "", Success::Any), Outcome::Accepted);
        assert_eq!(outcome(308, &[], "", Success::Any), Outcome::Unclear);
        assert_eq!(outcome(503, &[], "", Success::Any), Outcome::Unclear);
        assert_eq!(outcome(502, &[], "", Success::Session), Outcome::Unclear);
    }
}

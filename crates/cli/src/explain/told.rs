//! What was found out, in words.

use std::fmt::Write as _;
use std::time::{Duration, UNIX_EPOCH};

use crosspass_protocol::Timestamp;

use super::Explained;
use super::handoffs::Tried;

impl Explained {
    /// One fact a line, the decision first.
    pub(super) fn told(&self, now: Timestamp) -> String {
        let outcome = if self.is_allowed { "allowed" } else { "refused" };
        let mut lines = vec![
            format!("{outcome}: {} ({})", self.reason, self.why),
            String::new(),
            format!("user       {}", self.user()),
            format!("limits     {}", self.limits(now)),
            format!("domain     {}", self.domain()),
            format!("member     {}", if self.is_member { "yes" } else { "no" }),
        ];
        if self.sessions.is_empty() {
            lines.push("sessions   none at the issuer: the next visit asks for the password".to_owned());
        }
        for session in &self.sessions {
            let place = if session.is_carried {
                "this domain holds it"
            } else {
                "not at this domain yet"
            };
            let (began, used) = (ago(session.started_at, now), ago(session.seen_at, now));
            let sid = &session.sid;
            lines.push(format!("session    {sid}: began {began}, used {used}; {place}"));
        }
        if self.handoffs.is_empty() {
            lines.push("handoffs   none on record".to_owned());
        }
        for handoff in &self.handoffs {
            lines.push(format!("handoff    {}", handoff.told(now)));
            if let Some(mend) = handoff.mend {
                lines.push(format!("           mend: {mend}"));
            }
        }
        lines.extend(self.not_known.iter().map(|what| format!("not known  {what}")));
        lines.join("\n")
    }

    fn user(&self) -> String {
        match &self.user {
            Some(user) => {
                let state = if user.is_disabled { "disabled" } else { "enabled" };
                format!("{} ({}, {}): {state}", self.login, user.name, user.email)
            }
            None => format!("{}: there is none", self.login),
        }
    }

    fn limits(&self, now: Timestamp) -> String {
        match self.limited_at {
            Some(at) => format!(
                "too many attempts {}; one more counts every limits.account_refill_seconds",
                ago(at, now)
            ),
            None => "never met".to_owned(),
        }
    }

    fn domain(&self) -> String {
        match &self.domain {
            Some(domain) => {
                let state = match (domain.is_suspended, domain.is_unproven) {
                    (true, _) => "suspended",
                    (false, true) => "unproven",
                    (false, false) => "active",
                };
                let (name, owner) = (&domain.name, &domain.organization);
                let (trust, kind) = (domain.trust, domain.kind);
                format!("{name} ({}) of {owner}: {state}, {trust}, {kind}", self.origin)
            }
            None => format!("{}: not registered", self.origin),
        }
    }
}

impl Tried {
    fn told(&self, now: Timestamp) -> String {
        let carrier = self.carrier.as_deref().unwrap_or("-");
        let mut told = format!("{} ({}), {carrier}: ", moment(self.at), ago(self.at, now));
        let stage = &self.stage;
        let why = self.code.map_or(self.reason.as_str(), |code| code);
        // Writing to a text cannot fail.
        let _ = match self.outcome {
            "given" => write!(told, "given"),
            "open" => write!(told, "a ticket was given and not redeemed"),
            "discarded" => write!(
                told,
                "a ticket was given, arrived in another browser, and was discarded"
            ),
            "ended" => write!(told, "given, and ended since ({})", self.reason),
            outcome => write!(told, "{outcome} at {stage}: {why}"),
        };
        if self.code.is_some_and(|code| code != self.reason) {
            let _ = write!(told, " ({})", self.reason);
        }
        if let Some(at) = self.renewed_at {
            let _ = write!(told, "; renewed {} times, last {}", self.renewals, ago(at, now));
        }
        if !self.is_known {
            told += "; for whom is not known";
        }
        if let Some(reference) = self.reference.as_ref().filter(|_| self.code.is_some()) {
            let _ = write!(told, "; reference {reference}");
        }
        told
    }
}

/// Like `21 Nov 2026 20:31:25 GMT`.
fn moment(seconds: i64) -> String {
    let since = Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    let date = httpdate::fmt_http_date(UNIX_EPOCH + since);
    // Without the day of the week.
    date.split_once(", ")
        .map_or(date.clone(), |(_, rest)| rest.to_owned())
}

fn ago(seconds: i64, now: Timestamp) -> String {
    let passed = (now.seconds() - seconds).max(0);
    match passed {
        0..120 => format!("{passed} s ago"),
        120..7200 => format!("{} min ago", passed / 60),
        7200..172_800 => format!("{} h ago", passed / 3600),
        _ => format!("{} days ago", passed / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_words() {
        let now = Timestamp::from_seconds(1_795_293_085);
        assert_eq!(moment(now.seconds()), "21 Nov 2026 20:31:25 GMT");
        for (passed, told) in [
            (-5, "0 s ago"),
            (119, "119 s ago"),
            (120, "2 min ago"),
            (7200, "2 h ago"),
            (172_800, "2 days ago"),
        ] {
            assert_eq!(ago(now.seconds() - passed, now), told);
        }
    }
}

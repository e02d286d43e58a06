//! Handoffs of one user to one domain, put together from audit rows: what each came to, and where it failed.

use serde::Serialize;

use super::mend::{code, mend};
use crosspass_issuer::model::{AuditRow, Outcome};

/// A report that comes this many seconds after something is about that.
const NEAR: i64 = 120;

/// One handoff.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Tried {
    /// When it reached the issuer, in seconds since the epoch.
    pub(super) at: i64,
    /// `popup` or `redirect`, if it came that far.
    pub(super) carrier: Option<String>,
    /// How far it is known to have come: `sign_in`, `mint`, `redeem`, `renew`, or where a page says that it failed.
    pub(super) stage: String,
    /// `given`, `open` (a ticket that nobody redeemed), `refused`, `failed` (a page says so), `discarded` (its ticket came
    /// up in another browser) or `ended`.
    pub(super) outcome: &'static str,
    /// The code of what went wrong.
    pub(super) code: Option<&'static str>,
    /// Why, as the audit log has it.
    pub(super) reason: String,
    /// What to do about it.
    pub(super) mend: Option<&'static str>,
    /// How often its token was renewed, and when last.
    pub(super) renewals: u32,
    pub(super) renewed_at: Option<i64>,
    /// Whether it is known to be this user's: a domain's page cannot say who it failed for.
    pub(super) is_known: bool,
    /// Leads to the log lines and rows of what decided it.
    pub(super) reference: Option<String>,
    #[serde(skip)]
    sid: Option<String>,
}

/// The last of them, the newest first; rows come oldest first.
pub(super) fn last(rows: &[AuditRow], count: usize) -> Vec<Tried> {
    let mut tried = Vec::new();
    for row in rows {
        note(&mut tried, row);
    }
    tried.reverse();
    tried.truncate(count);
    tried
}

fn note(tried: &mut Vec<Tried>, row: &AuditRow) {
    let is_allowed = row.outcome == Outcome::Allowed.as_str();
    match row.event.as_str() {
        "mint" => tried.push(Tried::from(row, if is_allowed { minted(row) } else { "refused" })),
        "redeem" => match of_session(tried, row).filter(|_| row.sid.is_some()) {
            Some(handoff) => handoff.take(row, if is_allowed { "given" } else { "refused" }),
            None => tried.push(Tried::from(row, "refused")),
        },
        "renew" => match of_session(tried, row) {
            Some(handoff) if is_allowed => {
                handoff.renewals += 1;
                handoff.renewed_at = Some(row.at);
            }
            Some(handoff) => handoff.take(row, "refused"),
            None if is_allowed => {}
            None => tried.push(Tried::from(row, "refused")),
        },
        "discard" if is_allowed => {
            if let Some(handoff) = of_session(tried, row) {
                handoff.take(row, "discarded");
            }
        }
        "domain_session_end" if is_allowed => {
            if let Some(handoff) = of_session(tried, row) {
                handoff.take(row, "ended");
            }
        }
        "report" => match of_session(tried, row).filter(|handoff| row.at - handoff.at <= NEAR) {
            Some(handoff) => handoff.take(row, "failed"),
            None => tried.push(Tried::from(row, "failed")),
        },
        "sign_in" if !is_allowed => tried.push(Tried::from(row, "refused")),
        _ => {}
    }
}

/// The last handoff of the row's session.
fn of_session<'a>(tried: &'a mut [Tried], row: &AuditRow) -> Option<&'a mut Tried> {
    let sid = row.sid.as_ref()?;
    tried
        .iter_mut()
        .rev()
        .find(|handoff| handoff.sid.as_ref() == Some(sid))
}

/// A popup's token is given at once, a ticket waits.
fn minted(row: &AuditRow) -> &'static str {
    if row.carrier.as_deref() == Some("redirect") {
        "open"
    } else {
        "given"
    }
}

impl Tried {
    fn from(row: &AuditRow, outcome: &'static str) -> Self {
        let mut handoff = Self {
            at: row.at,
            carrier: row.carrier.clone(),
            stage: String::new(),
            outcome,
            code: None,
            reason: String::new(),
            mend: None,
            renewals: 0,
            renewed_at: None,
            is_known: row.login.is_some(),
            reference: None,
            sid: row.sid.clone(),
        };
        handoff.take(row, outcome);
        handoff
    }

    /// What the row says is how it stands now.
    fn take(&mut self, row: &AuditRow, outcome: &'static str) {
        self.stage = row.stage.clone().unwrap_or_else(|| row.event.clone());
        self.outcome = outcome;
        self.reason.clone_from(&row.reason);
        self.reference.clone_from(&row.reference);
        let wrong = matches!(outcome, "refused" | "failed")
            .then(|| code(&row.reason))
            .flatten();
        self.code = wrong.map(crosspass_protocol::Code::as_str);
        self.mend = match outcome {
            "open" => Some(
                "The domain's landing has not redeemed its ticket: see that its receiver or backend answers.",
            ),
            "discarded" => Some(
                "The ticket arrived in a browser that had not begun the handoff, so the domain discarded it: see that the                  browser keeps the domain's cookies, and ask the user whether the sign-in was theirs.",
            ),
            _ => wrong.map(mend),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(at: i64, event: &str, outcome: &str, reason: &str, sid: Option<&str>) -> AuditRow {
        AuditRow {
            id: at,
            at,
            event: event.to_owned(),
            outcome: outcome.to_owned(),
            reason: reason.to_owned(),
            sub: None,
            login: sid.map(|_| "ada".to_owned()),
            sid: sid.map(str::to_owned),
            domain: None,
            carrier: None,
            stage: None,
            address: None,
            reference: None,
        }
    }

    fn by(carrier: &str, row: AuditRow) -> AuditRow {
        AuditRow {
            carrier: Some(carrier.to_owned()),
            ..row
        }
    }

    fn seen(rows: &[AuditRow]) -> Vec<(i64, String, &'static str, Option<&'static str>)> {
        let told = last(rows, 5).into_iter();
        told.map(|handoff| (handoff.at, handoff.stage, handoff.outcome, handoff.code))
            .collect()
    }

    #[test]
    fn rows_of_one_handoff_are_told_as_one() {
        let rows = [
            by("redirect", row(1, "mint", "allowed", "ok", Some("a"))),
            by("redirect", row(2, "redeem", "allowed", "ok", Some("a"))),
            row(400, "renew", "allowed", "ok", Some("a")),
            row(800, "renew", "allowed", "ok", Some("a")),
        ];
        let [handoff] = last(&rows, 5).try_into().unwrap();
        assert_eq!(
            (handoff.outcome, handoff.renewals, handoff.renewed_at),
            ("given", 2, Some(800))
        );
        assert_eq!((handoff.code, handoff.mend), (None, None));
    }

    #[test]
    fn a_ticket_that_nobody_redeems_is_said() {
        let rows = [by("redirect", row(1, "mint", "allowed", "ok", Some("a")))];
        let [handoff] = last(&rows, 5).try_into().unwrap();
        assert_eq!((handoff.outcome, handoff.code), ("open", None));
        assert!(handoff.mend.unwrap().contains("redeemed"));
    }

    #[test]
    fn a_ticket_that_was_discarded_is_said() {
        let rows = [
            by("redirect", row(1, "mint", "allowed", "ok", Some("a"))),
            by("redirect", row(2, "discard", "allowed", "ok", Some("a"))),
        ];
        let [handoff] = last(&rows, 5).try_into().unwrap();
        assert_eq!(
            (handoff.outcome, handoff.stage.as_str()),
            ("discarded", "discard")
        );
        assert!(handoff.mend.unwrap().contains("browser"));
    }

    #[test]
    fn a_page_says_where_it_failed() {
        let report = AuditRow {
            stage: Some("popup".to_owned()),
            ..row(3, "report", "refused", "popup_blocked", Some("a"))
        };
        let of_nobody = AuditRow {
            stage: Some("receiver".to_owned()),
            ..row(5, "report", "refused", "storage_unavailable", None)
        };
        let rows = [
            by("popup", row(1, "mint", "allowed", "ok", Some("a"))),
            report,
            by("redirect", row(4, "mint", "allowed", "ok", Some("a"))),
            of_nobody,
        ];
        assert_eq!(
            seen(&rows),
            [
                (5, "receiver".to_owned(), "failed", Some("storage_unavailable")),
                (4, "mint".to_owned(), "open", None),
                (1, "popup".to_owned(), "failed", Some("popup_blocked")),
            ]
        );
        let known: Vec<bool> = last(&rows, 5).iter().map(|handoff| handoff.is_known).collect();
        assert_eq!(known, [false, true, true]);
    }

    #[test]
    fn refusals_have_their_codes() {
        let rows = [
            row(1, "sign_in", "refused", "invalid_credentials", None),
            row(2, "mint", "refused", "not_a_member", Some("a")),
            by("redirect", row(3, "mint", "allowed", "ok", Some("b"))),
            by("redirect", row(4, "redeem", "refused", "other_key", Some("b"))),
            row(5, "renew", "refused", "login_required", Some("c")),
            row(6, "redeem", "refused", "token_expired", None),
        ];
        assert_eq!(
            seen(&rows),
            [
                (6, "redeem".to_owned(), "refused", Some("token_expired")),
                (5, "renew".to_owned(), "refused", Some("login_required")),
                (3, "redeem".to_owned(), "refused", Some("invalid_token")),
                (2, "mint".to_owned(), "refused", Some("access_denied")),
                (1, "sign_in".to_owned(), "refused", Some("invalid_credentials")),
            ]
        );
    }
}

//! What the inspector shows: a handoff, and who sent what to whom in it. Nothing here is secret: paths without queries,
//! names, codes, and sentences of our own.

use serde::Serialize;

use crate::audit::AuditRow;

/// From whom to whom.
pub(super) type Way = (Lane, Lane);

/// Who takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Lane {
    /// A page of the domain, in the window that the user looks at.
    Page,
    /// The issuer's page.
    Auth,
    /// The receiver page: in a popup, or where the redirect lands.
    Receiver,
    /// The domain's own server.
    Backend,
    /// The issuer's server.
    Issuer,
}

/// How it is known that something was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Seen {
    /// A server's log has the request.
    Request,
    /// The issuer's audit log has the decision.
    Row,
    /// A page says so.
    Page,
    /// Nobody but the browser sees it: it follows from what came before and after.
    Follows,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Arrow {
    /// Milliseconds since 1970.
    pub(super) at: f64,
    pub(super) from: Lane,
    pub(super) to: Lane,
    pub(super) what: String,
    /// What shows that it may be believed.
    pub(super) proof: &'static str,
    pub(super) seen: Seen,
    /// Whether it says no.
    pub(super) is_refusal: bool,
    /// Leads to the issuer's log lines and rows.
    pub(super) reference: Option<String>,
}

/// One handoff.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Handoff {
    /// The number of the audit row that it began with.
    pub(super) id: i64,
    pub(super) at: f64,
    pub(super) domain: String,
    pub(super) name: String,
    pub(super) has_backend: bool,
    pub(super) login: Option<String>,
    pub(super) carrier: Option<String>,
    /// `under way`, `signed in` or a code.
    pub(super) outcome: String,
    pub(super) arrows: Vec<Arrow>,
}

impl Handoff {
    /// A server's log has it.
    pub(super) fn request(
        &mut self,
        at: f64,
        way: Way,
        what: impl Into<String>,
        proof: &'static str,
    ) -> &mut Arrow {
        self.push(at, way, what.into(), proof, Seen::Request)
    }

    /// The issuer has decided it.
    pub(super) fn decided(
        &mut self,
        at: f64,
        way: Way,
        what: impl Into<String>,
        proof: &'static str,
    ) -> &mut Arrow {
        self.push(at, way, what.into(), proof, Seen::Row)
    }

    /// A page says it.
    pub(super) fn said(&mut self, at: f64, way: Way, what: impl Into<String>, proof: &'static str) {
        self.push(at, way, what.into(), proof, Seen::Page);
    }

    /// It follows.
    pub(super) fn follows(&mut self, at: f64, way: Way, what: impl Into<String>, proof: &'static str) {
        self.push(at, way, what.into(), proof, Seen::Follows);
    }

    fn push(
        &mut self,
        at: f64,
        (from, to): Way,
        what: String,
        proof: &'static str,
        seen: Seen,
    ) -> &mut Arrow {
        self.arrows.push(Arrow {
            at,
            from,
            to,
            what,
            proof,
            seen,
            is_refusal: false,
            reference: None,
        });
        let last = self.arrows.len() - 1;
        &mut self.arrows[last]
    }
}

impl Arrow {
    /// It is the request of this row.
    pub(super) fn of(&mut self, row: &AuditRow) -> &mut Self {
        self.reference.clone_from(&row.reference);
        self
    }

    /// It says no.
    pub(super) fn refuses(&mut self) {
        self.is_refusal = true;
    }
}

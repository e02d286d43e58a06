//! Logs and audit rows into handoffs: each begins with what the issuer decided about it, and takes what came right before
//! and after from the logs of the domain and of the issuer.

use Lane::{Auth, Backend, Issuer, Page, Receiver};

use super::arrow::{Handoff, Lane};
use super::near::{Near, is, is_page};
use super::party::Party;
use crate::access::Access;
use crate::audit::AuditRow;

/// The longest that a person is thought to type, and a handoff to take, in milliseconds.
const BEFORE: f64 = 600_000.0;
const AFTER: f64 = 20_000.0;

/// All of them, the last first.
pub(super) fn handoffs(issuer: &[Access], rows: &[AuditRow], parties: &[Party]) -> Vec<Handoff> {
    let mut found = Vec::new();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.event == "mint") {
        let party = parties
            .iter()
            .find(|party| Some(&party.origin) == row.domain.as_ref());
        let (Some(party), Some(asked)) = (party, of_row(issuer, row)) else {
            continue;
        };
        let is_next = |later: &&AuditRow| later.event == "mint" && later.domain == row.domain;
        let next = rows[index + 1..].iter().find(is_next);
        let next = next.and_then(|next| of_row(issuer, next));
        let scene = Scene {
            issuer,
            rows: &rows[index..],
            party,
            row,
            asked,
            until: next
                .map_or(f64::MAX, |next| next.started)
                .min(asked.started + AFTER),
        };
        found.push(scene.handoff());
    }
    found.reverse();
    found
}

/// The request that a row was written for.
pub(super) fn of_row<'a>(issuer: &'a [Access], row: &AuditRow) -> Option<&'a Access> {
    let reference = row.reference.as_ref()?;
    let is_its = |access: &&Access| access.reference.as_ref() == Some(reference);
    issuer.iter().rev().find(is_its)
}

/// What one handoff is put together from.
pub(super) struct Scene<'a> {
    pub(super) issuer: &'a [Access],
    /// The rows from its own on.
    pub(super) rows: &'a [AuditRow],
    pub(super) party: &'a Party,
    pub(super) row: &'a AuditRow,
    /// The request that decided it.
    pub(super) asked: &'a Access,
    /// When the next one to the same domain was asked for, or it must be over.
    pub(super) until: f64,
}

impl Scene<'_> {
    fn handoff(&self) -> Handoff {
        let mut handoff = Handoff {
            id: self.row.id,
            at: self.asked.started,
            domain: self.party.origin.clone(),
            name: self.party.name.clone(),
            has_backend: self.party.has_backend,
            login: self.row.login.clone(),
            carrier: self.row.carrier.clone(),
            outcome: "under way".to_owned(),
            arrows: Vec::new(),
        };
        self.begin(&mut handoff);
        if self.row.outcome == "refused" {
            let what = format!("refused: {}", self.row.reason);
            let proof = "decided in one transaction with its audit row";
            let refused = handoff.decided(self.asked.ended, (Issuer, Auth), what, proof);
            refused.of(self.row).refuses();
            handoff.outcome.clone_from(&self.row.reason);
        } else if self.row.carrier.as_deref() == Some("popup") {
            self.popup(&mut handoff);
        } else {
            self.redirect(&mut handoff);
        }
        self.reports(&mut handoff);
        handoff.arrows.sort_by(|one, other| one.at.total_cmp(&other.at));
        handoff.at = handoff.arrows.first().map_or(handoff.at, |arrow| arrow.at);
        handoff
    }

    /// What the domain's server was asked from then on.
    pub(super) fn domain_from(&self, from: f64) -> Near<'_> {
        Near::new(&self.party.log, from, self.until)
    }

    /// From the domain to the issuer's page, and what was asked for there.
    fn begin(&self, handoff: &mut Handoff) {
        let asked = self.asked;
        let earlier = Near::new(self.issuer, asked.started - BEFORE, asked.started + 0.001);
        let is_visit = |access: &Access| access.method == "GET" && ["/", "/sign-in"].contains(&&*access.path);
        // From the launcher it begins at the issuer.
        let visit = earlier.last(is_visit).filter(|visit| visit.path == "/sign-in");
        let arrival = visit.map_or(asked.started, |visit| visit.started);
        let before = Near::new(&self.party.log, arrival - AFTER, arrival);
        let begin = before.last(is("GET", "/crosspass/begin"));
        let begin = begin.filter(|_| visit.is_some());
        let left = begin.map_or(arrival, |begin| begin.started);
        let opened = Near::new(&self.party.log, arrival - AFTER, left).last(is_page);
        if let Some(opened) = opened.filter(|_| visit.is_some()) {
            let what = format!("GET {}", opened.path);
            handoff.request(opened.started, (Page, Backend), what, "no session yet");
        }
        if let Some(begin) = begin {
            let proof = "nonce kept in an HttpOnly cookie, key on disk";
            handoff.request(begin.ended, (Backend, Page), "303 to the issuer", proof);
        }
        let fresh = "fresh nonce, and the thumbprint of the domain's key";
        if asked.method == "GET" {
            let what = format!("GET {}", asked.path);
            let proof = "fresh nonce and key of the domain; the issuer's cookie, HttpOnly";
            let way = (Page, Issuer);
            handoff.request(asked.started, way, what, proof).of(self.row);
            return;
        }
        if visit.is_some() {
            handoff.request(arrival, (Page, Auth), "GET /sign-in", fresh);
        }
        let (what, proof) = if asked.path == "/api/sign-in" {
            (
                "POST /api/sign-in: login and password",
                "Origin is the issuer's own; the password, once",
            )
        } else {
            (
                "POST /api/handoffs",
                "Origin is the issuer's own; the issuer's cookie",
            )
        };
        handoff
            .request(asked.started, (Auth, Issuer), what, proof)
            .of(self.row);
    }

    /// What pages said of failures meanwhile.
    fn reports(&self, handoff: &mut Handoff) {
        let is_ours = |row: &&AuditRow| {
            let is_here = row.event == "report" && row.domain == self.row.domain;
            is_here && (row.sid.is_none() || row.sid == self.row.sid)
        };
        for row in self.rows.iter().filter(is_ours) {
            let Some(sent) = of_row(self.issuer, row).filter(|sent| sent.started < self.until) else {
                continue;
            };
            let stage = row.stage.as_deref().unwrap_or_default();
            let from = if stage == "receiver" { Receiver } else { Auth };
            let what = format!("POST /api/report: {stage}: {}", row.reason);
            let report = handoff.decided(
                sent.started,
                (from, Issuer),
                what,
                "none: a report changes nothing",
            );
            report.of(row).refuses();
            handoff.outcome.clone_from(&row.reason);
        }
    }
}

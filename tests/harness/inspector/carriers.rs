//! What each carrier adds: from the issuer's yes to the page that shows who is signed in.

use Lane::{Auth, Backend, Issuer, Page, Receiver};

use super::arrow::{Handoff, Lane};
use super::compose::{Scene, of_row};
use super::near::{Near, is, is_page, is_receiver, status};
use crate::access::Access;

/// A popup asks for its page at about the moment at which the credentials leave, in milliseconds.
const ASIDE: f64 = 500.0;

/// The longest that a popup's own beginning is thought to take.
const EARLIER: f64 = 10_000.0;

const BOUND: &str = "signed ES256, for that origin, nonce and key alone";
const POST: &str = "window message to one exact origin, from the one window";
const CHECKED: &str = "verified first: signature, issuer, audience, nonce, key";

impl Scene<'_> {
    pub(super) fn popup(&self, handoff: &mut Handoff) {
        let near = self.asked.started - ASIDE;
        let taken = self.domain_from(near).first(is("POST", "/crosspass/session"));
        // The issuer notes the time after it has answered, and some domains are quick.
        let given = taken.map_or(self.asked.ended, |taken| taken.started.min(self.asked.ended));
        handoff
            .decided(given, (Issuer, Auth), "session token", BOUND)
            .of(self.row);
        let opened = if self.asked.path == "/api/handoffs" {
            // The receiver begins it: its page is there before anything is asked.
            Near::new(&self.party.log, self.asked.started - EARLIER, self.asked.started).last(is_receiver)
        } else {
            self.domain_from(near).first(is_receiver)
        };
        let Some(opened) = opened else {
            return;
        };
        let proof = "inside the user's own click";
        handoff.request(opened.started, (Auth, Receiver), "opens the popup", proof);
        let keys = Near::new(self.issuer, opened.started, self.until);
        let keys = keys.first(is("GET", "/.well-known/jwks.json"));
        if let Some(keys) = keys {
            let proof = "public keys, from the configured issuer only";
            handoff.request(
                keys.started,
                (Receiver, Issuer),
                "GET /.well-known/jwks.json",
                proof,
            );
        }
        if self.landing(given).is_none() {
            return;
        }
        let met = keys.map_or(opened.ended, |keys| keys.ended).max(given);
        let met = taken.map_or(met, |taken| taken.started.min(met));
        handoff.follows(met, (Receiver, Auth), "ready: its nonce and key", POST);
        handoff.follows(met, (Auth, Receiver), "session token", POST);
        if !self.party.has_backend {
            handoff.follows(met, (Receiver, Auth), "stored", CHECKED);
            return self.landed(handoff, given, Auth);
        }
        if let Some(taken) = taken {
            let (there, back) = ((Receiver, Backend), (Backend, Receiver));
            let proof = "Origin is its own; the nonce's cookie";
            handoff.request(taken.started, there, "POST /crosspass/session: the token", proof);
            handoff.request(taken.ended, back, "the session's cookie", CHECKED);
            handoff.follows(taken.ended, (Receiver, Auth), "stored", POST);
            self.landed(handoff, taken.ended, Backend);
        }
    }

    pub(super) fn redirect(&self, handoff: &mut Handoff) {
        let given = self.asked.ended;
        let taker = if self.party.has_backend { Backend } else { Receiver };
        let ticket = "303 with a ticket, by way of the browser";
        let proof = "30 seconds, once; for that origin, nonce and key alone";
        handoff
            .decided(given, (Issuer, taker), ticket, proof)
            .of(self.row);
        let mut later = self.rows.iter();
        let redeemed = later
            .find(|row| row.event == "redeem" && row.domain == self.row.domain && row.sid == self.row.sid);
        let Some((row, asked)) = redeemed.and_then(|row| Some((row, of_row(self.issuer, row)?))) else {
            return;
        };
        if asked.started >= self.until {
            return;
        }
        let proof = "DPoP: a signature by the key that the ticket names";
        handoff
            .request(asked.started, (taker, Issuer), "POST /api/redeem", proof)
            .of(row);
        if row.outcome == "refused" {
            let what = format!("refused: {}", row.reason);
            let refused = handoff.decided(asked.ended, (Issuer, taker), what, "nothing was changed");
            refused.of(row).refuses();
            handoff.outcome.clone_from(&row.reason);
            return;
        }
        handoff
            .decided(asked.ended, (Issuer, taker), "session token", BOUND)
            .of(row);
        handoff.outcome = "session given".to_owned();
        if !self.party.has_backend {
            return self.landed(handoff, asked.ended, Receiver);
        }
        let session = self.domain_from(given).first(is("GET", "/crosspass/session"));
        let at = session.map_or(asked.ended, |session| session.ended);
        let proof = "HttpOnly, SameSite=Lax: no script reads it";
        handoff.request(at, (Backend, Page), "303 with the session's cookie", proof);
        self.landed(handoff, at, Backend);
    }

    /// The page that the user wanted.
    fn landing(&self, from: f64) -> Option<&Access> {
        self.domain_from(from)
            .first(|access| is_page(access) && access.status < 300)
    }

    fn landed(&self, handoff: &mut Handoff, from: f64, leads: Lane) {
        let Some(landing) = self.landing(from) else {
            return;
        };
        let (at, what) = (landing.started, format!("GET {}", landing.path));
        if leads == Backend {
            let proof = "the cookie: its token checked, or known from before";
            handoff.request(at, (Page, Backend), what, proof);
            handoff.outcome = "signed in".to_owned();
            return;
        }
        let proof = "an address that was registered beforehand";
        handoff.request(at, (leads, Page), what, proof);
        let is_in = |access: &Access| status(access).is_some_and(|said| said.starts_with("signed-in/"));
        if let Some(shown) = self.domain_from(at).first(is_in) {
            let proof = "the kept token, and a key that no script can read";
            handoff.said(shown.started, (Page, Page), "shows who is signed in", proof);
            handoff.outcome = "signed in".to_owned();
        }
    }
}

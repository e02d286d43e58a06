//! The issuer, as `crates/server` answers: the cookie of this browser, consents, tickets.

use crosspass_protocol::Code;
use crosspass_protocol::handoff::opener::{Carrier, Start};

use crate::auth::Auth;
use crate::place::{Address, Fragment};
use crate::rules::{Check, Rules};
use crate::symbols::{Bound, Kind, Origin, Token, User};
use crate::window::Page;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Issuer {
    /// Whose session the browser's cookie names.
    pub(crate) cookie: Option<User>,
    /// Whether the domain is first-party; the attacker's never is.
    pub(crate) first_party: bool,
    /// Who has clicked for which external domain.
    pub(crate) consents: Vec<(User, Origin)>,
    pub(crate) redeemed: Vec<Token>,
    /// Domain sessions that ended because their ticket was presented with another key.
    pub(crate) ended: Vec<Token>,
    /// A redeemed ticket was presented with its own key again, and got the same session.
    pub(crate) repeated: bool,
    /// For whom something was bound to a nonce of the domain's first, where the issuer keeps a nonce to one user.
    pub(crate) claims: Option<Vec<(u8, User)>>,
}

impl Issuer {
    pub(crate) fn new(cookie: Option<User>, first_party: bool) -> Self {
        Self {
            cookie,
            first_party,
            consents: Vec::new(),
            redeemed: Vec::new(),
            ended: Vec::new(),
            repeated: false,
            claims: None,
        }
    }

    pub(crate) fn carrier(&self, domain: Origin) -> Carrier {
        if domain == Origin::Domain && self.first_party {
            Carrier::Popup
        } else {
            Carrier::Redirect
        }
    }

    /// `GET /sign-in`: the form, "Continue as", or straight to the domain.
    pub(crate) fn page(&mut self, to: Origin, begun: Option<Bound>) -> Page {
        let Some(user) = self.cookie else {
            return Page::Auth(Box::new(Auth::new(
                Start::Credentials,
                self.carrier(to),
                to,
                begun,
            )));
        };
        let is_external = self.carrier(to) == Carrier::Redirect;
        if is_external && !self.consents.contains(&(user, to)) {
            return Page::Auth(Box::new(Auth::new(Start::Session, self.carrier(to), to, begun)));
        }
        Page::Loading(self.way_to(user, to, begun))
    }

    /// `GET /`.
    pub(crate) fn launcher(&self) -> Page {
        match self.cookie {
            Some(_) => {
                let carrier = self.carrier(Origin::Domain);
                Page::Auth(Box::new(Auth::new(Start::Session, carrier, Origin::Domain, None)))
            }
            None => Page::Refused(Code::LoginRequired),
        }
    }

    /// The landing with a ticket, or the begin address without any credential.
    fn way_to(&mut self, user: User, to: Origin, begun: Option<Bound>) -> Address {
        match (begun.and_then(|bound| self.ticket(user, to, bound)), to) {
            (Some(ticket), _) => landing(ticket),
            (None, Origin::Evil) => Address::Evil(None),
            (None, _) => Address::Receiver(Fragment::Begin(to)),
        }
    }

    /// `POST /api/sign-in` with the right password: the token for a popup, or where to go.
    pub(crate) fn sign_in(
        &mut self,
        user: User,
        to: Origin,
        begun: Option<Bound>,
    ) -> (Option<Token>, Option<Token>) {
        self.cookie = Some(user);
        self.consent(user, to);
        match (begun, self.carrier(to)) {
            (None, _) => (None, None),
            (Some(bound), Carrier::Popup) => (self.session(user, to, bound), None),
            (Some(bound), Carrier::Redirect) => (None, self.ticket(user, to, bound)),
        }
    }

    /// `POST /api/handoffs` for a popup.
    pub(crate) fn mint(&mut self, to: Origin, bound: Bound) -> Result<Token, Code> {
        match (self.cookie, self.carrier(to)) {
            (None, _) => Err(Code::LoginRequired),
            (Some(_), Carrier::Redirect) => Err(Code::AccessDenied),
            (Some(user), Carrier::Popup) => self.session(user, to, bound).ok_or(Code::NonceMismatch),
        }
    }

    /// `POST /api/handoffs` after the click on the named button.
    pub(crate) fn hand_over(&mut self, to: Origin, begun: Option<Bound>) -> Result<Address, Code> {
        let user = self.cookie.ok_or(Code::LoginRequired)?;
        self.consent(user, to);
        Ok(self.way_to(user, to, begun))
    }

    fn consent(&mut self, user: User, to: Origin) {
        if self.carrier(to) == Carrier::Redirect && !self.consents.contains(&(user, to)) {
            self.consents.push((user, to));
            self.consents.sort();
        }
    }

    fn session(&mut self, user: User, audience: Origin, bound: Bound) -> Option<Token> {
        let is_free = audience == Origin::Evil || self.claim(user, bound.nonce);
        is_free.then(|| session(user, audience, bound))
    }

    fn ticket(&mut self, user: User, audience: Origin, bound: Bound) -> Option<Token> {
        let token = self.session(user, audience, bound)?;
        Some(Token {
            kind: Kind::Ticket,
            ..token
        })
    }

    /// Binds a nonce of the domain's to that user, if it is free or theirs already. The attacker's own, 0, stands for
    /// as many as they like.
    pub(crate) fn claim(&mut self, user: User, nonce: u8) -> bool {
        if !self.binds(user, nonce) {
            return false;
        }
        if let Some(claims) = &mut self.claims
            && nonce != 0
            && !claims.contains(&(nonce, user))
        {
            claims.push((nonce, user));
            claims.sort();
        }
        true
    }

    /// Whether that user can have something bound to that nonce.
    pub(crate) fn binds(&self, user: User, nonce: u8) -> bool {
        let claims = self.claims.iter().flatten();
        claims
            .filter(|(claimed, _)| *claimed == nonce)
            .all(|(_, other)| *other == user)
    }

    /// `POST /api/redeem` with a proof by `prover`; `late` is more than 30 s after the first time.
    pub(crate) fn redeem(
        &mut self,
        rules: &Rules,
        ticket: Token,
        prover: u8,
        late: bool,
    ) -> Result<Token, Code> {
        let is_bound = ticket.bound.key == prover || !rules.has(Check::Key);
        let is_redeemed = self.redeemed.contains(&ticket);
        match (is_redeemed, is_bound) {
            (false, false) => return Err(Code::InvalidToken),
            (true, false) => {
                if !self.ended.contains(&ticket) {
                    self.ended.push(ticket);
                    self.ended.sort();
                }
                return Err(Code::InvalidToken);
            }
            (true, true) if late || self.ended.contains(&ticket) => return Err(Code::TokenUsed),
            (true, true) => self.repeated = true,
            (false, true) => {
                self.redeemed.push(ticket);
                self.redeemed.sort();
            }
        }
        Ok(session(ticket.user, ticket.audience, ticket.bound))
    }
}

/// Where a ticket is taken.
pub(crate) fn landing(ticket: Token) -> Address {
    match ticket.audience {
        Origin::Evil => Address::Evil(Some(ticket)),
        Origin::Domain | Origin::Issuer => Address::Receiver(Fragment::Ticket(ticket)),
    }
}

fn session(user: User, audience: Origin, bound: Bound) -> Token {
    Token {
        kind: Kind::Session,
        user,
        audience,
        bound,
    }
}

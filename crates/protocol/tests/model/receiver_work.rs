//! What the receiver page waits for: storage, its issuer, the user; as `crates/client/src/run.rs` and
//! the page's host do it.

use crosspass_protocol::handoff::receiver::{Event, Holder, Standing};
use crosspass_protocol::{Binding, Code};

use crate::place::Id;
use crate::receiver::{Turn, Work};
use crate::rules::{Check, Grain, Rules};
use crate::storage::{PendingHandoff, Session};
use crate::symbols::{Bound, Kind, Origin, Token};
use crate::world::World;

impl World {
    /// The page gets what it waited for.
    pub(crate) fn work(&mut self, rules: &Rules, window: Id, turn: Turn) {
        let Some(page) = self.receiver(window) else { return };
        let Some(work) = page.work.take() else { return };
        let event = match work {
            Work::Announce => Event::Begun(self.announce(rules, window, turn)),
            Work::Begin => Event::Begun(self.begin(rules, window, turn)),
            Work::CheckTicket(ticket) => Event::TicketChecked(self.check_ticket(rules, window, ticket)),
            Work::Redeem => Event::Redeemed(self.redeem(rules, window, turn)),
            Work::Check(token) => Event::Checked(self.check(rules, window, token)),
            Work::Ask => {
                page.asked = turn == Turn::Done;
                Event::Decided(turn == Turn::Done)
            }
            Work::Consume => match self.consume(rules, window) {
                false if self.has_come(rules, window) => Event::Kept(Ok(())),
                true if rules.grain == Grain::Fine => return,
                true => Event::Kept(self.store(rules, window, turn)),
                false => Event::Kept(Err(Code::NonceMismatch)),
            },
            Work::Store => Event::Kept(self.store(rules, window, turn)),
        };
        self.receiver_event(rules, window, event);
    }

    fn announce(&mut self, rules: &Rules, window: Id, turn: Turn) -> Result<Binding, Code> {
        let hint = self.receiver(window).and_then(|page| page.hint);
        match hint.and_then(|nonce| self.storage.find(nonce)) {
            Some(handoff) => Ok(self.remember(window, handoff)),
            None => self.begin(rules, window, turn),
        }
    }

    fn begin(&mut self, rules: &Rules, window: Id, turn: Turn) -> Result<Binding, Code> {
        if turn == Turn::StorageFails {
            return Err(Code::StorageUnavailable);
        }
        let at = self.receiver(window).map_or(Origin::Domain, |page| page.begin_at);
        // The fragment that asks may be anybody's.
        let own = if rules.has(Check::OwnAddress) {
            Origin::Domain
        } else {
            at
        };
        let handoff = self.storage.begin(own);
        Ok(self.remember(window, handoff))
    }

    fn remember(&mut self, window: Id, handoff: PendingHandoff) -> Binding {
        if let Some(page) = self.receiver(window) {
            page.begun = Some(handoff);
        }
        handoff.bound.binding()
    }

    fn check_ticket(&mut self, rules: &Rules, window: Id, ticket: Token) -> Result<Standing, Code> {
        let found = if rules.has(Check::Nonce) {
            self.storage.find(ticket.bound.nonce)
        } else {
            self.storage.remembered.last().copied()
        };
        let Some(handoff) = found else {
            if rules.has(Check::SessionIsThere) && self.storage.came_by(ticket.bound.nonce) {
                return Ok(Standing::Landed);
            }
            self.note_mismatch(ticket);
            return Err(Code::NonceMismatch);
        };
        self.remember(window, handoff);
        verify(rules, ticket, Kind::Ticket, handoff.bound)?;
        if let Some(page) = self.receiver(window) {
            page.ticket = Some(ticket);
        }
        Ok(Standing::Open)
    }

    fn redeem(&mut self, rules: &Rules, window: Id, turn: Turn) -> Result<Token, Code> {
        let ticket = self.receiver(window).and_then(|page| page.ticket.take());
        let ticket = ticket.ok_or(Code::InvalidToken)?;
        let prover = self.storage.key;
        let token = self.issuer.redeem(rules, ticket, prover, turn == Turn::Late);
        if turn == Turn::Lost {
            return Err(Code::Network);
        }
        token
    }

    fn check(&mut self, rules: &Rules, window: Id, token: Token) -> Result<Holder, Code> {
        let present = self.session_user();
        let page = self.receiver(window).ok_or(Code::NonceMismatch)?;
        let begun = page.begun.ok_or(Code::NonceMismatch)?;
        verify(rules, token, Kind::Session, begun.bound)?;
        page.verified = Some(token);
        match present {
            Some(user) if user != token.user && rules.has(Check::Question) => Ok(Holder::Other),
            Some(_) | None => Ok(Holder::Free),
        }
    }

    /// Whether the handoff was there to be used up; what it leads to comes with [`Work::Store`].
    fn consume(&mut self, rules: &Rules, window: Id) -> bool {
        let Some(nonce) = self.used_nonce(rules, window) else {
            return false;
        };
        let is_there = if rules.has(Check::AtomicConsume) {
            self.storage.consume(nonce)
        } else {
            self.storage.find(nonce).is_some()
        };
        let verified = self.receiver(window).and_then(|page| page.verified);
        if let Some(token) = verified
            && !is_there
            && !self.has_come(rules, window)
        {
            self.note_mismatch(token);
        }
        if is_there
            && rules.grain == Grain::Fine
            && let Some(page) = self.receiver(window)
        {
            page.work = Some(Work::Store);
        }
        is_there
    }

    /// Whether the session of the handoff under way is there: another window was faster.
    fn has_come(&mut self, rules: &Rules, window: Id) -> bool {
        let nonce = self.used_nonce(rules, window);
        rules.has(Check::SessionIsThere) && nonce.is_some_and(|nonce| self.storage.came_by(nonce))
    }

    /// This handoff is refused: was it the one that the present session came by?
    fn note_mismatch(&mut self, token: Token) {
        self.seen.misled |= self.storage.came_by(token.bound.nonce);
    }

    fn used_nonce(&mut self, rules: &Rules, window: Id) -> Option<u8> {
        let page = self.receiver(window)?;
        let of_token = page.verified.map(|token| token.bound.nonce);
        let of_begun = page.begun.map(|begun| begun.bound.nonce);
        if rules.has(Check::Nonce) {
            of_token
        } else {
            of_begun
        }
    }

    fn store(&mut self, rules: &Rules, window: Id, turn: Turn) -> Result<(), Code> {
        if turn == Turn::StorageFails {
            self.remember_again(window);
            return Err(Code::StorageUnavailable);
        }
        let nonce = self.used_nonce(rules, window).ok_or(Code::InvalidToken)?;
        let present = self.session_user();
        let page = self.receiver(window).ok_or(Code::InvalidToken)?;
        let (way, asked) = (page.way, page.asked);
        let token = page.verified.take().ok_or(Code::InvalidToken)?;
        let is_swap = present.is_some_and(|user| user != token.user) && !asked;
        if is_swap && rules.has(Check::HolderAgain) {
            self.remember_again(window);
            return Err(Code::AccountMismatch);
        }
        if !rules.has(Check::AtomicConsume) {
            self.storage.consume(nonce);
        }
        self.seen.swapped_silently |= is_swap;
        self.seen.kept_twice |= self.storage.kept & (1 << nonce) != 0;
        self.storage.kept |= 1 << nonce;
        self.storage.session = Some(Session {
            user: token.user,
            way,
            nonce: Some(nonce),
        });
        Ok(())
    }

    /// Nothing was kept, so nothing is used up.
    fn remember_again(&mut self, window: Id) {
        let begun = self.receiver(window).and_then(|page| page.begun);
        self.storage.remembered.extend(begun);
    }
}

/// What `verify.rs` comes to where every signature is good.
fn verify(rules: &Rules, token: Token, kind: Kind, begun: Bound) -> Result<(), Code> {
    if token.kind != kind || token.audience != Origin::Domain {
        return Err(Code::InvalidToken);
    }
    if token.bound.nonce != begun.nonce && rules.has(Check::Nonce) {
        return Err(Code::NonceMismatch);
    }
    if token.bound.key != begun.key {
        return Err(Code::InvalidToken);
    }
    Ok(())
}

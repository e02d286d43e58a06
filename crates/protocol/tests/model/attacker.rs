//! What the attacker can do from a page of its own: open windows, send any window anywhere, close what
//! scripts opened, post anything it can make up, redeem what it has got hold of. It is granted more
//! than browsers grant: a handle of every window.

use crosspass_protocol::Code;

use crate::issuer::landing;
use crate::place::{Address, Fragment, Id, MAIN, SECOND, WINDOWS};
use crate::rules::Rules;
use crate::symbols::{Bound, Kind, Origin, Said, Token, User};
use crate::window::{Page, Post, Window};
use crate::world::World;

/// The attacker's own key.
const OWN_KEY: u8 = 0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Attack {
    Open(Address),
    Navigate(Id, Address),
    Close(Id),
    Post { from: Id, to: Id, said: Said },
    Redeem(Token),
}

impl World {
    /// Everything that the attacker may try now.
    pub(crate) fn attacks(&self) -> Vec<Attack> {
        let mut attacks = Vec::new();
        let evil = |id: &Id| self.windows[*id].page == Page::Evil;
        let theirs: Vec<Id> = (0..WINDOWS).filter(evil).collect();
        for ticket in self.known.tokens.iter().filter(|token| is_victims_ticket(token)) {
            attacks.push(Attack::Redeem(*ticket));
        }
        if theirs.is_empty() {
            return attacks;
        }
        if self.free_window().is_some() {
            attacks.extend(self.links().into_iter().map(Attack::Open));
        }
        for window in 0..WINDOWS {
            let page = &self.windows[window].page;
            if *page == Page::Closed {
                continue;
            }
            let ways = self.detours(window).into_iter();
            attacks.extend(ways.map(|way| Attack::Navigate(window, way)));
            if window != MAIN && window != SECOND {
                attacks.push(Attack::Close(window));
            }
            for from in &theirs {
                let said = self.lies(page);
                attacks.extend(said.into_iter().map(|said| Attack::Post {
                    from: *from,
                    to: window,
                    said,
                }));
            }
        }
        attacks
    }

    /// Addresses that it can make: bound to its own nonce or to one that it has learnt.
    fn links(&self) -> Vec<Address> {
        let learnt = self.known.nonces.iter().filter(|nonce| **nonce != 0);
        let popups = std::iter::once(None).chain(learnt.map(|nonce| Some(*nonce)));
        let popups = popups.map(|hint| Address::Receiver(Fragment::Popup(hint)));
        let tickets = self.tokens(Kind::Ticket).into_iter();
        let tickets = tickets.map(|ticket| Address::Receiver(Fragment::Ticket(ticket)));
        let begun = self.known.bounds().into_iter();
        let begun = begun.map(|bound| Address::SignIn(Origin::Domain, Some(bound)));
        let own = self.known.bounds().pop();
        popups
            .chain(tickets)
            .chain(begun)
            .chain([
                Address::Receiver(Fragment::Begin(Origin::Evil)),
                Address::SignIn(Origin::Domain, None),
                Address::SignIn(Origin::Evil, own),
            ])
            .collect()
    }

    /// Tokens that it can bring: nothing can be had for a nonce that the issuer keeps to somebody else.
    fn tokens(&self, kind: Kind) -> Vec<Token> {
        let mut tokens = self.known.tokens(kind);
        tokens.retain(|token| {
            token.user != User::Attacker || self.issuer.binds(User::Attacker, token.bound.nonce)
        });
        tokens
    }

    /// Where it can send a window that is open. Its own page goes where a popup's opener is looked for;
    /// the user's windows go to its page or where a link leads. What it has opened itself it can as
    /// well close and open anew.
    fn detours(&self, window: Id) -> Vec<Address> {
        let Window { page, opener } = &self.windows[window];
        if *page == Page::Evil {
            return vec![Address::SignIn(Origin::Domain, self.known.bounds().pop())];
        }
        if opener.is_some_and(|opener| self.windows[opener].page == Page::Evil) {
            return Vec::new();
        }
        let mut all = vec![Address::Evil(None)];
        all.extend(self.links());
        all
    }

    /// Messages that the page might take.
    fn lies(&self, page: &Page) -> Vec<Said> {
        let bounds: Vec<Bound> = self.known.bounds();
        match page {
            Page::Auth(auth) if auth.popup.window().is_some() => {
                let readies = bounds.iter().map(|bound| Said::Ready(*bound));
                let stored = self.known.nonces.iter().map(|nonce| Said::Stored(*nonce));
                let failed = std::iter::once(Said::Failed(Code::InvalidToken));
                readies.chain(stored).chain(failed).collect()
            }
            Page::Receiver(page) if page.opener.is_some() => {
                let tokens = self.tokens(Kind::Session);
                tokens.into_iter().map(Said::Session).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Carries one out. A message that changes nothing does not count: it costs nothing either.
    pub(crate) fn attack(&mut self, rules: &Rules, attack: Attack) {
        if let Attack::Open(address) | Attack::Navigate(_, address) = attack {
            self.have_bound(address);
        }
        match attack {
            // What it sends on its way has arrived: waiting for it is acting later.
            Attack::Open(address) => {
                let opener = (0..WINDOWS).rev().find(|id| self.windows[*id].page == Page::Evil);
                if let Some(window) = self.free_window() {
                    self.open(window, address, opener);
                    self.load(rules, window);
                }
            }
            Attack::Navigate(window, address) => {
                self.navigate(window, address);
                self.load(rules, window);
            }
            Attack::Close(window) => self.close(window),
            Attack::Post { from, to, said } => {
                let before = self.clone();
                let post = Post {
                    from,
                    origin: Origin::Evil,
                    to,
                    target: None,
                    said,
                };
                self.deliver(rules, &post);
                if *self == before {
                    return;
                }
                self.seen.misheard = true;
            }
            Attack::Redeem(ticket) => {
                let before = self.issuer.clone();
                let answer = self.issuer.redeem(rules, ticket, OWN_KEY, false);
                match answer {
                    Ok(token) => self.known.learn(token),
                    Err(_) if self.issuer == before => return,
                    Err(_) => {}
                }
            }
        }
        self.left.attacks -= 1;
    }

    /// A ticket of the attacker's own account was bound first.
    fn have_bound(&mut self, address: Address) {
        if let Address::Receiver(Fragment::Ticket(ticket)) = address
            && ticket.user == User::Attacker
        {
            self.issuer.claim(User::Attacker, ticket.bound.nonce);
        }
    }

    /// A link with a ticket is a link like any other: it can be taken from a history or a log.
    pub(crate) fn leak(&mut self, window: Id) {
        if let Page::Loading(Address::Receiver(Fragment::Ticket(ticket))) = self.windows[window].page {
            self.known.learn(ticket);
            self.seen.leaked = true;
        }
    }

    /// The landing's tab is duplicated before its page takes the ticket off the address.
    pub(crate) fn duplicate(&mut self, window: Id) {
        if let Page::Loading(Address::Receiver(Fragment::Ticket(ticket))) = self.windows[window].page
            && let Some(other) = self.free_window()
        {
            self.open(other, landing(ticket), None);
        }
    }
}

fn is_victims_ticket(token: &Token) -> bool {
    token.kind == Kind::Ticket && token.audience == Origin::Domain
}

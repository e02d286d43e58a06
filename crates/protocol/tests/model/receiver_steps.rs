//! What happens at the receiver page: the real receiver machine is asked, as `crates/client/receiver/run.ts` and the page's
//! host ask it.

use crosspass_protocol::handoff::Receiver;
use crosspass_protocol::handoff::receiver::{Arrival, Effect, Event};

use crate::place::{Address, Fragment, Id, MAIN};
use crate::receiver::{Page, Turn, Work};
use crate::rules::{Check, Grain, Rules};
use crate::storage::Way;
use crate::symbols::{Bound, Origin, Said, Token};
use crate::window::{Page as Shown, Post};
use crate::world::World;

impl World {
    /// The receiver page has loaded.
    pub(crate) fn arrive(&mut self, rules: &Rules, window: Id, fragment: Fragment) {
        let opener = self.windows[window].opener;
        let mut page = Page {
            machine: Receiver::default(),
            opener: None,
            way: Way::Redirect,
            hint: None,
            begin_at: Origin::Domain,
            begun: None,
            ticket: None,
            verified: None,
            work: None,
            asked: false,
            shown: None,
        };
        let arrival = match fragment {
            Fragment::Popup(hint) if opener.is_some() => {
                (page.opener, page.way, page.hint) = (opener, Way::Popup, hint);
                Arrival::Popup
            }
            Fragment::Popup(_) => Arrival::Alone,
            Fragment::Ticket(ticket) => Arrival::Ticket(ticket),
            Fragment::Begin(at) => {
                page.begin_at = at;
                Arrival::Begin
            }
        };
        self.windows[window].page = Shown::Receiver(Box::new(page));
        self.receiver_event(rules, window, Event::Arrived(arrival));
    }

    /// The receiver's listener.
    pub(crate) fn receiver_hears(&mut self, rules: &Rules, post: &Post) {
        let Some(page) = self.receiver(post.to) else {
            return;
        };
        let is_ours = page.opener == Some(post.from)
            && (post.origin == Origin::Issuer || !rules.has(Check::ReceiverOrigin));
        if is_ours && let Said::Session(token) = post.said {
            self.receiver_event(rules, post.to, Event::Session(token));
        }
    }

    pub(crate) fn receiver_event(&mut self, rules: &Rules, window: Id, event: Event<Token>) {
        let Some(page) = self.receiver(window) else { return };
        for effect in page.machine.handle(event) {
            self.perform(rules, window, effect);
        }
        if rules.grain == Grain::Coarse
            && let Some(page) = self.receiver(window)
            && page.work.is_some_and(Work::is_private)
        {
            self.work(rules, window, Turn::Done);
        }
    }

    fn perform(&mut self, rules: &Rules, window: Id, effect: Effect<Token>) {
        let Some(page) = self.receiver(window) else { return };
        let begun = page.begun;
        match effect {
            Effect::Announce => page.work = Some(Work::Announce),
            Effect::Begin => page.work = Some(Work::Begin),
            Effect::CheckTicket(ticket) => page.work = Some(Work::CheckTicket(ticket)),
            Effect::Redeem => page.work = Some(Work::Redeem),
            Effect::Check(token) => page.work = Some(Work::Check(token)),
            Effect::Ask => page.work = Some(Work::Ask),
            Effect::Keep => page.work = Some(Work::Consume),
            Effect::PostReady(binding) => self.tell(rules, window, Said::Ready(Bound::of(&binding))),
            Effect::PostStored => {
                if let Some(begun) = begun {
                    self.tell(rules, window, Said::Stored(begun.bound.nonce));
                }
            }
            Effect::PostFailed(code) => self.tell(rules, window, Said::Failed(code)),
            Effect::GoToIssuer(binding) => {
                let to = begun.map_or(Origin::Domain, |begun| begun.return_to);
                self.navigate(window, Address::SignIn(to, Some(Bound::of(&binding))));
            }
            Effect::GoToReturn => match begun.map(|begun| begun.return_to) {
                Some(Origin::Evil) => {
                    self.seen.strayed = true;
                    self.navigate(window, Address::Evil(None));
                }
                Some(Origin::Domain | Origin::Issuer) | None => self.navigate(window, Address::Home),
            },
            Effect::Close if window == MAIN => self.windows[window].page = Shown::Alone,
            Effect::Close => self.close(window),
            Effect::Show(code) => page.shown = Some(code),
        }
    }

    fn tell(&mut self, rules: &Rules, window: Id, said: Said) {
        let opener = self.receiver(window).and_then(|page| page.opener);
        if let Some(opener) = opener {
            self.post(rules, window, opener, Origin::Issuer, said);
        }
    }
}

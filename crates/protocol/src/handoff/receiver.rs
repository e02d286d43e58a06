//! The domain's half: announces a nonce and a key, takes the one token that is bound to both,
//! keeps the session, and says so.

use super::carrier::Carrier;
use crate::error::Code;
use crate::identifier::Binding;

/// How the receiver page was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival<T> {
    /// In a frame: refused, nothing is installed.
    Framed,
    /// In a popup that the auth page opened.
    Popup,
    /// In a popup that was cut off its opener, or by hand: nothing to do here.
    Alone,
    /// By the redirect carrier, with a ticket.
    Ticket(T),
    /// Sent by the issuer to begin a handoff.
    Begin,
}

/// A verified token, as far as the machine asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// The domain has no session, or one of the same user.
    Free,
    /// The domain has a session of another user.
    Other,
}

/// What has become of the handoff that a ticket names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It waited for this ticket, which is good.
    Open,
    /// It was used up, and the present session came by it: another window was faster.
    Landed,
}

/// What happens to the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<T> {
    /// The page has loaded.
    Arrived(Arrival<T>),
    /// A remembered or a new handoff: the answer to [`Effect::Announce`] and [`Effect::Begin`].
    Begun(Result<Binding, Code>),
    /// The auth page posts a session token.
    Session(T),
    /// The ticket was checked against a remembered handoff, or one whose session is there.
    TicketChecked(Result<Standing, Code>),
    /// The issuer's answer to the ticket.
    Redeemed(Result<T, Code>),
    /// The session token was checked, and the present session looked at.
    Checked(Result<Holder, Code>),
    /// The user answers whether to replace the present session.
    Decided(bool),
    /// The handoff was used up and the session kept, here or by another window.
    Kept(Result<(), Code>),
}

/// What the adapter carries out, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect<T> {
    /// Find or make the handoff that this popup is for, and report with [`Event::Begun`].
    Announce,
    /// Post `ready` to the issuer's origin.
    PostReady(Binding),
    /// Make a handoff and remember it, and report with [`Event::Begun`].
    Begin,
    /// Navigate to the issuer's `/sign-in` with this binding.
    GoToIssuer(Binding),
    /// Verify a ticket against the remembered handoff that it names.
    CheckTicket(T),
    /// Redeem the verified ticket with a proof of the key.
    Redeem,
    /// Verify a session token against the handoff under way.
    Check(T),
    /// Ask the user whether the other user's session is to be replaced.
    Ask,
    /// Use up the handoff and keep the verified session: one transaction.
    Keep,
    /// Post `stored` to the issuer's origin.
    PostStored,
    /// Post `failed` to the issuer's origin.
    PostFailed(Code),
    /// Navigate to the handoff's `return_to`.
    GoToReturn,
    /// Close this window.
    Close,
    /// Say why it ended, with a way on.
    Show(Code),
}

/// The machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Receiver {
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum State {
    New,
    Announcing,
    Beginning,
    /// Popup: ready was posted, the token is awaited.
    Waiting,
    CheckingTicket,
    Redeeming,
    Checking(Carrier),
    Asking,
    Keeping(Carrier),
    Ended,
}

impl Default for Receiver {
    fn default() -> Self {
        Self { state: State::New }
    }
}

impl Receiver {
    /// Takes an event; returns what is to be done, in order. What does not fit is ignored.
    pub fn handle<T>(&mut self, event: Event<T>) -> Vec<Effect<T>> {
        let (next, effects) = match (self.state, event) {
            (State::New, Event::Arrived(arrival)) => arrive(arrival),
            (State::Announcing, Event::Begun(Ok(binding))) => {
                (State::Waiting, vec![Effect::PostReady(binding)])
            }
            (State::Announcing, Event::Begun(Err(code))) => fail(Carrier::Popup, code),
            (State::Beginning, Event::Begun(Ok(binding))) => {
                (State::Ended, vec![Effect::GoToIssuer(binding)])
            }
            (State::Beginning, Event::Begun(Err(code))) => fail(Carrier::Redirect, code),
            (State::Waiting, Event::Session(token)) => {
                (State::Checking(Carrier::Popup), vec![Effect::Check(token)])
            }
            (State::CheckingTicket, Event::TicketChecked(Ok(Standing::Open))) => {
                (State::Redeeming, vec![Effect::Redeem])
            }
            (State::CheckingTicket, Event::TicketChecked(Ok(Standing::Landed))) => {
                (State::Ended, vec![Effect::GoToReturn])
            }
            (State::Redeeming, Event::Redeemed(Ok(token))) => {
                (State::Checking(Carrier::Redirect), vec![Effect::Check(token)])
            }
            (State::CheckingTicket, Event::TicketChecked(Err(code)))
            | (State::Redeeming, Event::Redeemed(Err(code))) => fail(Carrier::Redirect, code),
            (State::Checking(carrier), Event::Checked(Ok(Holder::Free))) => {
                (State::Keeping(carrier), vec![Effect::Keep])
            }
            // The popup has no room for the question: the redirect carrier asks it.
            (State::Checking(Carrier::Popup), Event::Checked(Ok(Holder::Other))) => {
                fail(Carrier::Popup, Code::AccountMismatch)
            }
            (State::Checking(Carrier::Redirect), Event::Checked(Ok(Holder::Other))) => {
                (State::Asking, vec![Effect::Ask])
            }
            (State::Checking(carrier), Event::Checked(Err(code)))
            | (State::Keeping(carrier), Event::Kept(Err(code))) => fail(carrier, code),
            (State::Asking, Event::Decided(true)) => (State::Keeping(Carrier::Redirect), vec![Effect::Keep]),
            (State::Asking, Event::Decided(false)) => (State::Ended, vec![Effect::GoToReturn]),
            (State::Keeping(Carrier::Popup), Event::Kept(Ok(()))) => (State::Ended, vec![Effect::PostStored]),
            (State::Keeping(Carrier::Redirect), Event::Kept(Ok(()))) => {
                (State::Ended, vec![Effect::GoToReturn])
            }
            (
                state,
                Event::Arrived(_)
                | Event::Begun(_)
                | Event::Session(_)
                | Event::TicketChecked(_)
                | Event::Redeemed(_)
                | Event::Checked(_)
                | Event::Decided(_)
                | Event::Kept(_),
            ) => (state, Vec::new()),
        };
        self.state = next;
        effects
    }
}

fn arrive<T>(arrival: Arrival<T>) -> (State, Vec<Effect<T>>) {
    match arrival {
        Arrival::Framed => (State::Ended, Vec::new()),
        Arrival::Popup => (State::Announcing, vec![Effect::Announce]),
        Arrival::Alone => (State::Ended, vec![Effect::Close]),
        Arrival::Ticket(ticket) => (State::CheckingTicket, vec![Effect::CheckTicket(ticket)]),
        Arrival::Begin => (State::Beginning, vec![Effect::Begin]),
    }
}

fn fail<T>(carrier: Carrier, code: Code) -> (State, Vec<Effect<T>>) {
    let told = match carrier {
        Carrier::Popup => vec![Effect::PostFailed(code), Effect::Show(code)],
        Carrier::Redirect => vec![Effect::Show(code)],
    };
    (State::Ended, told)
}

//! One page's sign-in, from the user's gesture on.

mod effects;
mod state;

use crosspass_protocol::handoff::opener::{Event, Opener, Start};

use crate::data::Credentials;
use effects::dispatch;
use state::Shared;

pub(crate) use state::Run;

/// Begins an attempt inside the user's gesture.
pub(crate) fn begin(run: &Shared, start: Start, credentials: Option<Credentials>) {
    {
        let mut this = run.borrow_mut();
        if this.machine.is_working() {
            return;
        }
        this.machine = Opener::new(this.carrier(), this.begun.clone());
        this.start = start;
        this.credentials = credentials;
        this.refusal = None;
        this.landing = None;
        this.attempt = this.attempt.wrapping_add(1);
    }
    dispatch(run, Event::Submitted(start));
}

//! The domain's machine: what goes wrong on the redirect's way is said on the page, and to nobody else.

use crosspass_protocol::Code;
use crosspass_protocol::handoff::Receiver;
use crosspass_protocol::handoff::receiver::{Arrival, Effect, Event};

type Token = &'static str;

#[test]
fn a_handoff_that_cannot_begin() {
    let mut receiver = Receiver::default();
    receiver.handle::<Token>(Event::Arrived(Arrival::Begin));
    let refused = receiver.handle::<Token>(Event::Begun(Err(Code::StorageUnavailable)));
    assert_eq!(refused, [Effect::Show(Code::StorageUnavailable)]);
}

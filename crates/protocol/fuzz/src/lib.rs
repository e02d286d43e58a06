//! What is fuzzed: a function for each parser of hostile bytes. Each asserts what must hold beside "no
//! panic"; the same functions replay the corpus in an ordinary test.

mod random;
mod second_reader;

use crosspass_protocol::dpop::{UntrustedProof, attach};
use crosspass_protocol::handoff::opener::{self, Answer, Carrier, Start};
use crosspass_protocol::handoff::receiver::{self, Arrival, Holder, Standing};
use crosspass_protocol::handoff::{Opener, Receiver};
use crosspass_protocol::message::{Field, Message};
use crosspass_protocol::{
    Binding, BindingRule, Code, Expected, Jwks, Nonce, Origin, PathReading, ReturnTo, SessionClaims,
    Timestamp, UntrustedToken, compare_strict_json, native,
};

/// When tokens of the corpus are read.
const NOW: i64 = 1_790_000_000;

/// A target: its name and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("origin", origin),
    ("return_to", return_to),
    ("path", path),
    ("json", json),
    ("token", token),
    ("claims", claims),
    ("proof", proof),
    ("key_set", key_set),
    ("message", message),
    ("opener", opener_events),
    ("receiver", receiver_events),
];

/// The strict parser and `serde_json` read alike what both take.
pub fn json(data: &[u8]) {
    let _taken = compare_strict_json(data);
}

/// An origin that is taken is its own serialisation.
pub fn origin(data: &[u8]) {
    if let Ok(text) = core::str::from_utf8(data)
        && let Ok(origin) = Origin::parse(text)
    {
        assert_eq!(origin.as_str(), text);
    }
}

/// An address that is taken reads the same again.
pub fn return_to(data: &[u8]) {
    if let Ok(text) = core::str::from_utf8(data)
        && let Ok(address) = ReturnTo::parse(text)
    {
        assert_eq!(ReturnTo::parse(address.as_str()).as_ref(), Ok(&address));
        assert!(address.as_str().starts_with(address.origin().as_str()));
    }
}

/// A path that every reader takes for one page stays that, and none of ours, below another folder; and whatever a path is,
/// ours is found behind a way up.
pub fn path(data: &[u8]) {
    if let Ok(text) = core::str::from_utf8(data) {
        if PathReading::of(text) == PathReading::One {
            assert_eq!(PathReading::of(&format!("/a{text}")), PathReading::One);
        }
        let folders = text.split('/').count();
        let ours = format!("/{text}/{}crosspass/", "..%2f".repeat(folders));
        if !text.contains(['%', '\\']) {
            assert_eq!(PathReading::of(&ours), PathReading::Reserved);
        }
    }
}

/// A token of any bytes has an answer, and names a key only if it is well-formed.
pub fn token(data: &[u8]) {
    if let Ok(text) = core::str::from_utf8(data)
        && let Ok(token) = UntrustedToken::parse(text)
    {
        assert!(!token.key_id().as_str().is_empty());
        let _ = token.unverified_nonce();
    }
}

/// Signed claims of any bytes, after a line with the header: jwt-compact takes what passes every check of ours, and reads
/// the same from it.
pub fn claims(data: &[u8]) {
    let line = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (header, payload) = data.split_at(line);
    let key = random::signing_key();
    let header = attach("", header);
    let signed = attach(
        header.trim_start_matches('.'),
        payload.get(1..).unwrap_or_default(),
    );
    #[expect(clippy::expect_used, reason = "without randomness nothing can be signed")]
    let signature = key.sign_bytes(signed.as_bytes()).expect("a signature");
    let token = attach(&signed, &signature);
    let answer = || native::verify(UntrustedToken::parse(&token)?.check_with(key.public_jwk())?);
    #[expect(clippy::expect_used, reason = "both are origins")]
    let origin = |text| Origin::parse(text).expect("an origin");
    let (issuer, audience) = (
        origin("https://auth.example.com"),
        origin("https://app.customer.com"),
    );
    let expected = Expected {
        issuer: &issuer,
        audience: &audience,
        now: Timestamp::from_seconds(NOW),
        binding: BindingRule::Unbound,
    };
    if let Ok(taken) = answer().and_then(|signed| signed.accept::<SessionClaims>(&expected)) {
        let theirs = second_reader::read_at(key, &token, NOW);
        assert_eq!(second_reader::difference(taken.claims(), theirs.as_ref()), None);
    }
    if let Ok(renewable) = answer().and_then(|signed| signed.accept_even_if_expired(&expected)) {
        let theirs = second_reader::read(key, &token);
        assert_eq!(
            second_reader::difference(renewable.claims(), theirs.as_ref()),
            None
        );
    }
}

/// A proof of any bytes has an answer.
pub fn proof(data: &[u8]) {
    if let Ok(text) = core::str::from_utf8(data)
        && let Ok(proof) = UntrustedProof::parse(text)
    {
        let _ = crosspass_protocol::native::verify(proof.check());
    }
}

/// A key set that is taken publishes itself as itself.
pub fn key_set(data: &[u8]) {
    if let Ok(set) = Jwks::parse(data) {
        assert_eq!(Jwks::parse(set.to_json().as_bytes()).as_ref(), Ok(&set));
    }
}

/// Members of a message: one a line, `name=text` or `name#` for the number 1.
pub fn message(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else {
        return;
    };
    let field = |line: &str| match line.split_once('=') {
        Some((name, value)) => (name.to_owned(), Field::Text(value.to_owned())),
        None => (line.trim_end_matches('#').to_owned(), Field::Number(1.0)),
    };
    let fields: Vec<_> = text.lines().take(8).map(field).collect();
    if let Ok(message) = Message::parse(&fields) {
        assert_eq!(message.members().len() + 1, fields.len());
    }
}

/// One byte an event: credentials are sent at most once for each submission, one landing.
pub fn opener_events(data: &[u8]) {
    use opener::{Effect, Event};
    let mut machine = Opener::new(Carrier::Popup, data.first().map(|first| binding(*first)));
    let (mut submitted, mut sent, mut left) = (0, 0, 0);
    for byte in data.iter().take(256) {
        let event = match byte % 11 {
            0 => Event::Submitted(Start::Credentials),
            1 => Event::Submitted(Start::Session),
            2 => Event::Opened(byte & 0x80 == 0),
            3 => Event::Ready(binding(*byte)),
            4 => Event::Answered(Ok(Answer {
                permitted: byte & 0x80 == 0,
                token: Some(*byte),
            })),
            5 => Event::Answered(Err(Code::InvalidCredentials)),
            6 => Event::Minted(Ok(*byte)),
            7 => Event::Stored(binding(*byte).nonce),
            8 => Event::Failed(Code::InvalidToken),
            9 => Event::PopupClosed,
            _ => Event::Tick,
        };
        submitted += u32::from(matches!(event, Event::Submitted(_)));
        for effect in machine.handle(event) {
            match effect {
                Effect::SendCredentials => sent += 1,
                Effect::GoToReturn | Effect::Redirect => left += 1,
                _ => {}
            }
        }
        assert!(sent <= submitted && left <= 1);
    }
}

/// One byte an event: nothing is kept that was not checked, and nothing twice.
pub fn receiver_events(data: &[u8]) {
    use receiver::{Effect, Event};
    let mut machine = Receiver::default();
    let (mut checks, mut keeps) = (0, 0);
    for byte in data.iter().take(256) {
        let event = match byte % 11 {
            0 => Event::Arrived(Arrival::Popup),
            1 => Event::Arrived(Arrival::Ticket(*byte)),
            2 => Event::Arrived(Arrival::Begin),
            3 => Event::Begun(Ok(binding(*byte))),
            4 => Event::Session(*byte),
            5 => Event::TicketChecked(Ok(if byte & 0x80 == 0 {
                Standing::Open
            } else {
                Standing::Landed
            })),
            6 => Event::Redeemed(Ok(*byte)),
            7 => Event::Checked(Ok(if byte & 0x80 == 0 {
                Holder::Free
            } else {
                Holder::Other
            })),
            8 => Event::Decided(byte & 0x80 == 0),
            9 => Event::Kept(Ok(())),
            _ => Event::Checked(Err(Code::InvalidToken)),
        };
        for effect in machine.handle(event) {
            match effect {
                Effect::Check(_) => checks += 1,
                Effect::Keep => keeps += 1,
                _ => {}
            }
        }
        assert!(keeps <= checks && checks <= 1);
    }
}

/// One of two bindings.
fn binding(byte: u8) -> Binding {
    let which = u8::from(byte & 0x40 != 0);
    let nonce = Nonce::from_random([which; 32]);
    // A thumbprint has the form of a nonce.
    #[expect(clippy::expect_used, reason = "32 bytes in base64url are a thumbprint")]
    let jkt = crosspass_protocol::KeyThumbprint::parse(nonce.as_str()).expect("a thumbprint");
    Binding { nonce, jkt }
}

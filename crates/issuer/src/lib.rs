//! The issuer: who users are, where they may go, and what is signed for them. It knows nothing of HTTP: `crates/server`
//! serves it, `crates/cli` puts it together.

pub mod actions;
mod clock;
mod fault;
mod issuer;
mod jobs;
mod keys;
mod limits;
pub mod model;
mod notifier;
mod password;
mod random;
pub mod store;
mod tokens;
mod upstream;

pub use clock::{Clock, SystemClock};
pub use fault::Fault;
pub use issuer::{Issuer, IssuerError, IssuerSettings};
pub use jobs::{Dns, DnsError, run as run_jobs};
pub use keys::{KeyError, KeyRing, begin as begin_keys, is_published, make as make_key};
pub use limits::{Allowance, Exhausted, LimitSettings, Limits};
pub use notifier::Notifier;
pub use password::{
    MAX_PASSWORD, Password, PasswordError, PasswordHash, PasswordLengthError, PasswordLimits, Passwords,
};
pub use random::{RandomError, Randomness};
pub use tokens::Signer;
pub use upstream::{
    Assurance, CookieReach, Kratos, KratosError, KratosSettings, Path as TraitPath, Person, PersonError,
    Seen, Step, Traits, Unfit, Whoami,
};

//! The issuer: signs users in, decides where they may go, signs tokens. `app(state) -> Router` is all
//! of its HTTP; the binary `crosspass` serves it and has the operators' commands.

mod app;
mod assets;
mod cli;
mod clock;
mod config;
mod decision;
mod error;
mod headers;
mod http;
mod identity;
mod keys;
mod limits;
mod logout;
mod media_type;
pub mod model;
mod ownership;
mod pages;
mod password;
mod random;
mod routes;
mod serve;
mod state;
pub mod store;
mod telemetry;
mod texts;
mod tokens;

pub use app::app;
pub use assets::Files;
pub use cli::main as command_line;
pub use clock::{Clock, SystemClock};
pub use config::{
    Config, ConfigError, GateConfig, GateOrigin, KratosConfig, Problem, SETTINGS, Setting, Sources,
    StorageConfig, ValueSource,
};
pub use decision::{Decision, carrier_is_open, may_enter};
pub use http::Peer;
pub use identity::{
    Assurance, CookieReach, Kratos, KratosError, Path as TraitPath, Person, PersonError, ProviderEndings,
    Traits, Whose,
};
pub use keys::{KeyError, KeyRing, begin as begin_keys, make as make_key};
pub use limits::{Allowance, Exhausted, Limiter, holder};
pub use logout::{Notices, deliver as deliver_notices};
pub use ownership::{Dns, DnsError, look_after as look_after_proofs};
pub use pages::{About, ErrorPage, Look, PageSet, Pages, PagesError, Scene};
pub use password::{
    MAX_PASSWORD, Password, PasswordError, PasswordHash, PasswordLengthError, PasswordLimits, Passwords,
};
pub use random::{RandomError, Randomness};
pub use routes::{Kind, ROUTES, Route};
pub use state::{AppState, Issuer, IssuerError};
pub use texts::{Key, Language, Wording, WordingError, Wordings};
pub use tokens::Signer;

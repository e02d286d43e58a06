//! Who says who users are, where that is not Crosspass itself: Ory Kratos. `kratos/` asks it, the rest is what the issuer
//! makes of the answers.

mod assurance;
mod check;
mod kratos;
mod path;
mod person;
mod reach;

pub use assurance::Assurance;
pub use kratos::{Kratos, KratosError, KratosSettings, Seen, Step, Unfit, Whoami};
pub use path::Path;
pub use person::{Person, PersonError, Traits};
pub use reach::CookieReach;

//! The issuer's pages: templates filled with what the server knows.

mod look;
mod probe;
mod refusal;
mod scene;
mod set;
mod speech;
pub(crate) mod style;
mod templates;
mod way;

pub use look::Look;
pub use refusal::{About, ErrorPage};
pub use scene::Scene;
pub use set::{PageSet, PagesError};
pub use templates::Pages;
use way::Way;

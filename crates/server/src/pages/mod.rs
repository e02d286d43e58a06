//! The issuer's pages: templates filled with what the server knows.

mod next_step;
mod page_context;
mod probe;
mod refusal;
mod set;
pub(crate) mod style;
mod templates;
mod theme;
mod translator;

use next_step::NextStep;
pub use page_context::PageContext;
pub use refusal::{About, ErrorPage};
pub use set::{PageSet, PagesError};
pub use templates::Pages;
pub use theme::Theme;

//! HTTP of the issuer: `app(state) -> Router` is all of it. What is decided, `crates/issuer` decides.

mod app;
mod assets;
mod error;
mod headers;
mod http;
mod pages;
mod routes;
mod serve;
mod state;
mod texts;

pub use app::app;
pub use assets::Files;
pub use http::Peer;
pub use pages::{About, ErrorPage, PageContext, PageSet, Pages, PagesError, Theme};
pub use routes::{ROUTES, Route, RouteKind};
pub use serve::serve;
pub use state::{AppState, Site, SiteSettings};
pub use texts::{Key, Wording, WordingError, Wordings};

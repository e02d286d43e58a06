//! The issuer's HTTP as one Router.

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::http;
use crate::routes::ROUTES;
use crate::state::AppState;

/// The whole of it. Requests carry their peer's address as an extension, `Peer`.
pub fn app(state: AppState) -> Router {
    ROUTES
        .iter()
        .fold(Router::new(), |router, route| {
            router.route(route.path, route.method_router())
        })
        .fallback(http::nothing)
        // Outermost last: what `bounded` refuses is observed like every other answer.
        .layer(from_fn_with_state(state.clone(), http::bounded))
        .layer(from_fn_with_state(state.clone(), http::observed))
        .with_state(state)
}

//! Bounds on requests: how many at once, how long one may take. Health answers always.

use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Failure;
use crate::routes::{RouteKind, route_kind};
use crate::state::Site;
use std::sync::Arc;

/// Longer than any wait inside (a turn at hashing, a lock in the database), shorter than people wait.
const DEADLINE: Duration = Duration::from_secs(15);

/// Refuses what is too much, gives up on what takes too long. A handler that is given up leaves no
/// transaction behind: dropped means rolled back.
pub(crate) async fn bounded(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>();
    if matched.is_some_and(|path| route_kind(path.as_str()) == RouteKind::Operations) {
        return next.run(request).await;
    }
    let Ok(_place) = site.places.try_acquire() else {
        return Failure::unavailable("Too many requests at the moment. Try again.").into_response();
    };
    match tokio::time::timeout(DEADLINE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::unavailable("This took too long. Try again.").into_response(),
    }
}

//! The tower layer: identifies each request once, for the extractors, sets the renewed cookie, and answers pages of
//! listed origins (CORS).

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use tower_layer::Layer;
use tower_service::Service;

use crate::caches::keep_out;
use crate::identify::RequestSession;
use crate::state::{Crosspass, Inner};

/// Identifies requests: what [`Session`](crate::Session) and `Option<Session>` are extracted from.
#[derive(Clone, Debug)]
pub struct CrosspassLayer(Crosspass);

impl Crosspass {
    /// The layer for all routes that ask who is signed in.
    #[must_use]
    pub fn layer(&self) -> CrosspassLayer {
        CrosspassLayer(self.clone())
    }
}

impl<S> Layer<S> for CrosspassLayer {
    type Service = CrosspassService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CrosspassService {
            crosspass: Arc::clone(&self.0.0),
            inner,
        }
    }
}

/// A service behind [`CrosspassLayer`].
#[derive(Clone)]
pub struct CrosspassService<S> {
    crosspass: Arc<Inner>,
    inner: S,
}

impl<S> Service<Request> for CrosspassService<S>
where
    S: Service<Request, Response = Response> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The one that is ready goes along with the request, its copy stays.
        let copy = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, copy);
        let crosspass = Arc::clone(&self.crosspass);
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let cors = crosspass.cors(&parts);
            if let Some(allowed) = cors.preflight(&parts) {
                return Ok(allowed);
            }
            let RequestSession { session, cookie } = crosspass.identify(&parts).await;
            parts.extensions.insert(IdentifiedSession(session));
            let mut response = inner.call(Request::from_parts(parts, body)).await?;
            if let Some(cookie) = cookie {
                add(response.headers_mut(), cookie);
            }
            keep_out(response.headers_mut());
            cors.allow(&mut response);
            Ok(response)
        })
    }
}

/// Sets the cookie, unless the answer does: a handler that begins or ends a session has the last word.
fn add(headers: &mut HeaderMap, cookie: HeaderValue) {
    let is_same = |other: &HeaderValue| name(other) == name(&cookie);
    if !headers.get_all(SET_COOKIE).iter().any(is_same) {
        headers.append(SET_COOKIE, cookie);
    }
}

fn name(cookie: &HeaderValue) -> Option<&[u8]> {
    cookie.as_bytes().split(|byte| *byte == b'=').next()
}

/// What the layer leaves in a request's extensions for the extractors.
#[derive(Clone, Debug)]
pub(crate) struct IdentifiedSession(pub(crate) Result<Option<crate::Session>, crate::error::Refusal>);

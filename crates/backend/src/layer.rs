//! The tower layer: identifies each request once, for the extractors, sets the renewed cookie, and answers pages of
//! listed origins (CORS).

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use tower_layer::Layer;
use tower_service::Service;

use crate::identify::Identified;
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
            let caller = crosspass.callers.caller(&parts.headers);
            if let Some(mut allowed) = caller.as_ref().and_then(|caller| caller.preflight(&parts)) {
                crosspass.callers.vary(&mut allowed);
                return Ok(allowed);
            }
            let Identified { who, cookie } = crosspass.identify(&parts).await;
            parts.extensions.insert(Known(who));
            let mut response = inner.call(Request::from_parts(parts, body)).await?;
            if let Some(cookie) = cookie {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            crosspass.callers.vary(&mut response);
            if let Some(caller) = caller {
                caller.allow(&mut response);
            }
            Ok(response)
        })
    }
}

/// What the layer found out.
#[derive(Clone, Debug)]
pub(crate) struct Known(pub(crate) Result<Option<crate::Session>, crate::error::Refusal>);

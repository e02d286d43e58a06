//! A front as a mistaken configuration makes it: everything that comes for its own name goes on as if it had come for
//! another domain's.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use e2e::{Backend, port};
use tokio::task::AbortHandle;

/// Longer bodies go nowhere.
const LONGEST: usize = 64 * 1024;

/// A front that rewrites `Host`. It ends when dropped.
pub(super) struct Rewriting {
    origin: String,
    task: AbortHandle,
}

struct Behind {
    address: String,
    host: HeaderValue,
    client: reqwest::Client,
}

impl Rewriting {
    /// Answers as `http://NAME.localhost:PORT` with what `backend` says.
    pub(super) async fn open(name: &str, backend: &Backend) -> Result<Self> {
        let listener = port::listen().await?;
        let origin = format!("http://{name}.localhost:{}", listener.local_addr()?.port());
        let host = backend.origin().trim_start_matches("http://");
        let behind = Behind {
            address: format!("http://{}", backend.address()),
            host: HeaderValue::from_str(host)?,
            client: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
        };
        let router = Router::new().fallback(pass).with_state(Arc::new(behind));
        let serving = axum::serve(listener, router);
        let task = tokio::spawn(async move {
            // Serving ends only with the task: accept errors are retried inside.
            let _ = serving.await;
        });
        Ok(Self {
            origin,
            task: task.abort_handle(),
        })
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for Rewriting {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(State(behind): State<Arc<Behind>>, request: Request) -> Response<Body> {
    ask(&behind, request).await.unwrap_or_else(|_| {
        let mut failed = Response::new(Body::empty());
        *failed.status_mut() = StatusCode::BAD_GATEWAY;
        failed
    })
}

async fn ask(behind: &Behind, request: Request) -> Result<Response<Body>> {
    let (mut head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let address = format!("{}{path}", behind.address);
    head.headers.insert(header::HOST, behind.host.clone());
    let asked = behind
        .client
        .request(head.method, address)
        .headers(head.headers)
        .body(to_bytes(body, LONGEST).await?)
        .send()
        .await?;
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = asked.status();
    let own: [HeaderName; 2] = [header::TRANSFER_ENCODING, header::CONNECTION];
    for (name, value) in asked.headers() {
        if !own.contains(name) {
            answer.headers_mut().append(name, value.clone());
        }
    }
    *answer.body_mut() = Body::from(asked.bytes().await?);
    Ok(answer)
}

//! Fronts as mistaken configurations make them: what comes for their own name goes on as if it had come for another
//! domain's, always, or where a cookie of the other's says so.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use crosspass_backend::Options;
use e2e::{Backend, Serving, World, port};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Longer bodies go nowhere.
const LONGEST: usize = 64 * 1024;

/// A front that rewrites `Host`. It ends when dropped.
pub(super) struct Rewriting {
    origin: String,
    _serving: Serving,
    /// The backend that is meant, with its key.
    _own: Option<(Backend, TempDir)>,
}

/// Where requests go.
struct Behind {
    other: Server,
    /// Where they would belong, but for those with the other's session cookie.
    own: Option<Server>,
    client: reqwest::Client,
}

struct Server {
    address: String,
    host: HeaderValue,
    /// The name of its session cookie, with the equals sign.
    cookie: String,
}

impl Rewriting {
    /// Answers as `http://NAME.localhost:PORT` with what `other` says, to everything.
    pub(super) async fn always(world: &World, name: &str, other: &Backend) -> Result<Self> {
        let (listener, origin) = registered(world, name).await?;
        Self::open(listener, origin, other, None)
    }

    /// Has a backend of its own, and sends there all but what comes with the session cookie of `other`: a browser is to
    /// stay with the server that knows it.
    pub(super) async fn sticky(world: &World, name: &str, other: &Backend) -> Result<Self> {
        let (listener, origin) = registered(world, name).await?;
        let home = tempfile::Builder::new().prefix("crosspass-sticky-").tempdir()?;
        let issuer = world.issuer.origin();
        let options = Options::new(issuer, [&origin], home.path().join("crosspass.key"));
        let own = Backend::start(&origin, port::listen().await?, issuer, options)?;
        Self::open(listener, origin, other, Some((own, home)))
    }

    fn open(
        listener: TcpListener,
        origin: String,
        other: &Backend,
        own: Option<(Backend, TempDir)>,
    ) -> Result<Self> {
        let behind = Behind {
            other: Server::of(other)?,
            own: own.as_ref().map(|(own, _)| Server::of(own)).transpose()?,
            client: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
        };
        let router = Router::new().fallback(pass).with_state(Arc::new(behind));
        Ok(Self {
            origin,
            _serving: Serving::start(listener, router)?,
            _own: own,
        })
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }
}

impl Server {
    fn of(backend: &Backend) -> Result<Self> {
        let host = backend.origin().trim_start_matches("http://");
        let port = host.rsplit(':').next().unwrap_or_default();
        Ok(Self {
            address: format!("http://{}", backend.address()),
            host: HeaderValue::from_str(host)?,
            cookie: format!("crosspass_{port}="),
        })
    }
}

impl Behind {
    fn server(&self, headers: &HeaderMap) -> &Server {
        let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok());
        let is_known = cookies.is_some_and(|cookies| cookies.contains(&self.other.cookie));
        self.own.as_ref().filter(|_| !is_known).unwrap_or(&self.other)
    }
}

async fn registered(world: &World, name: &str) -> Result<(TcpListener, String)> {
    let listener = port::listen().await?;
    let origin = format!("http://{name}.localhost:{}", listener.local_addr()?.port());
    world.issuer.add_backend(&origin).await?;
    Ok((listener, origin))
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
    let server = behind.server(&head.headers);
    let address = format!("{}{path}", server.address);
    head.headers.insert(header::HOST, server.host.clone());
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

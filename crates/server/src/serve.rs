//! Serving: connections in, with bounds on how many and how slow; graceful end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower_service::Service;

use crate::http::Peer;

/// How long a client may take to send a request's head, or keep an idle connection.
const HEAD_DEADLINE: Duration = Duration::from_secs(30);
/// A request's head at most.
const HEAD_BYTES: usize = 32 * 1024;
/// Connections at the same time.
const CONNECTIONS: usize = 4096;
/// How long running requests may go on after the signal to stop.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(20);

/// Serves until `stop`, then lets running requests end.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let Some((stream, peer)) = usable(accepted).await else {
            continue;
        };
        let connection = connection(stream, peer, app.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _place = place;
            // A client that breaks off is no event; its requests have been logged.
            connection.await.ok();
        });
    }
    drop(listener);
    if tokio::time::timeout(SHUTDOWN_TIMEOUT, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("stopped while requests were running");
    }
}

/// A new connection; after a failure of `accept` (no file descriptor left) a moment's rest.
async fn usable(accepted: io::Result<(TcpStream, SocketAddr)>) -> Option<(TcpStream, SocketAddr)> {
    match accepted {
        Ok((stream, peer)) => {
            // Small answers go out at once.
            stream.set_nodelay(true).ok();
            Some((stream, peer))
        }
        Err(error) => {
            tracing::warn!(%error, "no connection accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
) -> http1::Connection<
    TokioIo<TcpStream>,
    impl hyper::service::HttpService<Incoming, ResBody = Body, Error = std::convert::Infallible, Future: Send>
    + Send,
> {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        app.clone().call(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
}

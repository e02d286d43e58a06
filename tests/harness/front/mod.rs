//! What stands in front of a server and owns its public port: a plain pass-through or a TLS
//! terminator, either with a round-trip time added. The server behind may go and come back, and so
//! may the network before it.

mod head_start;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

use crate::port;
use head_start::head_start;

/// A public port that passes connections on to a server behind it.
#[derive(Debug)]
pub struct Front {
    port: u16,
    shared: Arc<Shared>,
    task: AbortHandle,
}

#[derive(Debug, Default)]
struct Shared {
    behind: Mutex<Option<SocketAddr>>,
    one_way_microseconds: AtomicU64,
    is_cut: watch::Sender<bool>,
    is_held: watch::Sender<bool>,
    landings: Mutex<Vec<String>>,
    posts: Mutex<Vec<String>>,
}

/// How the request of a backend's landing begins.
const LANDING: &[u8] = b"GET /crosspass/session?ticket=";
/// How a request begins that sends something.
const POST: &[u8] = b"POST ";

impl Shared {
    /// Notes landings, as an access log does that holds whole addresses, and what is sent.
    fn note(&self, piece: &[u8]) {
        let list = if piece.starts_with(LANDING) {
            &self.landings
        } else if piece.starts_with(POST) {
            &self.posts
        } else {
            return;
        };
        let line = piece.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let address = line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        let address = String::from_utf8_lossy(address).into_owned();
        list.lock().unwrap_or_else(PoisonError::into_inner).push(address);
    }
}

impl Front {
    /// Opens a free loopback port; connections fail until [`Front::lead_to`] names the server.
    pub async fn open(tls: Option<TlsAcceptor>) -> Result<Self> {
        Self::on(port::listen().await?, tls)
    }

    /// The same on a port that was chosen before.
    pub fn on(listener: TcpListener, tls: Option<TlsAcceptor>) -> Result<Self> {
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared::default());
        let task = tokio::spawn(accept(listener, tls, Arc::clone(&shared))).abort_handle();
        Ok(Self { port, shared, task })
    }

    /// The public port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Names the server behind; connections made from now on go there.
    pub fn lead_to(&self, server: SocketAddr) {
        *self.shared.behind.lock().unwrap_or_else(PoisonError::into_inner) = Some(server);
    }

    /// Makes everything that passes take `round_trip` longer there and back.
    pub fn set_round_trip(&self, round_trip: Duration) {
        let one_way = u64::try_from(round_trip.as_micros() / 2).unwrap_or(u64::MAX);
        self.shared.one_way_microseconds.store(one_way, Ordering::Relaxed);
    }

    /// Keeps back everything on its way, or lets it go on.
    pub fn hold(&self, is_held: bool) {
        self.shared.is_held.send_replace(is_held);
    }

    /// Paths and queries of the landings with a ticket that have passed, over plain HTTP.
    pub fn landings(&self) -> Vec<String> {
        let landings = self.shared.landings.lock();
        landings.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Paths of the POST requests that browsers have sent, over plain HTTP: the round-trip time is still before them.
    pub fn posts(&self) -> Vec<String> {
        let posts = self.shared.posts.lock();
        posts.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Cuts the network before it, or joins it again: connections that are open end, whatever was on its
    /// way is lost, new ones are closed at once.
    pub fn cut(&self, is_cut: bool) {
        self.shared.is_cut.send_replace(is_cut);
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, shared: Arc<Shared>) {
    // Dropping the set ends the connections with the front.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(until_cut(stream, tls.clone(), Arc::clone(&shared)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn until_cut(stream: TcpStream, tls: Option<TlsAcceptor>, shared: Arc<Shared>) {
    let mut is_cut = shared.is_cut.subscribe();
    tokio::select! {
        // First, so that nothing passes once it is cut.
        biased;
        _ = is_cut.wait_for(|is_cut| *is_cut) => {}
        () = connect(stream, tls, Arc::clone(&shared)) => {}
    }
}

/// Errors end the connection; the browser sees that, and nobody else needs to know.
async fn connect(stream: TcpStream, tls: Option<TlsAcceptor>, shared: Arc<Shared>) {
    let behind = *shared.behind.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(behind) = behind else { return };
    let Ok(server) = TcpStream::connect(behind).await else {
        return;
    };
    if stream.set_nodelay(true).and(server.set_nodelay(true)).is_err() {
        return;
    }
    match tls {
        None => join(stream, server, &shared).await,
        Some(tls) => {
            if let Ok(stream) = tls.accept(stream).await {
                join(stream, server, &shared).await;
            }
        }
    }
}

async fn join(outside: impl AsyncRead + AsyncWrite, server: TcpStream, shared: &Shared) {
    let (outside_reads, outside_writes) = tokio::io::split(outside);
    let (server_reads, server_writes) = server.into_split();
    tokio::join!(
        pass(outside_reads, server_writes, shared, |piece| {
            shared.note(piece);
            head_start(piece)
        }),
        pass(server_reads, outside_writes, shared, |_| Duration::ZERO),
    );
}

/// Passes bytes on, each piece later by the one-way time and what else it is to wait, in their order.
async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    shared: &Shared,
    further: impl Fn(&[u8]) -> Duration,
) {
    let (sender, mut receiver) = mpsc::channel::<(Option<Instant>, Vec<u8>)>(64);
    let reading = async move {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            let one_way = Duration::from_micros(shared.one_way_microseconds.load(Ordering::Relaxed));
            let piece = buffer[..length].to_vec();
            let wait = one_way + further(&piece);
            // A timer that is due at once still takes up to a millisecond.
            let due = (!wait.is_zero()).then(|| deadline(wait));
            if sender.send((due, piece)).await.is_err() {
                break;
            }
        }
    };
    let mut is_held = shared.is_held.subscribe();
    let writing = async move {
        while let Some((due, piece)) = receiver.recv().await {
            if let Some(due) = due {
                tokio::time::sleep_until(due).await;
            }
            if is_held.wait_for(|is_held| !is_held).await.is_err() {
                break;
            }
            if to.write_all(&piece).await.is_err() || to.flush().await.is_err() {
                break;
            }
        }
        // The peer may have closed already.
        let _ = to.shutdown().await;
    };
    tokio::join!(reading, writing);
}

/// An instant on the runtime's own clock.
fn deadline(after: Duration) -> Instant {
    tokio::time::sleep(after).deadline()
}

#[cfg(test)]
mod tests;

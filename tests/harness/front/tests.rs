//! Tests of the fronts, over real sockets.
#![allow(clippy::unwrap_used)]

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::Front;
use crate::clock::unix_milliseconds;

/// A server that sends back what it gets.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut reads, mut writes) = stream.split();
                let _ = tokio::io::copy(&mut reads, &mut writes).await;
            });
        }
    });
    address
}

async fn round_trip(port: u16) -> f64 {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    let begun = unix_milliseconds();
    stream.write_all(b"ping").await.unwrap();
    let mut answer = [0; 4];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"ping");
    unix_milliseconds() - begun
}

#[tokio::test]
async fn bytes_pass_later_by_the_round_trip_time() {
    let front = Front::open(None).await.unwrap();
    front.lead_to(echo().await);
    round_trip(front.port()).await;
    front.set_round_trip(Duration::from_millis(300));
    let took = round_trip(front.port()).await;
    assert!(took >= 300.0, "{took} ms");
}

#[tokio::test]
async fn a_cut_ends_what_is_open_and_what_comes_until_it_is_joined() {
    let front = Front::open(None).await.unwrap();
    front.lead_to(echo().await);
    let mut open = TcpStream::connect((Ipv4Addr::LOCALHOST, front.port()))
        .await
        .unwrap();
    open.write_all(b"ping").await.unwrap();
    open.read_exact(&mut [0; 4]).await.unwrap();
    front.cut(true);
    // Closed or reset: nothing comes any more.
    assert_eq!(open.read(&mut [0; 4]).await.unwrap_or(0), 0);
    let mut new = TcpStream::connect((Ipv4Addr::LOCALHOST, front.port()))
        .await
        .unwrap();
    assert_eq!(new.read(&mut [0; 4]).await.unwrap_or(0), 0);
    front.cut(false);
    round_trip(front.port()).await;
}

#[tokio::test]
async fn a_front_without_a_server_closes_and_leads_on_when_there_is_one() {
    let front = Front::open(None).await.unwrap();
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, front.port()))
        .await
        .unwrap();
    let mut nothing = Vec::new();
    stream.read_to_end(&mut nothing).await.unwrap();
    assert!(nothing.is_empty());
    front.lead_to(echo().await);
    round_trip(front.port()).await;
}

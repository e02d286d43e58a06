//! What a request of ours may lead to: a real server on loopback that answers well, elsewhere, slowly, endlessly.

#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::{Request, StatusCode};
use axum::response::Redirect;
use axum::routing::get;
use crosspass_outbound::Body;
use crosspass_outbound::{Answer, Bounds, Outbound, OutboundError, Reach};
use tokio::net::TcpListener;

const BOUNDS: Bounds = Bounds {
    deadline: Duration::from_secs(10),
    longest: 1024,
};

async fn server() -> SocketAddr {
    let router = Router::new()
        .route("/well", get(|| async { "well" }))
        .route("/elsewhere", get(|| async { Redirect::to("/well") }))
        .route("/long", get(|| async { "x".repeat(1025) }))
        .route("/never", get(std::future::pending::<String>));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn ask(reach: Reach, url: String, bounds: Bounds) -> Result<Answer, OutboundError> {
    let request = Request::get(url).body(Body::default()).unwrap();
    Outbound::new(reach).unwrap().send(request, bounds).await
}

#[tokio::test]
async fn names_below_localhost_are_this_machine() {
    let port = server().await.port();
    let answer = ask(Reach::Any, format!("http://app.localhost:{port}/well"), BOUNDS)
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.body.as_ref()),
        (StatusCode::OK, b"well".as_ref())
    );
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let port = server().await.port();
    let answer = ask(Reach::Any, format!("http://127.0.0.1:{port}/elsewhere"), BOUNDS)
        .await
        .unwrap();
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_long_answer_and_a_slow_one_are_none() {
    let port = server().await.port();
    let long = ask(Reach::Any, format!("http://127.0.0.1:{port}/long"), BOUNDS).await;
    assert_eq!(long.unwrap_err(), OutboundError::TooLong);
    let brief = Bounds {
        deadline: Duration::from_millis(200),
        ..BOUNDS
    };
    let slow = ask(Reach::Any, format!("http://127.0.0.1:{port}/never"), brief).await;
    assert_eq!(slow.unwrap_err(), OutboundError::Slow);
}

#[tokio::test]
async fn nobody_there_is_said() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let nobody = ask(Reach::Any, format!("http://127.0.0.1:{port}/well"), BOUNDS).await;
    assert_eq!(nobody.unwrap_err(), OutboundError::Unreachable);
}

// attack: 72
#[tokio::test]
async fn a_private_address_is_not_called() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for host in [
        "127.0.0.1",
        "localhost",
        "app.localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "10.0.0.1",
        "169.254.169.254",
    ] {
        let refused = ask(Reach::Public, format!("https://{host}:{port}/"), BOUNDS).await;
        assert_eq!(refused.unwrap_err(), OutboundError::PrivateAddress, "{host}");
    }
    let none = tokio::time::timeout(Duration::ZERO, listener.accept()).await;
    assert!(none.is_err(), "a connection came");
}

#[tokio::test]
async fn plain_http_needs_leave() {
    let port = server().await.port();
    for reach in [Reach::Public, Reach::Https] {
        let refused = ask(reach, format!("http://app.localhost:{port}/well"), BOUNDS).await;
        assert_eq!(refused.unwrap_err(), OutboundError::Unreachable, "{reach:?}");
    }
}

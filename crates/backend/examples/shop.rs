//! A shop in forty lines. With `cargo xtask demo` running, register it once and start it:
//!
//! ```sh
//! crosspass domain add http://shop.localhost:8080 --org acme --name Shop --backend
//! cargo run -p crosspass-backend --example shop
//! ```

use axum::routing::{get, post};
use axum::{Json, Router};
use crosspass_backend::{Crosspass, Options, Session};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let issuer = "http://auth.localhost:9000";
    let options = Options::new(issuer, ["http://shop.localhost:8080"], "shop.key");
    let crosspass = Crosspass::open(options)?;
    let app = Router::new()
        .route("/", get(home))
        .route("/orders", get(orders))
        .route("/orders", post(order))
        .merge(crosspass.routes())
        .layer(crosspass.layer());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    Ok(axum::serve(listener, app).await?)
}

/// Open to everybody, and knows who is there.
async fn home(session: Option<Session>) -> String {
    session.map_or_else(
        || "Welcome.".to_owned(),
        |session| format!("Welcome, {}.", session.name()),
    )
}

/// For those who are signed in: others are sent to the issuer, and come back here.
async fn orders(session: Session) -> Json<Value> {
    Json(json!({ "orders": [], "of": session.subject() }))
}

/// From pages of this shop alone: the layer has looked at the `Origin`.
async fn order(session: Session) -> String {
    format!("Ordered for {}.", session.email())
}

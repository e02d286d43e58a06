//! Pages asked for by something else than a whole window (96): a frame, a script's call, a browser that loads ahead.
// attacks of this file: 96

use axum::http::Method;
use crosspass_server::{ROUTES, RouteKind};
use serde_json::json;

use crate::support::{ACME, PASSWORD, Receiver, World, sign_in_path};

/// Every page's address, as somebody who is signed in may ask for it.
fn pages() -> impl Iterator<Item = String> {
    let pages = ROUTES.iter().filter(|route| route.kind == RouteKind::Page);
    pages.map(|route| route.path.replace("{id}", "AAAAAAAAAAAAAAAAAAAAAA"))
}

async fn no_page(headers: &[(&str, &str)], named: &str) {
    let world = World::new().await;
    let body = json!({ "login": "ada", "password": PASSWORD, "audience": ACME });
    let cookie = world.call("/api/sign-in", "", &body).await.cookie();
    let minting = sign_in_path(ACME, Some(&Receiver::new()));
    for path in pages().chain([minting]) {
        for cookie in ["", cookie.as_str()] {
            let headers = [headers, &[("cookie", cookie)]].concat();
            let answer = world.send(Method::GET, &path, &headers, "").await;
            let told = (
                answer.status.as_u16(),
                answer.location(),
                answer.header("set-cookie"),
            );
            assert_eq!(told, (403, "", ""), "{path}");
            for part in ["invalid_request", named] {
                assert!(answer.text.contains(part), "{path}: {}", answer.text);
            }
        }
    }
    assert!(world.reasons("mint", "allowed").await.is_empty());
}

macro_rules! no_pages {
    ($($name:ident: $headers:expr, $named:literal;)+) => {
        $(#[tokio::test]
        async fn $name() {
            no_page(&$headers, $named).await;
        })+
    };
}

const NAVIGATE: (&str, &str) = ("sec-fetch-mode", "navigate");
const DOCUMENT: (&str, &str) = ("sec-fetch-dest", "document");

no_pages! {
    a_frame: [NAVIGATE, ("sec-fetch-dest", "iframe")], "Sec-Fetch-Dest";
    a_frame_of_a_frameset: [NAVIGATE, ("sec-fetch-dest", "frame")], "Sec-Fetch-Dest";
    a_fenced_frame: [NAVIGATE, ("sec-fetch-dest", "fencedframe")], "Sec-Fetch-Dest";
    an_object: [NAVIGATE, ("sec-fetch-dest", "object")], "Sec-Fetch-Dest";
    an_embed: [NAVIGATE, ("sec-fetch-dest", "embed")], "Sec-Fetch-Dest";
    a_call: [("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")], "Sec-Fetch-Mode";
    a_call_that_reads_nothing: [("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "empty")], "Sec-Fetch-Mode";
    a_call_of_our_own_page: [("sec-fetch-mode", "same-origin"), ("sec-fetch-dest", "empty")], "Sec-Fetch-Mode";
    a_navigation_to_nothing: [NAVIGATE, ("sec-fetch-dest", "empty")], "Sec-Fetch-Dest";
    an_image: [("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")], "Sec-Fetch-Mode";
    a_destination_alone: [("sec-fetch-dest", "iframe")], "Sec-Fetch-Dest";
    a_mode_alone: [("sec-fetch-mode", "no-cors")], "Sec-Fetch-Mode";
    two_modes: [NAVIGATE, NAVIGATE, DOCUMENT], "Sec-Fetch-Mode";
    two_destinations: [NAVIGATE, DOCUMENT, ("sec-fetch-dest", "iframe")], "Sec-Fetch-Dest";
    a_list_of_destinations: [NAVIGATE, ("sec-fetch-dest", "document, document")], "Sec-Fetch-Dest";
    a_destination_in_upper_case: [NAVIGATE, ("sec-fetch-dest", "Document")], "Sec-Fetch-Dest";
    a_prefetch: [NAVIGATE, DOCUMENT, ("sec-purpose", "prefetch")], "Sec-Purpose";
    a_prerender: [NAVIGATE, DOCUMENT, ("sec-purpose", "prefetch;prerender")], "Sec-Purpose";
    a_purpose_of_tomorrow: [NAVIGATE, DOCUMENT, ("sec-purpose", "glance")], "Sec-Purpose";
    a_prefetch_by_an_older_name: [NAVIGATE, DOCUMENT, ("purpose", "prefetch")], "Sec-Purpose";
    a_preview: [("x-purpose", "preview")], "Sec-Purpose";
    a_prefetch_of_old: [("x-moz", "prefetch")], "Sec-Purpose";
}

/// A link, a launcher, `window.open`, a form: whatever page sent the window there, with or without a click.
#[tokio::test]
async fn a_whole_window_gets_them() {
    for site in ["none", "cross-site", "same-site", "same-origin"] {
        for user in ["", "?1"] {
            let world = World::new().await;
            let cookie = world.ada().await;
            let headers = [
                NAVIGATE,
                DOCUMENT,
                ("sec-fetch-site", site),
                ("sec-fetch-user", user),
                ("cookie", &cookie),
            ];
            let path = sign_in_path(ACME, Some(&Receiver::new()));
            let answer = world.send(Method::GET, &path, &headers, "").await;
            assert_eq!(answer.status, 303, "{}", answer.text);
            answer.ticket();
        }
    }
}

/// Old browsers say nothing, or not all of it.
#[tokio::test]
async fn what_is_not_said_speaks_against_nothing() {
    for headers in [&[][..], &[NAVIGATE], &[DOCUMENT]] {
        let world = World::new().await;
        let cookie = world.ada().await;
        let headers = [headers, &[("cookie", cookie.as_str())]].concat();
        let path = sign_in_path(ACME, Some(&Receiver::new()));
        world.send(Method::GET, &path, &headers, "").await.ticket();
    }
}

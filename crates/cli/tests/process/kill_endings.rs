//! `kill -9` at random points of propagations and sign-outs, 200 times (36, 68, 73): nothing is doubled, nothing is lost,
//! and every domain's server is told in the end.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crosspass_issuer::Randomness;
use crosspass_protocol::Nonce;
use serde_json::json;

use crate::support::{Home, PASSWORD, ask, body_of, claims, cookie_of, is_sound, post, query};

const KILLS: usize = 200;
const VISITORS: usize = 4;
/// The longest that a server lives under load.
const LONGEST_LIFE: u64 = 180;

/// A domain's server: how often it was told that a session has ended.
#[derive(Clone, Default)]
struct Shop(Arc<Mutex<BTreeMap<String, usize>>>);

impl Shop {
    fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shop = self.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shop = shop.clone();
                // A caller that was killed is no event.
                thread::spawn(move || shop.answer(stream).ok());
            }
        });
        format!("http://shop.localhost:{port}")
    }

    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !is_whole(&request) {
            match stream.read(&mut buffer)? {
                0 => return Ok(()),
                read => request.extend(&buffer[..read]),
            }
        }
        let request = String::from_utf8_lossy(&request).into_owned();
        if let Some((_, token)) = request.split_once("logout_token=") {
            let sid = claims(token)["sid"].as_str().unwrap().to_owned();
            *self.0.lock().unwrap().entry(sid).or_default() += 1;
        }
        let body = r#"{"session":null}"#;
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json";
        write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    }

    fn told(&self) -> BTreeMap<String, usize> {
        self.0.lock().unwrap().clone()
    }
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    body.len() >= length(head).unwrap_or(0)
}

/// The length that a head announces.
fn length(head: &str) -> Option<usize> {
    let text = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))?;
    text.parse().ok()
}

/// What a visitor knows of a session, as far as it came.
#[derive(Clone, Debug, Default)]
struct Visit {
    sid: String,
    cookie: String,
    propagation: Option<String>,
    /// The sign-out was sent; it was answered.
    sent: bool,
    answered: bool,
}

/// Signs in at the shop, begins a propagation, goes on with it, signs out; again and again, until the server is gone.
fn visits(address: SocketAddr, shop: &str) -> Vec<Visit> {
    let mut all = Vec::new();
    loop {
        all.push(Visit::default());
        let Some(visit) = all.last_mut() else {
            return all;
        };
        if round(address, shop, visit).is_err() {
            return all;
        }
    }
}

fn round(address: SocketAddr, shop: &str, visit: &mut Visit) -> std::io::Result<()> {
    let nonce = Nonce::from_random(Randomness::open().bytes().unwrap());
    let jkt = Nonce::from_random(Randomness::open().bytes().unwrap());
    let body = json!({ "login": "ada", "password": PASSWORD, "audience": shop, "nonce": nonce.as_str(),
                       "jkt": jkt.as_str() });
    let answer = said(address, &post("/api/sign-in", &body))?;
    let cookie = cookie_of(&answer);
    let token = body_of(&answer)["token"].as_str().unwrap().to_owned();
    visit.sid = claims(&token)["sid"].as_str().unwrap().to_owned();
    visit.cookie = cookie.to_owned();
    let begun = said(
        address,
        &with_cookie(&post("/api/propagations", &json!({})), cookie),
    )?;
    let location = body_of(&begun)["location"].as_str().unwrap().to_owned();
    visit.propagation = Some(location.clone());
    go_on(address, &location, cookie)?;
    visit.sent = true;
    said(address, &with_cookie(&post("/api/sign-out", &json!({})), cookie))?;
    visit.answered = true;
    Ok(())
}

/// The body of a success; an answer that was cut off does not count.
fn said(address: SocketAddr, request: &str) -> std::io::Result<String> {
    let (status, answer) = ask(address, request)?;
    assert_eq!(status, 200, "{answer}");
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or(std::io::ErrorKind::UnexpectedEof)?;
    match length(head) {
        Some(length) if body.len() == length => Ok(answer),
        _ => Err(std::io::ErrorKind::UnexpectedEof.into()),
    }
}

fn with_cookie(request: &str, cookie: &str) -> String {
    request.replacen("\r\n", &format!("\r\ncookie: {cookie}\r\n"), 1)
}

/// A visit of a propagation's address: where it leads, or its receipt.
fn go_on(address: SocketAddr, location: &str, cookie: &str) -> std::io::Result<u16> {
    let request = format!("GET {location} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    let (status, answer) = ask(address, &with_cookie(&request, cookie))?;
    assert!(matches!(status, 200 | 303), "{answer}");
    Ok(status)
}

/// Kills the server a moment after visitors have begun.
fn killed(home: &Home, shop: &str, life: Duration) -> Vec<Visit> {
    let server = home.serve();
    let address = server.address();
    let visitors: Vec<_> = (0..VISITORS)
        .map(|_| {
            let shop = shop.to_owned();
            thread::spawn(move || visits(address, &shop))
        })
        .collect();
    thread::sleep(life);
    server.kill();
    visitors
        .into_iter()
        .flat_map(|visitor| visitor.join().unwrap())
        .collect()
}

// attack: 36, 68, 73
#[test]
fn nothing_is_doubled_and_nothing_lost() {
    let shop = Shop::default();
    let home = Home::populated();
    let origin = shop.open();
    home.run(&[
        "domain",
        "add",
        &origin,
        "--org",
        "acme",
        "--name",
        "Shop",
        "--backend",
    ]);
    let limits =
        "[limits]\naccount_attempts = 1000000\naddress_attempts = 1000000\naddress_calls = 1000000\n";
    std::fs::write(home.path("crosspass.toml"), limits).unwrap();

    let mut visits = Vec::new();
    for _ in 0..KILLS {
        let [random] = Randomness::open().bytes().unwrap();
        let life = Duration::from_millis(u64::from(random) * LONGEST_LIFE / 255);
        visits.extend(killed(&home, &origin, life));
    }
    is_sound(&home);
    // Those whose first answer was lost are known to the database alone.
    visits.retain(|visit| !visit.sid.is_empty());

    let server = home.serve();
    let pending = "SELECT count(*) || '' FROM endings WHERE state = 'pending' AND kind = 'backend'";
    let waiting = query(&home, pending);
    let mut looks = 0;
    while query(&home, pending) != "0" {
        assert!(looks < 600, "still {} to be told", query(&home, pending));
        looks += 1;
        thread::sleep(Duration::from_millis(100));
    }
    propagations_go_on(&home, server.address(), &visits);
    let told = shop.told();
    sessions_are_whole(&home, &visits, &told);
    let (sent, answered): (Vec<_>, Vec<_>) = (
        visits.iter().filter(|visit| visit.sent).collect(),
        visits.iter().filter(|visit| visit.answered).collect(),
    );
    println!(
        "{KILLS} kills: {} sessions, {} sign-outs sent, {} answered, {} ended, {waiting} to be told after the last \
         start, {} told, {} of them twice",
        visits.len(),
        sent.len(),
        answered.len(),
        query(
            &home,
            "SELECT count(*) || '' FROM sessions WHERE ended_at IS NOT NULL"
        ),
        told.len(),
        told.values().filter(|times| **times > 1).count(),
    );
    assert!(sent.len() > answered.len(), "no sign-out was interrupted");
}

/// One receipt for each session that has ended and each domain that held it, and none for others; all servers know.
fn sessions_are_whole(home: &Home, visits: &[Visit], told: &BTreeMap<String, usize>) {
    for (left, right) in [
        (
            "SELECT string_agg(sid, ',') FROM (SELECT sid FROM sessions WHERE ended_at IS NOT NULL ORDER BY sid) AS sorted",
            "SELECT string_agg(sid, ',') FROM (SELECT sid FROM endings ORDER BY sid) AS sorted",
        ),
        (
            "SELECT string_agg(sid, ',') FROM (SELECT sid FROM sessions WHERE ended_at IS NOT NULL ORDER BY sid) AS sorted",
            "SELECT string_agg(sid, ',') FROM (SELECT sid FROM audit WHERE event = 'sign_out' ORDER BY sid) AS sorted",
        ),
        (
            "SELECT string_agg(sid, ',') FROM (SELECT sid FROM endings WHERE state = 'delivered' ORDER BY sid) AS sorted",
            "SELECT string_agg(sid, ',') FROM (SELECT sid FROM audit WHERE event = 'logout' ORDER BY sid) AS sorted",
        ),
        (
            "SELECT count(*) || '' FROM endings WHERE state <> 'delivered'",
            "SELECT '0'",
        ),
        (
            "SELECT count(*) || '' FROM handoffs JOIN sessions ON sessions.id = session
             WHERE redeemed_at IS NOT NULL AND (sessions.ended_at IS NULL) <> (handoffs.ended_at IS NULL)",
            "SELECT '0'",
        ),
    ] {
        assert_eq!(query(home, left), query(home, right), "{left}");
    }
    let ended = query(home, "SELECT string_agg(sid, ',') FROM endings");
    let ended: Vec<&str> = ended.split(',').collect();
    for visit in visits {
        let has_ended = ended.contains(&visit.sid.as_str());
        assert!(has_ended || !visit.answered, "lost: {visit:?}");
        assert!(!has_ended || visit.sent, "ended by nobody: {visit:?}");
        assert_eq!(has_ended, told.contains_key(&visit.sid), "{visit:?}");
    }
    assert!(told.keys().all(|sid| ended.contains(&sid.as_str())));
}

/// Of sessions that live, each propagation comes to its end, with each domain once.
fn propagations_go_on(home: &Home, address: SocketAddr, visits: &[Visit]) {
    let live = visits.iter().filter(|visit| !visit.sent);
    let cut: Vec<_> = live
        .filter_map(|visit| Some((visit, visit.propagation.as_ref()?)))
        .collect();
    assert!(!cut.is_empty(), "no propagation was interrupted");
    for (visit, location) in &cut {
        let mut turns = 0;
        while go_on(address, location, &visit.cookie).unwrap() != 200 {
            turns += 1;
            assert!(turns < 5, "it goes in circles: {visit:?}");
        }
    }
    let torn = "SELECT count(*) || '' FROM propagations WHERE 2 <> (SELECT count(*) FROM hops WHERE propagation = id)";
    assert_eq!(query(home, torn), "0");
    println!(
        "{} propagations were interrupted, and came to their end",
        cut.len()
    );
}

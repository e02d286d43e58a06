//! A world whose users sign in at Ory Kratos: at its stand-in, over real connections.

use std::sync::{Arc, OnceLock};

use axum::http::Method;
use crosspass_issuer::Clock;
use serde_json::{Value, json};

use self::stand_in::{COOKIE, Fault, Identity, Kratos};
use super::ManualClock;
use super::{ACME, Answer, ISSUER, Receiver, World, sign_in_path};

/// The stand-in is the stories' own, so that both go by the same Kratos.
#[path = "../../../../../tests/harness/kratos/mod.rs"]
#[allow(dead_code, unreachable_pub, missing_docs)]
pub(crate) mod stand_in;

/// A login that nobody has in Crosspass' own store.
pub(crate) const STEVE: &str = "steve@example.com";

pub(crate) struct Provided {
    pub world: World,
    pub kratos: Kratos,
}

/// Somebody in Kratos, with all that a user needs.
pub(crate) fn person(number: u32, login: &str) -> Identity {
    Identity::new(number, login, "correct horse")
}

impl Provided {
    /// With Steve, whom Kratos says to be a member of Acme.
    pub(crate) async fn new() -> Self {
        Self::configured(&[]).await
    }

    /// The same with more settings.
    pub(crate) async fn configured(settings: &[(&'static str, &str)]) -> Self {
        let clock: Arc<OnceLock<Arc<ManualClock>>> = Arc::default();
        let seen = Arc::clone(&clock);
        let now = Arc::new(move || seen.get().map_or(0, |clock| clock.now().seconds()));
        let kratos = Kratos::start(now).await.unwrap();
        kratos.allow(&format!("{ISSUER}/provider/return"));
        let public = format!("http://auth.localhost:{}", kratos.public_port());
        let (internal, admin) = (kratos.public_url(), kratos.admin_url());
        let mut all: Vec<(&'static str, &str)> = vec![
            ("kratos.public_url", &public),
            ("kratos.internal_url", &internal),
            ("kratos.admin_url", &admin),
            ("kratos.timeout_seconds", "1"),
            ("kratos.organizations", "metadata_public.organizations"),
        ];
        for &(name, value) in settings {
            all.retain(|(known, _)| *known != name);
            all.push((name, value));
        }
        let world = World::configured(&all).await;
        clock.set(Arc::clone(&world.clock)).ok().unwrap();
        let provided = Self { world, kratos };
        provided.put(Some(json!({ "organizations": ["acme", "globex"] })));
        provided
    }

    /// Steve, with this public metadata.
    pub(crate) fn put(&self, metadata_public: Option<Value>) {
        self.kratos.put(Identity {
            metadata_public,
            ..person(1, STEVE)
        });
    }

    /// Leaves for Kratos: the attempt's cookie, and the path of the way back.
    pub(crate) async fn leave(&self, path: &str, cookie: &str) -> (String, String) {
        let answer = self.world.visit(path, cookie).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        (answer.cookie(), way_back(&answer))
    }

    /// Leaves for Kratos, with a wish for Acme.
    pub(crate) async fn leave_for_acme(&self, receiver: &Receiver) -> (String, String) {
        self.leave(&start_path(ACME, receiver), "").await
    }

    /// Comes back with these cookies.
    pub(crate) async fn come_back(&self, way_back: &str, cookies: &[&str]) -> Answer {
        self.world
            .send(Method::GET, way_back, &[("cookie", &cookies.join("; "))], "")
            .await
    }

    /// Signs in at Kratos within an attempt, and comes back: what the issuer answers, and Kratos' cookie and session.
    pub(crate) async fn attempt(&self, login: &str) -> (Answer, String, String) {
        let (attempt, back) = self.leave("/provider/start", "").await;
        let (value, session) = self.kratos.sign_in(login);
        let answer = self.come_back(&back, &[&attempt, &kratos_cookie(&value)]).await;
        (answer, value, session)
    }

    /// Signs Steve in: the issuer's cookie, and the session at Kratos.
    pub(crate) async fn steve(&self) -> (String, String) {
        let (answer, _, session) = self.attempt(STEVE).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        (session_cookie(&answer), session)
    }

    /// Steve's ticket for Acme.
    pub(crate) async fn ticket(&self, receiver: &Receiver, cookie: &str) -> String {
        self.world
            .visit(&sign_in_path(ACME, Some(receiver)), cookie)
            .await
            .ticket()
    }

    /// Steve's session token for Acme.
    pub(crate) async fn token(&self, receiver: &Receiver, cookie: &str) -> String {
        let ticket = self.ticket(receiver, cookie).await;
        let proof = receiver.proof(self.world.issuer.clock.now());
        self.world.redeem(&ticket, &proof).await.member("token")
    }
}

/// `/provider/start` for a domain's page, with what its receiver began.
pub(crate) fn start_path(origin: &str, receiver: &Receiver) -> String {
    sign_in_path(origin, Some(receiver)).replacen("/sign-in", "/provider/start", 1)
}

/// What stands where Kratos should be, with statuses that mean something when Kratos itself gives them: a proxy's pages,
/// and errors of other APIs.
pub(crate) fn others_answers() -> Vec<Fault> {
    let pages = [200, 401, 403, 404, 410].map(Fault::Page);
    let foreign = [
        Fault::OtherJson(200, r#"{"active":"yes"}"#),
        Fault::OtherJson(401, r#"{"message":"Unauthorized"}"#),
        Fault::OtherJson(403, r#"{"error":{"id":"session_aal2_required"}}"#),
        Fault::OtherJson(404, "{}"),
        Fault::OtherJson(404, r#"{"error":"not_found"}"#),
        Fault::OtherJson(404, r#"{"error":{"message":"no Route matched"}}"#),
        Fault::OtherJson(
            404,
            r#"{"error":{"code":404,"status":"NOT_FOUND","message":"no method"}}"#,
        ),
        Fault::OtherJson(
            404,
            r#"{"error":{"code":410,"status":"Not Found","message":"another status"}}"#,
        ),
        Fault::OtherJson(404, r#"{"error":{"code":404,"status":"Not Found"}}"#),
        Fault::OtherJson(
            410,
            r#"{"error":{"code":"410","status":"Gone","message":"a text"}}"#,
        ),
    ];
    [&pages[..], &foreign[..], &[Fault::Redirects]].concat()
}

/// Kratos' cookie as a browser sends it.
pub(crate) fn kratos_cookie(value: &str) -> String {
    format!("{COOKIE}={value}")
}

/// Where Kratos is asked to send the browser back to, below the issuer's origin.
pub(crate) fn way_back(answer: &Answer) -> String {
    let (_, encoded) = answer.location().split_once("return_to=").unwrap();
    let address = percent_encoding::percent_decode_str(encoded)
        .decode_utf8()
        .unwrap()
        .into_owned();
    address.strip_prefix(ISSUER).unwrap().to_owned()
}

/// The issuer's session cookie among those that were set.
pub(crate) fn session_cookie(answer: &Answer) -> String {
    let lines = answer.headers.get_all("set-cookie").iter();
    let mut pairs = lines.map(|line| line.to_str().unwrap().split(';').next().unwrap());
    pairs
        .find(|pair| pair.starts_with("crosspass_issuer="))
        .unwrap()
        .to_owned()
}

/// Where a page's one link leads.
pub(crate) fn link(answer: &Answer) -> String {
    let (_, rest) = answer.text.split_once("id=\"on\" href=\"").unwrap();
    rest.split('"')
        .next()
        .unwrap()
        .replace("&#x2f;", "/")
        .replace("&amp;", "&")
}

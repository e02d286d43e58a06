//! A browser at one origin of a backend: keeps cookies, and calls as the domain's own pages do.

use std::collections::BTreeMap;

use axum::Router;
use axum::http::{Extensions, Method};
use crosspass_testkit::send;
use serde_json::{Value, json};

use super::Answer;

#[derive(Clone)]
pub(crate) struct Browser {
    app: Router,
    pub origin: &'static str,
    pub cookies: BTreeMap<String, String>,
    /// Its partitioned cookies, for pages of this origin: cookies of the same name are others (CHIPS).
    pub partitioned: BTreeMap<String, String>,
    /// Whether it knows of partitions: one that does not takes the attribute for nothing.
    pub has_partitions: bool,
}

impl Browser {
    pub(crate) fn new(app: Router, origin: &'static str) -> Self {
        Self {
            app,
            origin,
            cookies: BTreeMap::new(),
            partitioned: BTreeMap::new(),
            has_partitions: true,
        }
    }

    /// The backend is started anew, with other options.
    pub(crate) fn meets(&mut self, app: &Router) {
        self.app = app.clone();
    }

    pub(crate) fn host(&self) -> &'static str {
        self.origin.split_once("://").unwrap().1
    }

    /// Sends a request just as it is said, without cookies.
    pub(crate) async fn raw(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        send(&self.app, method, path, headers, body, Extensions::new()).await
    }

    /// Sends a request with host and cookies, and keeps the cookies that come back.
    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let cookies = self.cookie_header();
        let mut all = vec![("host", self.host())];
        if !cookies.is_empty() {
            all.push(("cookie", &cookies));
        }
        all.extend(headers);
        let answer = self.raw(method, path, &all, body).await;
        for line in answer.headers.get_all("set-cookie") {
            let (pair, attributes) = line.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let is_partitioned =
                self.has_partitions && attributes.split("; ").any(|one| one == "Partitioned");
            let jar = match is_partitioned {
                true => &mut self.partitioned,
                false => &mut self.cookies,
            };
            if value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub(crate) fn cookie_header(&self) -> String {
        let both = self.cookies.iter().chain(&self.partitioned);
        let pairs = both.map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Follows a link, a redirect or the address bar.
    pub(crate) async fn visit(&mut self, address: &str) -> Answer {
        let path = address.strip_prefix(self.origin).unwrap_or(address);
        self.send(Method::GET, path, &[("sec-fetch-mode", "navigate")], "")
            .await
    }

    /// Follows a link to a landing, and its answer to the page that is shown. That has no ticket in its address.
    pub(crate) async fn land(&mut self, address: &str) -> Answer {
        let answer = self.visit(address).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let location = answer.location().to_owned();
        assert!(
            location.starts_with("/crosspass/") && !location.contains("ticket"),
            "{location}"
        );
        // A token that waits for the user's answer is no session yet.
        if location != "/crosspass/question" {
            answer.signs_nobody_in();
        }
        self.visit(&location).await
    }

    /// A call of the domain's own page.
    pub(crate) async fn call(&mut self, path: &str, body: &str) -> Answer {
        let headers = own_page(self.origin);
        self.send(Method::POST, path, &headers, body).await
    }

    /// A handoff begins by the receiver page: nonce and key.
    pub(crate) async fn begin(&mut self) -> (String, String) {
        let answer = self.call("/crosspass/begin", "{}").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        (answer.member("nonce"), answer.member("jkt"))
    }

    /// The receiver page hands a token over.
    pub(crate) async fn take(&mut self, token: &str) -> Answer {
        self.call("/crosspass/session", &json!({ "token": token }).to_string())
            .await
    }

    /// Who the domain says is signed in.
    pub(crate) async fn session(&mut self) -> Value {
        let answer = self.send(Method::GET, "/crosspass/session", &[], "").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["session"].clone()
    }

    /// The name of the user whom a handler sees, or `nobody`.
    pub(crate) async fn name(&mut self) -> String {
        let answer = self.visit("/").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text
    }

    /// The session cookie's name on plain http, and here and now its value.
    pub(crate) fn session_cookie(&self) -> (String, Option<&String>) {
        let name = self.cookie_name("crosspass");
        let value = self.cookies.get(&name);
        (name, value)
    }

    pub(crate) fn token(&self) -> String {
        self.session_cookie().1.cloned().unwrap_or_default()
    }

    /// A cookie's name at a port of loopback.
    pub(crate) fn cookie_name(&self, stem: &str) -> String {
        format!("{stem}_{}", self.origin.rsplit_once(':').unwrap().1)
    }
}

/// The headers of a call of an origin's own page.
pub(crate) fn own_page(origin: &str) -> [(&str, &str); 3] {
    [
        ("origin", origin),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ]
}

//! A response, read to its end.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::Value;

pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// The data block of a page.
    pub(crate) fn data(&self) -> Value {
        let (_, text) = self.text.split_once("id=\"crosspass-data\">").unwrap();
        serde_json::from_str(text.split_once("</script>").unwrap().0).unwrap()
    }

    /// The stable code of a refusal.
    pub(crate) fn code(&self) -> String {
        self.json()["error"].as_str().unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    /// The session cookie that was set, as a request sends it.
    pub(crate) fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    /// A cookie that was set, by its name, as a request sends it.
    pub(crate) fn cookie_named(&self, name: &str) -> String {
        let lines = self.headers.get_all("set-cookie").iter();
        let pairs = lines.map(|line| line.to_str().unwrap().split(';').next().unwrap());
        let mut found = pairs.filter(|pair| pair.split('=').next() == Some(name));
        found.next().unwrap_or_default().to_owned()
    }

    /// A JSON string in the answer.
    pub(crate) fn member(&self, name: &str) -> String {
        self.json()[name]
            .as_str()
            .unwrap_or_else(|| panic!("no {name}: {}", self.text))
            .to_owned()
    }

    /// The ticket that a redirect or an answer's location carries.
    pub(crate) fn ticket(&self) -> String {
        let location = match self.location() {
            "" => self.member("location"),
            location => location.to_owned(),
        };
        location.split_once("ticket=").unwrap().1.to_owned()
    }

    /// Asserts a refusal: this status and code, a reference, and nothing that signs anybody in.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status.as_u16(), self.code().as_str()),
            (status, code),
            "{}",
            self.text
        );
        assert_eq!(self.header("set-cookie"), "");
        assert!(self.json().get("token").is_none() && self.json().get("permit").is_none());
        assert_eq!(
            self.json()["reference"].as_str().unwrap(),
            self.header("crosspass-reference")
        );
    }
}

//! A response, read to its end.

use axum::body::to_bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;

pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// A JSON string in the answer.
    pub(crate) fn member(&self, name: &str) -> String {
        let json = self.json();
        let text = json[name].as_str();
        text.unwrap_or_else(|| panic!("no {name}: {}", self.text))
            .to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    /// Names and values of the cookies that are set; an empty value takes one away.
    pub(crate) fn cookies(&self) -> Vec<(String, String)> {
        let lines = self.headers.get_all("set-cookie").iter();
        lines
            .map(|line| {
                let pair = line.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                (name.to_owned(), value.to_owned())
            })
            .collect()
    }

    /// Asserts a refusal: this status and code, and nothing that signs anybody in.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        // A page shows the code, an answer to a program has it as a member.
        let is_page = self.header("content-type").starts_with("text/html");
        let says = if is_page {
            self.text.contains(code)
        } else {
            self.json()["error"] == code
        };
        assert!(
            self.status == status && says,
            "not {status} {code}: {} {}",
            self.status,
            self.text
        );
        self.signs_nobody_in();
    }

    #[track_caller]
    pub(crate) fn signs_nobody_in(&self) {
        let cookies = self.cookies();
        let given = cookies
            .iter()
            .find(|(name, value)| !name.contains("-begun-") && !value.is_empty());
        assert!(given.is_none(), "{given:?}");
    }
}

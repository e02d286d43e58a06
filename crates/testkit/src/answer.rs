//! A response, read to its end.

use axum::body::to_bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// The data block of a page.
    pub fn data(&self) -> Value {
        let (_, text) = self.text.split_once("id=\"crosspass-data\">").unwrap();
        serde_json::from_str(text.split_once("</script>").unwrap().0).unwrap()
    }

    /// The stable code of a refusal.
    pub fn code(&self) -> String {
        self.json()["error"].as_str().unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The session cookie that was set, as a request sends it.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    /// Names and values of the cookies that are set; an empty value takes one away.
    pub fn cookies(&self) -> Vec<(String, String)> {
        let lines = self.headers.get_all("set-cookie").iter();
        lines
            .map(|line| {
                let pair = line.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                (name.to_owned(), value.to_owned())
            })
            .collect()
    }

    /// A cookie that was set, by its name, as a request sends it.
    pub fn cookie_named(&self, name: &str) -> String {
        let mut cookies = self.cookies().into_iter();
        let found = cookies.find(|(given, _)| given == name);
        found.map_or_else(String::new, |(name, value)| format!("{name}={value}"))
    }

    /// A JSON string in the answer.
    pub fn member(&self, name: &str) -> String {
        self.json()[name]
            .as_str()
            .unwrap_or_else(|| panic!("no {name}: {}", self.text))
            .to_owned()
    }

    /// The ticket that a redirect or an answer's location carries.
    pub fn ticket(&self) -> String {
        let location = match self.location() {
            "" => self.member("location"),
            location => location.to_owned(),
        };
        location.split_once("ticket=").unwrap().1.to_owned()
    }

    /// Asserts a refusal of the issuer: this status and code, a reference, and nothing that signs anybody in.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) {
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

    /// Asserts a refusal of a domain's backend: this status and code, and nothing that signs anybody in.
    #[track_caller]
    pub fn refused_at_domain(&self, status: u16, code: &str) {
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
    pub fn signs_nobody_in(&self) {
        let cookies = self.cookies();
        let given = cookies
            .iter()
            .find(|(name, value)| !name.contains("-begun-") && !value.is_empty());
        assert!(given.is_none(), "{given:?}");
    }
}

//! Asks a Kratos as browsers and the issuer do, and keeps of the answers what these read.

use anyhow::{Context, Result, ensure};
use chrono::DateTime;
use e2e::kratos::COOKIE;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Map, Value, json};

/// One of Kratos' two APIs.
pub(super) struct Asking {
    base: String,
    return_to: String,
    client: Client,
}

/// What is read of an answer; ids and times only as what they are.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) status: u16,
    is_json: bool,
    location: String,
    /// What browsers are told about the session's cookie, beside its value and its end.
    cookie: Vec<String>,
    pub(super) body: Value,
    raw: Raw,
}

#[derive(Clone, Debug)]
struct Raw {
    headers: HeaderMap,
    body: Value,
}

impl PartialEq for Told {
    fn eq(&self, other: &Self) -> bool {
        let read = |told: &Self| {
            let (location, cookie) = (told.location.clone(), told.cookie.clone());
            (told.status, told.is_json, location, cookie, told.body.clone())
        };
        read(self) == read(other)
    }
}

/// A form that waits for its fields.
pub(super) struct Form {
    flow: String,
    cookie: String,
    csrf: String,
    pub(super) told: Told,
}

impl Form {
    /// Where its page reads what it is made of.
    pub(super) fn address(&self) -> String {
        format!("/self-service/login/flows?id={}", self.flow)
    }
}

impl Asking {
    pub(super) fn new(base: &str, issuer: &str) -> Self {
        let client = Client::builder().redirect(Policy::none()).build();
        Self {
            base: base.to_owned(),
            return_to: format!("{issuer}/provider/return"),
            client: client.unwrap_or_default(),
        }
    }

    pub(super) async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Result<Told> {
        let mut asked = self.client.request(method, format!("{}{path}", self.base));
        for (name, value) in headers {
            asked = asked.header(*name, *value);
        }
        self.told(asked).await
    }

    pub(super) async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Told> {
        let asked = self.client.request(method, format!("{}{path}", self.base));
        self.told(asked.json(body)).await
    }

    /// Where browsers are sent for signing in.
    pub(super) fn beginning(&self) -> String {
        let return_to = encoded(&self.return_to);
        format!("/self-service/login/browser?return_to={return_to}")
    }

    /// Comes to the form, as a browser does.
    pub(super) async fn begin(&self) -> Result<Form> {
        let sent = self.ask(Method::GET, &self.beginning(), &[]).await?;
        let location = header(&sent.raw.headers, LOCATION.as_str());
        let (_, flow) = location.split_once("?flow=").context("not sent to the form")?;
        let cookies: Vec<_> = cookies(&sent.raw.headers).map(|(pair, _)| pair).collect();
        let mut form = Form {
            flow: flow.to_owned(),
            cookie: cookies.join("; "),
            csrf: String::new(),
            told: sent,
        };
        let headers = [("cookie", form.cookie.as_str())];
        let mut told = self.ask(Method::GET, &form.address(), &headers).await?;
        let nodes = told.raw.body["ui"]["nodes"].as_array().context("no form")?;
        let fields = nodes.iter().map(|node| &node["attributes"]);
        let (names, values): (Vec<_>, Vec<_>) = fields
            .map(|field| (json!([field["name"], field["type"]]), &field["value"]))
            .unzip();
        let csrf = names.iter().position(|name| name[0] == "csrf_token");
        let csrf = csrf.and_then(|place| values[place].as_str());
        form.csrf = csrf.context("no csrf_token")?.to_owned();
        told.body = json!(names);
        form.told = told;
        Ok(form)
    }

    /// Sends the form.
    pub(super) async fn submit(&self, form: &Form, login: &str, password: &str) -> Result<Told> {
        let fields = [
            ("csrf_token", form.csrf.as_str()),
            ("method", "password"),
            ("identifier", login),
            ("password", password),
        ];
        let body = fields.map(|(name, value)| format!("{name}={}", encoded(value)));
        let address = format!("{}/self-service/login?flow={}", self.base, form.flow);
        let asked = self.client.post(address).header("cookie", &form.cookie);
        let kind = "application/x-www-form-urlencoded";
        self.told(asked.header(CONTENT_TYPE, kind).body(body.join("&")))
            .await
    }

    async fn told(&self, asked: RequestBuilder) -> Result<Told> {
        let answer = asked.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let location = header(&headers, LOCATION.as_str());
        let location = match location {
            form if form.contains("?flow=") => "the form",
            back if back == self.return_to => "the way back",
            "" => "",
            other => other,
        };
        let is_json = header(&headers, CONTENT_TYPE.as_str()).starts_with("application/json");
        let body: Value = serde_json::from_str(&answer.text().await?).unwrap_or_default();
        let cookie = cookies(&headers).find(|(pair, _)| pair.starts_with(COOKIE));
        Ok(Told {
            status,
            // An answer without a body is of no kind.
            is_json: is_json && !body.is_null(),
            location: location.to_owned(),
            cookie: cookie.map(|(_, attributes)| attributes).unwrap_or_default(),
            body: read(&body),
            raw: Raw { headers, body },
        })
    }
}

impl Told {
    /// The session's cookie, as browsers send it.
    pub(super) fn session_cookie(&self) -> Result<String> {
        let cookie = cookies(&self.raw.headers).find(|(pair, _)| pair.starts_with(COOKIE));
        cookie
            .map(|(pair, _)| pair)
            .with_context(|| format!("nobody was signed in: {self:?}"))
    }

    /// The id of a session.
    pub(super) fn id(&self) -> Result<String> {
        let id = self.raw.body["id"].as_str();
        ensure!(self.status == 200, "{self:?}");
        id.map(str::to_owned).with_context(|| format!("no id: {self:?}"))
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Each cookie that is set: name and value, and its attributes but for when it ends.
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (String, Vec<String>)> {
    let lines = headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines.map(|line| {
        let mut parts = line.split("; ").map(str::to_owned);
        let pair = parts.next().unwrap_or_default();
        let mut attributes: Vec<_> = parts
            .filter(|part| !part.starts_with("Expires=") && !part.starts_with("Max-Age="))
            .collect();
        attributes.sort();
        (pair, attributes)
    })
}

/// What the issuer reads of a body. Nothing there is as good as `null`.
fn read(body: &Value) -> Value {
    match body {
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            let read: Map<_, _> = members
                .filter_map(|(name, value)| Some((name.clone(), member(name, value)?)))
                .collect();
            read.into()
        }
        Value::Array(items) => items.iter().map(read).collect(),
        other => other.clone(),
    }
}

fn member(name: &str, value: &Value) -> Option<Value> {
    match name {
        "active"
        | "authenticator_assurance_level"
        | "state"
        | "traits"
        | "metadata_public"
        | "metadata_admin"
        | "code"
        | "status" => Some(value.clone()),
        "identity" | "error" => Some(read(value)),
        "id" => Some(if is_uuid(value) {
            json!("an id")
        } else {
            value.clone()
        }),
        "message" => Some(json!(value.is_string())),
        "expires_at" | "authenticated_at" => {
            let moment = value.as_str().map(DateTime::parse_from_rfc3339);
            Some(json!(moment.is_some_and(|moment| moment.is_ok())))
        }
        _ => None,
    }
}

fn is_uuid(value: &Value) -> bool {
    let lengths = |text: &str| text.split('-').map(str::len).collect::<Vec<_>>();
    value
        .as_str()
        .is_some_and(|text| lengths(text) == [8, 4, 4, 4, 12])
}

//! The issuer's page API: JSON to the page's own origin, answers parsed into types.

use crosspass_protocol::Code;
use gloo_utils::window;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect,
    Response,
};

use crate::read::text;

/// Milliseconds until a request counts as lost.
const DEADLINE: u32 = 30_000;

/// A refusal, as the issuer's body gives it.
pub(crate) struct Refusal {
    pub(crate) code: Code,
    pub(crate) message: Option<String>,
    pub(crate) reference: Option<String>,
}

impl Refusal {
    fn network() -> Self {
        Self {
            code: Code::Network,
            message: None,
            reference: None,
        }
    }
}

/// The body of `POST /api/sign-in` and `POST /api/handoffs`: members that are `None` are left out.
#[derive(Default, Serialize)]
pub(crate) struct Request<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) login: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) audience: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) jkt: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) return_to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) consent: Option<bool>,
}

/// A request that has left; its answer is awaited with [`Pending::answer`].
pub(crate) struct Pending(Result<js_sys::Promise, JsValue>);

/// Sends at once: a future that is not polled yet would send after the popup has opened.
pub(crate) fn post(path: &str, body: &Request<'_>) -> Pending {
    Pending(send(path, body))
}

fn send(path: &str, body: &Request<'_>) -> Result<js_sys::Promise, JsValue> {
    let body = serde_wasm_bindgen::to_value(body)?;
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&js_sys::JSON::stringify(&body)?.into());
    init.set_mode(RequestMode::SameOrigin);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(DEADLINE)));
    Ok(window().fetch_with_str_and_init(path, &init))
}

impl Pending {
    /// The answer's body, or why there is none.
    pub(crate) async fn answer(self) -> Result<JsValue, Refusal> {
        let (is_ok, body) = self.body().await.map_err(|_| Refusal::network())?;
        if is_ok {
            return Ok(body);
        }
        let code = text(&body, "error").ok_or_else(Refusal::network)?;
        Err(Refusal {
            code: Code::parse(&code).unwrap_or(Code::TemporarilyUnavailable),
            message: text(&body, "message"),
            reference: text(&body, "reference"),
        })
    }

    async fn body(self) -> Result<(bool, JsValue), JsValue> {
        let response: Response = JsFuture::from(self.0?).await?.dyn_into()?;
        let body = JsFuture::from(response.json()?).await?;
        Ok((response.ok(), body))
    }
}

//! The issuer's page API: JSON to the page's own origin, answers parsed into types.

use crosspass_protocol::Code;
use gloo_utils::window;
use js_sys::{JSON, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Response};

use crate::object::{Members, object, text};

/// How every request is made: to this origin alone, with its cookie, followed nowhere else.
const INIT: &str = r#"{
    "method": "POST",
    "headers": { "content-type": "application/json" },
    "mode": "same-origin",
    "credentials": "same-origin",
    "redirect": "error",
    "cache": "no-store"
}"#;

/// Milliseconds until a request counts as lost.
const DEADLINE: u32 = 30_000;

/// A refusal, as the issuer's body gives it.
pub(crate) struct Refusal {
    pub(crate) code: Code,
    /// Undefined if no answer came.
    pub(crate) body: JsValue,
}

impl Refusal {
    fn network() -> Self {
        Self {
            code: Code::Network,
            body: JsValue::UNDEFINED,
        }
    }
}

/// A request that has left; its answer is awaited with [`Pending::answer`].
pub(crate) struct Pending(Result<Promise, JsValue>);

/// Sends at once: a future that is not polled yet would send after the popup has opened.
pub(crate) fn post(path: &str, body: &Members<'_>) -> Pending {
    Pending(send(path, body))
}

fn send(path: &str, body: &Members<'_>) -> Result<Promise, JsValue> {
    let init = JSON::parse(INIT)?;
    Reflect::set(&init, &"body".into(), &JSON::stringify(&object(body)?)?.into())?;
    Reflect::set(
        &init,
        &"signal".into(),
        &AbortSignal::timeout_with_u32(DEADLINE).into(),
    )?;
    Ok(window().fetch_with_str_and_init(path, init.unchecked_ref()))
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
            body,
        })
    }

    async fn body(self) -> Result<(bool, JsValue), JsValue> {
        let response: Response = JsFuture::from(self.0?).await?.dyn_into()?;
        let body = JsFuture::from(response.json()?).await?;
        Ok((response.ok(), body))
    }
}

//! The browser's answer: WebCrypto, asynchronous, constant-time, and no curve code in the bundle.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::{Answerable, SignatureAnswer, SignatureCheck};
use crate::token::TokenError;

/// Answers a check. A platform that fails to answer counts as "no".
pub async fn verify<S: Answerable>(
    subtle: &SubtleCrypto,
    check: SignatureCheck<S>,
) -> Result<S::Signed, TokenError> {
    let valid = ask(subtle, &check.key, &check.message, &check.signature).await;
    check.subject.answered(SignatureAnswer(valid.unwrap_or(false)))
}

async fn ask(subtle: &SubtleCrypto, key: &[u8], message: &[u8], signature: &[u8]) -> Result<bool, JsValue> {
    let import = algorithm("namedCurve", &JsValue::from_str("P-256"))?;
    let usages = Array::of1(&JsValue::from_str("verify"));
    let point = Uint8Array::from(key);
    let key = subtle.import_key_with_object("raw", &point, &import, false, &usages)?;
    let key: CryptoKey = JsFuture::from(key).await?.dyn_into()?;
    let parameters = algorithm("hash", &JsValue::from_str("SHA-256"))?;
    // Copies: a view into wasm memory would move under the asynchronous call.
    let (signature, message) = (Uint8Array::from(signature), Uint8Array::from(message));
    let answer = subtle.verify_with_object_and_buffer_source_and_buffer_source(
        &parameters,
        &key,
        &signature,
        &message,
    )?;
    Ok(JsFuture::from(answer).await?.is_truthy())
}

fn algorithm(parameter: &str, value: &JsValue) -> Result<Object, JsValue> {
    let object = Object::new();
    Reflect::set(&object, &JsValue::from_str("name"), &JsValue::from_str("ECDSA"))?;
    Reflect::set(&object, &JsValue::from_str(parameter), value)?;
    Ok(object)
}

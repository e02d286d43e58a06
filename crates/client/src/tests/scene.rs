//! What the page does around the module: a key of its own, an issuer's token, WebCrypto's answers.

use crosspass_protocol::Code;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::verify::Question;

pub(super) const NOW: i64 = 1_790_000_000;
pub(super) const NONCE: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";

/// A page with a key of its own, and an issuer that signs a session token; `change` edits its claims.
const SCENE: &str = r#"
return (async () => {
  const es256 = { name: "ECDSA", hash: "SHA-256" };
  const b64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const text = (value) => new TextEncoder().encode(value);
  const key = () => crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const jwk = async (pair) => {
    const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
    return { crv, kty, x, y };
  };
  const sign = async (pair, input) => new Uint8Array(await crypto.subtle.sign(es256, pair.privateKey, text(input)));
  const [page, issuer] = [await key(), await key()];
  const members = JSON.stringify(await jwk(page));
  const jkt = b64(await crypto.subtle.digest("SHA-256", text(members)));
  const claims = {
    iss: "https://auth.example.com", sub: "user-1", aud: "https://app.customer.com",
    sid: "AQEBAQEBAQEBAQEBAQEBAQ", jti: "AgICAgICAgICAgICAgICAg",
    iat: now, exp: now + 600, auth_time: now - 60, nonce, cnf: { jkt }, name: "Ada", email: "ada@example.com",
  };
  change(claims);
  const header = { alg: "ES256", kid: "k1", typ: "crosspass-session+jwt" };
  const input = [header, claims].map((part) => b64(text(JSON.stringify(part)))).join(".");
  const keys = JSON.stringify({ keys: [{ ...(await jwk(issuer)), kid: "k1", alg: "ES256", use: "sig" }] });
  return {
    token: input + "." + b64(await sign(issuer, input)),
    keys, jkt, members,
    async prove(input) { return input + "." + b64(await sign(page, input)); },
  };
})();
"#;

/// WebCrypto's answer to a question, asked as the page asks it (`front/prover.ts`).
const ASK: &str = r#"
  const es256 = { name: "ECDSA", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", parts.subarray(0, 65), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"])
    .then((key) => crypto.subtle.verify(es256, key, parts.subarray(65, 129), parts.subarray(129)))
    .catch(() => false);
"#;

/// A page with its key, and a token for it.
pub(super) struct Scene {
    made: JsValue,
}

impl Scene {
    /// `change` edits the token's claims.
    pub(super) async fn new(change: &str) -> Self {
        let change = Function::new_with_args("claims", change);
        let made = Function::new_with_args("now, nonce, change", SCENE)
            .call3(&JsValue::NULL, &(NOW as f64).into(), &NONCE.into(), &change)
            .unwrap();
        Self {
            made: settled(made).await,
        }
    }

    pub(super) fn text(&self, name: &str) -> String {
        Reflect::get(&self.made, &name.into())
            .unwrap()
            .as_string()
            .unwrap()
    }

    /// A proof, from what the page's key is to sign.
    pub(super) async fn prove(&self, input: &str) -> String {
        let prove = Reflect::get(&self.made, &"prove".into()).unwrap();
        let proof = prove
            .unchecked_into::<Function>()
            .call1(&JsValue::NULL, &input.into());
        settled(proof.unwrap()).await.as_string().unwrap()
    }
}

/// SHA-256 in base64url, by WebCrypto as the page does it.
pub(super) async fn hash(text: &str) -> String {
    let body = r#"
      const b64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
      return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
        .then((hash) => b64(hash).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, ""));
    "#;
    let hash = Function::new_with_args("text", body).call1(&JsValue::NULL, &text.into());
    settled(hash.unwrap()).await.as_string().unwrap()
}

/// What WebCrypto says of a key, a signature, and what was signed.
pub(super) async fn webcrypto(parts: &[u8]) -> JsValue {
    let parts = Uint8Array::from(parts);
    let answer = Function::new_with_args("parts", ASK).call1(&JsValue::NULL, &parts);
    settled(answer.unwrap()).await
}

/// Verifies a token of the scene's issuer for the scene's domain; `None`: its key is none of `keys`.
pub(super) async fn verified(
    kind: &str,
    token: &str,
    keys: &str,
    nonce: &str,
    jkt: &str,
) -> Option<Result<JsValue, Code>> {
    let code = |code: JsValue| Code::parse(&code.as_string().unwrap()).unwrap();
    let question = match Question::about(token, keys) {
        Ok(question) => question?,
        Err(refused) => return Some(Err(code(refused))),
    };
    let answer = webcrypto(&question.parts()).await;
    let (issuer, origin) = ("https://auth.example.com", "https://app.customer.com");
    let bound = [kind, issuer, origin, nonce, jkt].join(" ");
    let accepted = question.accept(&answer, &bound, NOW as f64);
    Some(accepted.map_err(code))
}

async fn settled(promise: JsValue) -> JsValue {
    JsFuture::from(promise.unchecked_into::<Promise>()).await.unwrap()
}

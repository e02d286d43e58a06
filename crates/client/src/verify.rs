//! Verifying a ticket or a session token: key by `kid` from the issuer's set, signature by WebCrypto.

use crosspass_protocol::{
    Binding, BindingRule, Code, Expected, Jwks, KeyThumbprint, Nonce, Origin, SessionClaims, SignatureCheck,
    TicketClaims, Timestamp, TokenError, UnsignedToken, UntrustedToken,
};
use wasm_bindgen::prelude::*;

use crate::session;

/// What WebCrypto is to say of one token.
#[wasm_bindgen]
pub struct Question(SignatureCheck<UnsignedToken>);

#[wasm_bindgen]
impl Question {
    /// The question about this token; `undefined` if its key is none of `keys`. Throws a code.
    pub fn about(token: &str, keys: &str) -> Result<Option<Question>, JsValue> {
        let keys = Jwks::parse(keys.as_bytes()).map_err(|_| refusal(TokenError::UnknownKey))?;
        let token = UntrustedToken::parse(token).map_err(refusal)?;
        match keys.find(token.key_id()) {
            Some(key) => token
                .check_with(key)
                .map(|check| Some(Self(check)))
                .map_err(refusal),
            None => Ok(None),
        }
    }

    /// The key's uncompressed point (65 bytes), r and s (64 bytes), and what was signed.
    pub fn parts(&self) -> Vec<u8> {
        self.0.parts()
    }

    /// With WebCrypto's answer: the session of a `"session"` token, or `true` of a `"ticket"`. `bound` is that kind, the
    /// issuer, this origin, the handoff's nonce and the key's thumbprint, with a space between: five arguments would be
    /// five times the glue. Throws a code.
    #[wasm_bindgen(unchecked_return_type = "VerifiedSession | true")]
    pub fn accept(
        self,
        #[wasm_bindgen(unchecked_param_type = "unknown")] answer: &JsValue,
        bound: &str,
        now: f64,
    ) -> Result<JsValue, JsValue> {
        let signed = self.0.answered(answer).map_err(refusal)?;
        let mut rest = bound;
        let mut word = || {
            let end = rest.bytes().position(|byte| byte == b' ').unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end).unwrap_or_default();
            rest = after.get(1..).unwrap_or_default();
            word
        };
        let (kind, issuer, origin) = (word(), word(), word());
        let binding = (Nonce::parse(word()).ok()).zip(KeyThumbprint::parse(word()).ok());
        let (nonce, jkt) = binding.ok_or_else(|| rejection(Code::NonceMismatch))?;
        let (Ok(issuer), Ok(audience)) = (Origin::parse(issuer), Origin::parse(origin)) else {
            return Err(rejection(Code::InvalidRequest));
        };
        let expected = Expected {
            issuer: &issuer,
            audience: &audience,
            // A clock outside of i64 is cut to its ends, and then to the years 1970 to 9999.
            now: Timestamp::from_seconds(now as i64),
            binding: BindingRule::Handoff(&Binding { nonce, jkt }),
        };
        match kind {
            "session" => signed
                .accept::<SessionClaims>(&expected)
                .map(|token| session::to_js(token.claims())),
            "ticket" => signed
                .accept::<TicketClaims>(&expected)
                .map(|_ticket| JsValue::TRUE),
            _ => Err(TokenError::Kind),
        }
        .map_err(refusal)
    }
}

fn refusal(error: TokenError) -> JsValue {
    rejection(error.code())
}

fn rejection(code: Code) -> JsValue {
    code.as_str().into()
}

//! The browser's answer: WebCrypto's, constant-time, and no curve code in the bundle. The page carries
//! the question there and the answer back: it is the page, too, that brings the keys.

use wasm_bindgen::JsValue;

use super::{Answerable, SignatureAnswer, SignatureCheck};
use crate::token::TokenError;

impl<S: Answerable> SignatureCheck<S> {
    /// The key as WebCrypto imports it (`raw`: an uncompressed point, 65 bytes), the signature (r and s, 64
    /// bytes), and what was signed.
    pub fn parts(&self) -> Vec<u8> {
        [&self.key[..], &self.signature, &self.message].concat()
    }

    /// Goes on with what `crypto.subtle.verify` answered: anything but `true` counts as "no".
    pub fn answered(self, answer: &JsValue) -> Result<S::Signed, TokenError> {
        let answer = SignatureAnswer(answer.as_bool() == Some(true));
        self.subject.answered(answer)
    }
}

// The stable codes that a backend may refuse with: the auth page drops a message with any other.
import type { CrosspassErrorCode } from "../../crates/client/front/error.js";
import { hasText } from "@crosspass/shared/answer";

/** All of them: the compiler refuses a list that lacks one. */
const CODES: Readonly<Record<CrosspassErrorCode, 1>> = {
  invalid_credentials: 1,
  access_denied: 1,
  unknown_domain: 1,
  domain_suspended: 1,
  invalid_request: 1,
  login_required: 1,
  rate_limited: 1,
  popup_blocked: 1,
  nonce_mismatch: 1,
  invalid_token: 1,
  token_expired: 1,
  token_used: 1,
  redirect_loop: 1,
  account_mismatch: 1,
  wasm_blocked: 1,
  storage_unavailable: 1,
  third_party_cookies_blocked: 1,
  network: 1,
  temporarily_unavailable: 1,
};

/** The code of a refusal; an answer without one that is known is that of a backend out of order. */
export function knownCode(answer: unknown): CrosspassErrorCode {
  const isKnown = hasText(answer, "error") && Object.hasOwn(CODES, answer.error);
  return isKnown ? (answer.error as CrosspassErrorCode) : "temporarily_unavailable";
}

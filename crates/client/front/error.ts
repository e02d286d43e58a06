// Errors with a stable code.

/** What a refusal is called, everywhere and for good: texts may change, codes never. See docs/codes.md. */
export type CrosspassErrorCode =
  | "invalid_credentials"
  | "access_denied"
  | "unknown_domain"
  | "domain_suspended"
  | "invalid_request"
  | "login_required"
  | "rate_limited"
  | "popup_blocked"
  | "nonce_mismatch"
  | "invalid_token"
  | "token_expired"
  | "token_used"
  | "redirect_loop"
  | "account_mismatch"
  | "wasm_blocked"
  | "storage_unavailable"
  | "third_party_cookies_blocked"
  | "network"
  | "temporarily_unavailable";

/** Thrown by everything of Crosspass that refuses. */
export class CrosspassError extends Error {
  override readonly name = "CrosspassError";

  constructor(
    readonly code: CrosspassErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

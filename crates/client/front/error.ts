// Errors with a stable code.

/** What a refusal is called, everywhere and for good: texts may change, codes never. `docs/codes.md` has them all. */
export type CrosspassErrorCode =
  /** Login or password is wrong. The user types them again. */
  | "invalid_credentials"
  /** The user may not enter this domain. Its operator can change that (`crosspass member add`). */
  | "access_denied"
  /** This origin is not registered at the issuer. Scheme, host and port count (`crosspass domain add`). */
  | "unknown_domain"
  /** The domain takes no sessions at present (`crosspass domain resume`). */
  | "domain_suspended"
  /** A call or an option is wrong; the message names it and the mend. Also: a page without https. */
  | "invalid_request"
  /** Nobody is signed in, or no longer: call `requireSession()` or `signIn()`, in the browser. */
  | "login_required"
  /** Too many attempts: wait a minute. */
  | "rate_limited"
  /** The popup was blocked, cut off, closed or mute. No refusal: the redirect takes over. */
  | "popup_blocked"
  /** A token or ticket answers no handoff that this browser began and remembers. Start again. */
  | "nonce_mismatch"
  /** A token, ticket or proof fails a check. Start again; if it stays, compare clocks and the configured issuer. */
  | "invalid_token"
  /** A token, ticket or session is past its life, or the device's clock is wrong. Start again. */
  | "token_expired"
  /** A ticket or proof was used before. Start again. */
  | "token_used"
  /** Three sign-ins within a minute left no session: the browser does not keep this site's data. Allow it. */
  | "redirect_loop"
  /** The domain holds another user's session. The redirect that follows asks whether to switch. */
  | "account_mismatch"
  /** The page's Content-Security-Policy lacks `'wasm-unsafe-eval'`, or the module is another version's: run `npx @crosspass/client install`. */
  | "wasm_blocked"
  /** The browser keeps nothing for this page: allow site data, leave private browsing, make room. */
  | "storage_unavailable"
  /** No refusal: an API's cookies did not come along, and token and proof were used. Told to `options.onNotice`. */
  | "third_party_cookies_blocked"
  /** No usable answer came: offline, a time-out, or something else answered. Try again. */
  | "network"
  /** The issuer has too much to do. Try again in a moment. */
  | "temporarily_unavailable";

/** Thrown by everything of Crosspass that refuses. */
export class CrosspassError extends Error {
  override readonly name = "CrosspassError";

  constructor(
    readonly code: CrosspassErrorCode,
    message: string | false = false,
    options?: ErrorOptions,
  ) {
    super(message || code, options);
  }
}

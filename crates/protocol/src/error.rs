//! The stable codes: the same in HTTP bodies, JavaScript errors, audit rows and the docs.

use core::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// Why something was refused. Texts of messages may change; a code never does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, in the order of the docs.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as it travels.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The code of that text, if there is one.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

codes! {
    /// Login or password is wrong, or there is no such user: never said which.
    InvalidCredentials = "invalid_credentials",
    /// The user is known, and may not enter this domain.
    AccessDenied = "access_denied",
    /// No domain is registered at that origin.
    UnknownDomain = "unknown_domain",
    /// The domain is registered, and takes no sessions at present.
    DomainSuspended = "domain_suspended",
    /// A field or parameter is missing, malformed or given twice; the message names it.
    InvalidRequest = "invalid_request",
    /// There is no issuer session, or it has ended.
    LoginRequired = "login_required",
    /// Too many attempts; `Retry-After` says when the next one counts.
    RateLimited = "rate_limited",
    /// The browser opened no popup.
    PopupBlocked = "popup_blocked",
    /// The token answers no handoff that this browser began.
    NonceMismatch = "nonce_mismatch",
    /// The token, ticket or proof fails a check.
    InvalidToken = "invalid_token",
    /// The token or ticket is past its life.
    TokenExpired = "token_expired",
    /// The ticket or proof was used before.
    TokenUsed = "token_used",
    /// The browser came back three times without a session.
    RedirectLoop = "redirect_loop",
    /// The domain has a session of another user; the present one was not replaced.
    AccountMismatch = "account_mismatch",
    /// WebAssembly is refused by the page's content security policy, or did not load.
    WasmBlocked = "wasm_blocked",
    /// The browser keeps nothing for this page.
    StorageUnavailable = "storage_unavailable",
    /// The browser blocks cookies of other sites.
    ThirdPartyCookiesBlocked = "third_party_cookies_blocked",
    /// No answer came back.
    Network = "network",
    /// The issuer is overloaded or its database is out of reach; try again.
    TemporarilyUnavailable = "temporarily_unavailable",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

//! What goes wrong: at the start, which is the operator's to mend, and at a request, which gets a
//! stable code.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crosspass_protocol::{Code, RegisteredOriginError, TokenError};

/// Why a backend does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The issuer's origin.
    #[error("issuer: {0}; it is the origin that the issuer runs at, as in https://auth.example.com")]
    Issuer(RegisteredOriginError),
    /// One of the domain's origins.
    #[error("origins: {origin:?}: {cause}; each is an exact origin, as in https://app.example.com")]
    Origin {
        /// What was given.
        origin: String,
        /// What is wrong with it.
        cause: RegisteredOriginError,
    },
    /// No origin.
    #[error(
        "origins: there is none; name each origin that this backend answers for, as in https://app.example.com"
    )]
    NoOrigin,
    /// The issuer's own origin among the domain's.
    #[error("origins: {0} is the issuer itself, which is no domain of its own")]
    IssuerAsDomain(String),
    /// Plain http beyond this machine, or a loopback domain of an issuer on the network.
    #[error("origins: {0} and the issuer do not fit: both are https, or both on loopback")]
    Mixed(String),
    /// A proxy that is neither an address nor a network.
    #[error("proxies: {0:?}; each is an address or a network, as in 10.0.0.7 or 10.0.0.0/8")]
    Proxy(String),
    /// One of the callers' origins.
    #[error(
        "callers: {origin:?}: {cause}; each is an exact origin, as in https://app.example.com: one that stands for many \
         would let any of their pages act for whoever is signed in"
    )]
    Caller {
        /// What was given.
        origin: String,
        /// What is wrong with it.
        cause: RegisteredOriginError,
    },
    /// Callers of an origin that is not ours.
    #[error("calls_to: {0:?} is none of the origins that this backend answers for")]
    CallsElsewhere(String),
    /// Cookies for other sites' pages, and no such page.
    #[error("cookies_across_sites: there are no callers; name the origins whose pages call, or leave it out")]
    CookiesForNobody,
    /// What is no path prefix.
    #[error(
        "caller_paths: {0:?} can be read in two ways, or is no folder; each begins and ends with a slash, as in /api/"
    )]
    CallerPath(String),
    /// Paths for callers' tokens, and no caller.
    #[error("caller_paths: there are no callers; name the origins whose pages call, or leave it out")]
    PathsForNobody,
    /// The key's file cannot be read or made.
    #[error("key_file: {file:?}: {cause}; its folder must be there and writable at the first start")]
    KeyFile {
        /// The file.
        file: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The key's file holds something else.
    #[error("key_file: {file:?} holds no P-256 key in PKCS#8; name another file, and a key is made")]
    Key {
        /// The file.
        file: PathBuf,
    },
    /// The HTTP client cannot be built.
    #[error("the HTTP client cannot be built: {0}")]
    Client(String),
}

/// Why a request is not what it says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// By the rules of the protocol, with the code that says so.
    Code(Code),
    Token(TokenError),
    /// Something is wrong with the request itself; the text names what.
    Request(&'static str),
    /// Something is wrong here; the text is for the log.
    Internal(&'static str),
}

impl Refusal {
    pub(crate) fn code(self) -> Code {
        match self {
            Self::Code(code) => code,
            Self::Token(error) => error.code(),
            Self::Request(_) => Code::InvalidRequest,
            Self::Internal(_) => Code::TemporarilyUnavailable,
        }
    }

    /// Whether the next try may be answered otherwise, though nothing has changed here.
    pub(crate) fn is_temporary(self) -> bool {
        matches!(
            self.code(),
            Code::TemporarilyUnavailable | Code::Network | Code::RateLimited
        )
    }
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "the issuer's or this domain's answer is {code}"),
            Self::Token(error) => error.fmt(f),
            Self::Request(what) => f.write_str(what),
            Self::Internal(_) => f.write_str("something is wrong at this domain; its log says what"),
        }
    }
}

impl std::error::Error for Refusal {}

//! Ory Kratos, asked over its own API: who a browser's session is of, whether a session goes on, and to end one.

mod answer;
mod error;
mod judge;
mod settings;

use crosspass_outbound::{Answer, Body, Bounds, Outbound, OutboundError, Reach};
use crosspass_protocol::Timestamp;
use http::header::{ACCEPT, CACHE_CONTROL, COOKIE};
use http::{HeaderValue, Method, Request, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use answer::{AdminIdentity, Session, json, refusal};
pub use error::KratosError;
pub use judge::{Seen, Unfit};
pub use settings::KratosSettings;

use super::person::Parts;
use crate::model::{ProviderId, ProviderSession};

/// The longest answer: an identity with all that an application keeps in its metadata.
const LONGEST: usize = 256 * 1024;

/// What Kratos answers with where the second factor is missing.
const SECOND_FACTOR_MISSING: &str = "session_aal2_required";

/// One Kratos.
#[derive(Debug)]
pub struct Kratos {
    config: KratosSettings,
    outbound: Outbound,
}

/// Whose session a browser's cookie is of.
#[derive(Debug)]
pub enum Whoami {
    /// Somebody's, who may sign in.
    Session(Box<Seen>),
    /// Nobody's.
    Nobody,
    /// Somebody's who has yet to show a further factor.
    NeedsSecondFactor,
    /// Somebody's who may not sign in.
    Unfit(Unfit),
}

/// What a browser is sent to Kratos for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To sign in.
    SignIn,
    /// To show a further factor.
    SecondFactor,
}

impl Kratos {
    /// Makes no connection.
    pub fn new(config: KratosSettings) -> Result<Self, OutboundError> {
        Ok(Self {
            config,
            // The operator names the addresses, and Kratos' admin API is best on a network of its own, without TLS.
            outbound: Outbound::new(Reach::Any)?,
        })
    }

    /// The name of the session cookie.
    pub fn cookie_name(&self) -> &str {
        &self.config.cookie_name
    }

    /// Where a browser goes for a step; Kratos sends it to `return_to` after that.
    pub fn login_address(&self, step: Step, return_to: &str) -> String {
        let return_to = utf8_percent_encode(return_to, NON_ALPHANUMERIC);
        let base = &self.config.public_url;
        let level = match step {
            Step::SignIn => "",
            Step::SecondFactor => "aal=aal2&",
        };
        format!("{base}/self-service/login/browser?{level}return_to={return_to}")
    }

    /// Whose session the value of a cookie is of. Asked anew each time.
    pub async fn whoami(&self, cookie: &str, now: Timestamp) -> Result<Whoami, KratosError> {
        let answer = self.ask_whoami(cookie).await?;
        match answer.status {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => return refusal(&answer).map(|_| Whoami::Nobody),
            StatusCode::FORBIDDEN => {
                return match refusal(&answer)?.id.as_deref() {
                    Some(SECOND_FACTOR_MISSING) => Ok(Whoami::NeedsSecondFactor),
                    _ => Err(KratosError::Status(answer.status.as_u16())),
                };
            }
            other => return Err(KratosError::Status(other.as_u16())),
        }
        let session: Session = json(&answer)?;
        match judge::fitness(&session, self.config.assurance, now)? {
            Some(Unfit::LowAssurance) => return Ok(Whoami::NeedsSecondFactor),
            Some(unfit) => return Ok(Whoami::Unfit(unfit)),
            None => {}
        }
        let Some(identity) = &session.identity else {
            return Err(KratosError::Malformed("session without an identity"));
        };
        let id = ProviderId::parse(&identity.id).map_err(|_| KratosError::Malformed("identity's id"))?;
        let admin = if self.config.traits.need_admin() {
            self.admin_metadata(&id).await?
        } else {
            Value::Null
        };
        let parts = Parts {
            traits: &identity.traits,
            public: &identity.metadata_public,
            admin: &admin,
        };
        Ok(match self.config.traits.read(id, parts) {
            Ok(person) => Whoami::Session(Box::new(judge::seen(&session, person)?)),
            Err(error) => Whoami::Unfit(Unfit::Person(error)),
        })
    }

    /// The session that the value of a cookie is of, whatever its state.
    pub async fn session_of(&self, cookie: &str) -> Result<Option<ProviderId>, KratosError> {
        let answer = self.ask_whoami(cookie).await?;
        match answer.status {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => return refusal(&answer).map(|_| None),
            other => return Err(KratosError::Status(other.as_u16())),
        }
        let session: Session = json(&answer)?;
        let id = ProviderId::parse(&session.id).map_err(|_| KratosError::Malformed("session's id"))?;
        Ok(Some(id))
    }

    /// Whether a session goes on, and is still of the same identity. A session that is gone is over, too.
    pub async fn is_live(&self, known: &ProviderSession, now: Timestamp) -> Result<bool, KratosError> {
        let address = format!("{}?expand=identity", self.session_address(&known.session));
        let answer = self.send(request(Method::GET, &address)?).await?;
        match answer.status {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND | StatusCode::GONE => return refusal(&answer).map(|_| false),
            other => return Err(KratosError::Status(other.as_u16())),
        }
        let session: Session = json(&answer)?;
        if session.id != known.session.as_str() {
            return Err(KratosError::Malformed("another session than the one asked for"));
        }
        let is_same = |identity: &answer::Identity| identity.id == known.identity.as_str();
        let is_theirs = session.identity.as_ref().is_some_and(is_same);
        Ok(judge::fitness(&session, self.config.assurance, now)?.is_none() && is_theirs)
    }

    /// Ends a session. One that is gone already is no failure.
    pub async fn end(&self, session: &ProviderId) -> Result<(), KratosError> {
        let address = self.session_address(session);
        let answer = self.send(request(Method::DELETE, &address)?).await?;
        match answer.status {
            StatusCode::NO_CONTENT => Ok(()),
            StatusCode::NOT_FOUND | StatusCode::GONE => refusal(&answer).map(drop),
            other => Err(KratosError::Status(other.as_u16())),
        }
    }

    async fn ask_whoami(&self, cookie: &str) -> Result<Answer, KratosError> {
        let address = format!("{}/sessions/whoami", self.config.internal_url);
        let mut request = request(Method::GET, &address)?;
        let line = format!("{}={cookie}", self.config.cookie_name);
        let mut line = HeaderValue::from_str(&line).map_err(|_| KratosError::Malformed("cookie"))?;
        line.set_sensitive(true);
        request.headers_mut().insert(COOKIE, line);
        self.send(request).await
    }

    async fn admin_metadata(&self, identity: &ProviderId) -> Result<Value, KratosError> {
        let address = format!("{}/admin/identities/{}", self.config.admin_url, identity.as_str());
        let answer = self.send(request(Method::GET, &address)?).await?;
        if answer.status != StatusCode::OK {
            return Err(KratosError::Status(answer.status.as_u16()));
        }
        let found: AdminIdentity = json(&answer)?;
        if found.id == identity.as_str() {
            Ok(found.metadata_admin)
        } else {
            Err(KratosError::Malformed("another identity than the one asked for"))
        }
    }

    fn session_address(&self, session: &ProviderId) -> String {
        format!("{}/admin/sessions/{}", self.config.admin_url, session.as_str())
    }

    async fn send(&self, request: Request<Body>) -> Result<Answer, KratosError> {
        let bounds = Bounds {
            deadline: self.config.timeout,
            longest: LONGEST,
        };
        Ok(self.outbound.send(request, bounds).await?)
    }
}

/// A request whose answer is not to come out of any cache, Kratos' own included.
fn request(method: Method, address: &str) -> Result<Request<Body>, KratosError> {
    Request::builder()
        .method(method)
        .uri(address)
        .header(ACCEPT, "application/json")
        .header(CACHE_CONTROL, "max-age=0")
        .body(Body::default())
        .map_err(|_| KratosError::Malformed("address"))
}

//! The session's cookie. It has one of three scopes, and each scope has a name of its own: a browser keeps a partitioned
//! cookie beside an unpartitioned one of the same name, so a backend whose scope changes would get both, for a month.

use axum::http::{HeaderMap, HeaderValue};
use crosspass_protocol::Origin;

use crate::cookie::{self, CookieKind, CrossSite};
use crate::error::Refusal;
use crate::identify::RequestSession;
use crate::state::Inner;

/// How long a browser keeps the cookie: the issuer decides how long the session lasts, so this is only longer.
const LIFE: i64 = 30 * 24 * 60 * 60;
/// The most sessions of one browser that a sign-out ends at the issuer: one for each scope, and one more.
const MOST_ENDED: usize = 4;

/// The requests that the cookie goes along with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// Those of the same site, and visits. Until there were names for the others, these had this one's.
    Lax,
    /// Those of other sites' pages, too; for each site that calls, another cookie.
    Partitioned,
    /// Those of other sites' pages, too.
    Shared,
}

/// Where a browser keeps a cookie: one name is another cookie in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Jar {
    Common,
    Partitioned,
}

impl Scope {
    const ALL: [Self; 3] = [Self::Lax, Self::Partitioned, Self::Shared];

    fn of(across: Option<CrossSite>) -> Self {
        match across {
            None => Self::Lax,
            Some(CrossSite::Partitioned) => Self::Partitioned,
            Some(CrossSite::Shared) => Self::Shared,
        }
    }

    fn kind(self) -> CookieKind {
        match self {
            Self::Lax => CookieKind::Session,
            Self::Partitioned => CookieKind::PartitionedSession,
            Self::Shared => CookieKind::SharedSession,
        }
    }

    fn jar(self) -> Jar {
        match self {
            Self::Lax | Self::Shared => Jar::Common,
            Self::Partitioned => Jar::Partitioned,
        }
    }

    fn attributes(self, origin: &Origin) -> &'static str {
        match self {
            Self::Lax => cookie::lax(origin),
            Self::Partitioned => "SameSite=None; Secure; Partitioned",
            Self::Shared => "SameSite=None; Secure",
        }
    }

    /// `Set-Cookie` that takes the cookie of this scope's name away from one jar.
    fn clear(self, jar: Jar, origin: &Origin) -> HeaderValue {
        let attributes = match jar {
            Jar::Partitioned => Self::Partitioned.attributes(origin),
            Jar::Common if self == Self::Lax => Self::Lax.attributes(origin),
            // A call from another site's page may set and clear no stricter one.
            Jar::Common => Self::Shared.attributes(origin),
        };
        cookie::write(self.kind(), "", 0, origin, attributes)
    }
}

/// What a request has of session cookies.
pub(crate) struct PresentedSession<'a> {
    /// The session token that counts: it is in the configured scope's cookie, or in the strictest one's.
    pub(crate) token: Option<&'a str>,
    /// Whether it is in the strictest one's, and that is not the configured scope.
    is_to_be_moved: bool,
    /// What does not count, in the order in which it is to be taken away.
    stale: Vec<(Scope, Jar)>,
}

impl Inner {
    fn scope(&self, origin: &Origin) -> Scope {
        Scope::of(self.calls.of(origin).across)
    }

    /// Looks for session cookies. One of a wider scope than the configured one does not count: it comes along with calls
    /// that the operator does not want to be anybody's. Of two with one name neither counts: they are of both jars, and
    /// no request says which is which.
    pub(crate) fn presented_session<'a>(
        &self,
        headers: &'a HeaderMap,
        origin: &Origin,
    ) -> Result<PresentedSession<'a>, Refusal> {
        let configured = self.scope(origin);
        let (mut own, mut strictest, mut stale) = (None, None, Vec::new());
        for scope in Scope::ALL {
            let mut values = cookie::all(headers, scope.kind(), origin);
            match (values.next(), values.next()) {
                (None, _) => {}
                // Without the prefix another port's server can have set it (RFC 6265, 8.5): this is no change of scope.
                (Some(_), Some(_)) if !origin.is_https() => return Err(cookie::TWO),
                (Some(_), Some(_)) => {
                    let jars = match configured.jar() {
                        Jar::Common => [Jar::Partitioned, Jar::Common],
                        Jar::Partitioned => [Jar::Common, Jar::Partitioned],
                    };
                    stale.extend(jars.map(|jar| (scope, jar)));
                }
                (value, None) if scope == configured => own = value,
                (value, None) if scope == Scope::Lax => strictest = value,
                (Some(_), None) => stale.push((scope, scope.jar())),
            }
        }
        if own.is_some() && strictest.is_some() {
            stale.extend(self.jars_by_turns().map(|jar| (Scope::Lax, jar)));
        }
        Ok(PresentedSession {
            token: own.or(strictest),
            is_to_be_moved: own.is_none() && strictest.is_some(),
            stale,
        })
    }

    /// A cookie of the old name may be in either jar, which no request says, and an answer to a proxy's question may
    /// clear one: the other has its turn in another second.
    fn jars_by_turns(&self) -> [Jar; 2] {
        if self.clock.now().seconds() % 2 == 0 {
            [Jar::Common, Jar::Partitioned]
        } else {
            [Jar::Partitioned, Jar::Common]
        }
    }

    /// `Set-Cookie` for a session.
    pub(crate) fn session_cookie(&self, token: &str, origin: &Origin) -> HeaderValue {
        let scope = self.scope(origin);
        cookie::write(scope.kind(), token, LIFE, origin, scope.attributes(origin))
    }

    /// `Set-Cookie` that takes it away.
    pub(crate) fn no_session_cookie(&self, origin: &Origin) -> HeaderValue {
        let scope = self.scope(origin);
        scope.clear(scope.jar(), origin)
    }

    /// `Set-Cookie` for a session that begins, after those for all that it takes the place of.
    pub(crate) fn new_session_cookies(
        &self,
        token: &str,
        headers: &HeaderMap,
        origin: &Origin,
    ) -> Vec<HeaderValue> {
        let configured = self.scope(origin);
        let mut cookies: Vec<_> = Scope::ALL
            .into_iter()
            .filter(|scope| cookie::all(headers, scope.kind(), origin).next().is_some())
            .flat_map(|scope| [(scope, Jar::Common), (scope, Jar::Partitioned)])
            .filter(|place| *place != (configured, configured.jar()))
            .map(|(scope, jar)| scope.clear(jar, origin))
            .collect();
        // The last one: a browser that knows of no partitions takes a clearing for that of its only cookie.
        cookies.push(self.session_cookie(token, origin));
        cookies
    }

    /// `Set-Cookie` for each session cookie that came along and does not count.
    pub(crate) fn no_stale_cookies(&self, headers: &HeaderMap, origin: &Origin) -> Vec<HeaderValue> {
        let stale = self
            .presented_session(headers, origin)
            .map(|presented| presented.stale);
        let stale = stale.unwrap_or_default().into_iter();
        stale.map(|(scope, jar)| scope.clear(jar, origin)).collect()
    }

    /// `Set-Cookie` that leaves no session of any scope.
    pub(crate) fn no_session_cookies(&self, origin: &Origin) -> Vec<HeaderValue> {
        let places = [
            (Scope::Lax, Jar::Common),
            (Scope::Lax, Jar::Partitioned),
            (Scope::Partitioned, Jar::Partitioned),
            (Scope::Shared, Jar::Common),
        ];
        places.map(|(scope, jar)| scope.clear(jar, origin)).into()
    }

    /// What the answer to a request has to set: one cookie at most, because a proxy may pass on no more.
    pub(crate) fn settle(
        &self,
        presented: &PresentedSession<'_>,
        known: RequestSession,
        origin: &Origin,
    ) -> RequestSession {
        let first = |places: &[(Scope, Jar)]| places.first().map(|(scope, jar)| scope.clear(*jar, origin));
        let cookie = match (&known.session, presented.token, known.cookie) {
            // The session has ended, and it is the old name's cookie that goes.
            (Ok(None), Some(_), Some(_)) if presented.is_to_be_moved => {
                first(&self.jars_by_turns().map(|jar| (Scope::Lax, jar)))
            }
            (_, _, Some(cookie)) => Some(cookie),
            (Ok(Some(_)), Some(token), None) if presented.is_to_be_moved => {
                Some(self.session_cookie(token, origin))
            }
            (Ok(_), _, None) => first(&presented.stale),
            (Err(_), _, None) => None,
        };
        RequestSession {
            session: known.session,
            cookie,
        }
    }
}

/// The tokens of all session cookies, whether they count or not: what a sign-out ends.
pub(crate) fn tokens<'a>(headers: &'a HeaderMap, origin: &Origin) -> Vec<&'a str> {
    let mut tokens = Vec::new();
    for scope in Scope::ALL {
        for token in cookie::all(headers, scope.kind(), origin) {
            if tokens.len() < MOST_ENDED && !tokens.contains(&token) {
                tokens.push(token);
            }
        }
    }
    tokens
}

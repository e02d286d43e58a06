//! The gate: Crosspass for a backend in any language. A proxy in front of it asks here about each request, and passes on
//! only what was answered with 200, with headers that say who it is.

mod cookies;
mod identity;
mod options;
mod original;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::any;
use crosspass_protocol::Code;

use crate::answer::{self, refuse, with_cookies};
use crate::error::Refusal;
use crate::extract::begin;
use crate::identify::RequestSession;
use crate::request::{is_navigation, path_and_query};
use crate::state::{Crosspass, Inner};
use original::Original;

pub use options::{GateOptions, Peer};

/// What a proxy asks for. A path says it and not a query: proxies that rewrite an address may leave the visitor's query
/// in place, and that must not open anything.
const QUESTIONS: [(&str, Question); 8] = [
    ("/crosspass/auth", Question(Visitors::Refused, Form::Whole)),
    (
        "/crosspass/auth/optional",
        Question(Visitors::Welcome, Form::Whole),
    ),
    (
        "/crosspass/auth/status",
        Question(Visitors::Refused, Form::Status),
    ),
    (
        "/crosspass/auth/status/optional",
        Question(Visitors::Welcome, Form::Status),
    ),
    (
        "/crosspass/auth/refusal",
        Question(Visitors::Refused, Form::Refusal),
    ),
    ("/crosspass/auth/path", Question(Visitors::Unknown, Form::Whole)),
    (
        "/crosspass/auth/status/path",
        Question(Visitors::Unknown, Form::Status),
    ),
    (
        "/crosspass/auth/refusal/path",
        Question(Visitors::Unknown, Form::Refusal),
    ),
];

/// Of a path that is open to everybody as the proxy reads it, and may be another page's as the backend does.
const SEVERAL_READINGS: Refusal =
    Refusal::Request("proxy and backend may read the path in two ways; write it without detours");

#[derive(Clone, Copy, Debug)]
struct Question(Visitors, Form);

/// What the gate does with a request of a user who is not signed in.
#[derive(Clone, Copy, Debug)]
enum Visitors {
    /// It sends them to sign in, or answers that they must.
    Refused,
    /// They are let through, without a name; where the path can be read in two ways, they are refused.
    Welcome,
    /// The backend finds out by itself who it is: credentials are not looked at, only the path.
    Unknown,
}

/// What the proxy does with a refusal.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// Passes it on as it is: Caddy, Traefik.
    Whole,
    /// Looks at its status and knows 401 and 403 alone: nginx.
    Status,
    /// Has refused already, and wants what it tells its client: nginx, after that.
    Refusal,
}

impl Form {
    /// A browser that asks whether a listed page may call sends no cookie, and is answered here: no backend hears of it.
    /// Where 2xx means that the request goes on, the answer has to come by way of a refusal.
    fn of_preflight(self, allowed: Response) -> Response {
        match self {
            Self::Refusal => allowed,
            Self::Status => StatusCode::UNAUTHORIZED.into_response(),
            Self::Whole => refuse(Refusal::Code(Code::LoginRequired)),
        }
    }
}

#[derive(Clone)]
struct Gate {
    inner: Arc<Inner>,
    options: Arc<GateOptions>,
}

impl Crosspass {
    /// The routes below `/crosspass/`, and `/crosspass/auth` for the proxies of `options`. Each request has to carry
    /// its [`Peer`] as an extension: without one the gate takes the request for a stranger's.
    pub fn gate(&self, options: GateOptions) -> Router {
        let gate = Gate {
            inner: Arc::clone(&self.0),
            options: Arc::new(options),
        };
        QUESTIONS
            .into_iter()
            .fold(Router::new(), |router, (path, question)| {
                let ask = move |State(gate): State<Gate>, request: Request| async move {
                    let (parts, _) = request.into_parts();
                    gate.answer(question, parts).await
                };
                router.route(path, any(ask))
            })
            .layer(from_fn(answer::headers))
            .with_state(gate)
            .merge(self.routes().layer(self.layer()))
    }
}

impl Gate {
    async fn answer(&self, Question(visitors, form): Question, parts: Parts) -> Response {
        let (answer, cookie) = match Original::of(parts, &self.options, &self.inner.origins) {
            Err(refusal) => (refuse(refusal), None),
            Ok(original) if matches!(visitors, Visitors::Unknown) => {
                let answer = of_path(&original);
                (goes_on(answer, &original.parts.headers), None)
            }
            Ok(Original {
                parts,
                has_one_reading,
            }) => {
                let cors = self.inner.cors(&parts);
                if let Some(allowed) = cors.preflight(&parts) {
                    return form.of_preflight(allowed);
                }
                let RequestSession { session, cookie } = self.inner.identify(&parts).await;
                let mut answer = match (session, visitors) {
                    (Ok(Some(session)), _) => identity::of(&session),
                    (Ok(None), Visitors::Welcome) if has_one_reading => StatusCode::OK.into_response(),
                    (Ok(None), Visitors::Welcome | Visitors::Refused | Visitors::Unknown) => {
                        self.refuse_visitor(&parts)
                    }
                    (Err(refusal), _) => refuse(refusal),
                };
                cors.allow(&mut answer);
                (goes_on(answer, &parts.headers), cookie)
            }
        };
        match (form, answer.status()) {
            (Form::Whole, _) | (Form::Status, StatusCode::OK) => with_cookies(answer, cookie),
            (Form::Refusal, StatusCode::OK) => refuse(Refusal::Code(Code::AccessDenied)),
            (Form::Refusal, _) => with_cookies(answer, cookie),
            // 401 for who has to sign in, 403 for everything else that is refused.
            (Form::Status, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED) => {
                StatusCode::UNAUTHORIZED.into_response()
            }
            (Form::Status, _) => StatusCode::FORBIDDEN.into_response(),
        }
    }

    /// A person is sent to sign in, by a whole address: Traefik would complete a path with the gate's own.
    fn refuse_visitor(&self, original: &Parts) -> Response {
        let origin = self.inner.origin(&original.headers, &original.uri);
        match origin {
            Ok(origin) if is_navigation(original) => {
                Redirect::to(&origin.join(&begin(&path_and_query(original)))).into_response()
            }
            Ok(_) => refuse(Refusal::Code(Code::LoginRequired)),
            Err(refusal) => refuse(refusal),
        }
    }
}

/// Where the request goes on, the answer has the cookies that it goes on with; a client never gets them.
fn goes_on(mut answer: Response, headers: &HeaderMap) -> Response {
    if answer.status() == StatusCode::OK
        && let Some(others) = cookies::others(headers)
    {
        answer.headers_mut().insert(COOKIE, others);
    }
    answer
}

/// Whether a request may go on by its path alone.
fn of_path(original: &Original) -> Response {
    if original.has_one_reading {
        StatusCode::OK.into_response()
    } else {
        refuse(SEVERAL_READINGS)
    }
}

#[cfg(test)]
mod tests;

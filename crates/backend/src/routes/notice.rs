//! Pages of the backend itself, without script: why a handoff ended here, or the question which of two users it is to
//! be.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_TYPE, REFRESH};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use crosspass_protocol::{Code, Origin};
use serde::Deserialize;

use crate::answer::{status, with_patience};
use crate::error::Refusal;
use crate::files::file;
use crate::session::Session;
use crate::state::{Crosspass, Inner};

/// The file that is filled.
pub(super) const PAGE: &str = "notice.html";

/// The way on from a refusal.
enum NextStep {
    /// From the beginning.
    Again,
    /// To another account, by the issuer's sign-out.
    Account,
    /// To the issuer's list of domains.
    Domains,
}

/// What a user reads for each code that can end here, and does next.
fn words(code: Code) -> (&'static str, NextStep) {
    match code {
        Code::AccessDenied => (
            "Your account may not enter this site. Ask whoever runs it.",
            NextStep::Account,
        ),
        Code::DomainSuspended => ("This site takes no sign-ins at present.", NextStep::Domains),
        Code::UnknownDomain => ("The sign-in service does not know this site.", NextStep::Domains),
        Code::InvalidRequest => ("Something is wrong with this sign-in.", NextStep::Again),
        Code::LoginRequired => ("Your sign-in has ended. Sign in again to go on.", NextStep::Again),
        Code::NonceMismatch => (
            "This sign-in was not begun in this browser, or was used already. Allow cookies for this site if you \
             have blocked them.",
            NextStep::Again,
        ),
        Code::TokenExpired => (
            "This sign-in took too long. If it happens again, ask whoever runs this site whether its clock is right.",
            NextStep::Again,
        ),
        Code::TokenUsed => ("This sign-in was used already.", NextStep::Again),
        Code::RedirectLoop => (
            "You came back three times and were still not signed in: your browser does not keep this site's cookies. \
             Allow them, then try again in a minute.",
            NextStep::Again,
        ),
        Code::RateLimited => (
            "There were too many attempts. Wait a moment, then try again.",
            NextStep::Again,
        ),
        Code::Network | Code::TemporarilyUnavailable => (
            "The sign-in service is busy or out of reach. Try again in a moment.",
            NextStep::Again,
        ),
        Code::InvalidToken
        | Code::AccountMismatch
        | Code::InvalidCredentials
        | Code::PopupBlocked
        | Code::WasmBlocked
        | Code::StorageUnavailable
        | Code::ThirdPartyCookiesBlocked => ("This sign-in could not be confirmed.", NextStep::Again),
    }
}

/// Where a refusal is shown that came up under another address.
pub(super) const REFUSED: &str = "/crosspass/refused";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusalQuery {
    code: String,
}

/// `GET /crosspass/refused?code=…`: anybody may link here, and it says no more than what the code means.
pub(super) async fn refused(
    State(Crosspass(inner)): State<Crosspass>,
    query: Result<Query<RefusalQuery>, QueryRejection>,
) -> Response {
    let code = query.ok().and_then(|Query(refused)| Code::parse(&refused.code));
    refusal_page(&inner, Refusal::Code(code.unwrap_or(Code::InvalidRequest)))
}

/// The way to that page, from an address that holds a ticket: a page's scripts, the history and what is linked from it
/// would find the ticket there.
pub(super) fn to_refusal_page(refusal: Refusal) -> Response {
    log(refusal);
    Redirect::to(&format!("{REFUSED}?code={}", refusal.code())).into_response()
}

fn log(refusal: Refusal) {
    if let Refusal::Internal(what) = refusal {
        tracing::error!(what, "a handoff failed");
    }
}

/// Why it ended, and a way on.
pub(super) fn refusal_page(inner: &Inner, refusal: Refusal) -> Response {
    log(refusal);
    let code = refusal.code();
    let (message, next) = words(code);
    let go = link("/", "quiet", "Go to the site");
    let actions = match next {
        NextStep::Again => link("/crosspass/begin", "", "Try again") + &go,
        NextStep::Account => link(&inner.issuer.join("/sign-out"), "", "Use another account") + &go,
        NextStep::Domains => link(&inner.issuer.join("/"), "", "See your domains") + &go,
    };
    let page = fill("You are not signed in", message, &actions, code.as_str());
    with_patience((status(refusal), page).into_response(), refusal)
}

/// Which of two users it is to be.
pub(super) fn question_page(present: &Session, arriving: &Session, origin: &Origin) -> Response {
    let host = origin.host();
    let title = format!("Switch to {}?", arriving.name());
    let message = format!(
        "{} is signed in on {host}. You signed in as {}.",
        present.name(),
        arriving.email()
    );
    let actions = choice("switch", "", &format!("Switch to {}", arriving.name()))
        + &choice("stay", "quiet", &format!("Stay {}", present.name()));
    // A question is no refusal: there is no code to show.
    let page = fill(&title, &message, &actions, "");
    (StatusCode::CONFLICT, page).into_response()
}

/// A page that leads on by itself, and by a link where a browser does not follow.
pub(super) fn onward_page(address: &str) -> Response {
    let actions = link(address, "", "Go on");
    let mut page = fill("One moment…", "This goes on by itself.", &actions, "");
    if let Ok(refresh) = HeaderValue::from_str(&format!("0; url={address}")) {
        page.headers_mut().insert(REFRESH, refresh);
    }
    page
}

fn link(address: &str, look: &str, text: &str) -> String {
    let (address, text) = (escaped(address), escaped(text));
    format!("<a class=\"button {look}\" href=\"{address}\">{text}</a>")
}

fn choice(user: &str, look: &str, text: &str) -> String {
    let text = escaped(text);
    format!(
        "<form method=\"post\" action=\"/crosspass/answer\">\
         <button class=\"button {look}\" name=\"user\" value=\"{user}\">{text}</button></form>"
    )
}

/// The page, each place filled once and in order, so that no text is taken for another place.
fn fill(title: &str, message: &str, actions: &str, code: &str) -> Response {
    let template = file(PAGE).map_or(PLAIN, |file| std::str::from_utf8(file.content).unwrap_or(PLAIN));
    let (title, message) = (escaped(title), escaped(message));
    let mut page = String::with_capacity(template.len() + actions.len() + 512);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("__") {
        page.push_str(before);
        let filled = [
            ("TITLE__", title.as_str()),
            ("MESSAGE__", &message),
            ("ACTIONS__", actions),
            ("CODE__", code),
        ]
        .into_iter()
        .find_map(|(place, text)| Some((text, after.strip_prefix(place)?)));
        match filled {
            Some((text, next)) => {
                page.push_str(text);
                rest = next;
            }
            None => {
                page.push_str("__");
                rest = after;
            }
        }
    }
    page.push_str(rest);
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// Where the pages were not built.
const PLAIN: &str =
    "<!doctype html><title>__TITLE__</title><h1>__TITLE__</h1><p>__MESSAGE__</p>__ACTIONS__ __CODE__";

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text() {
        let text = escaped("<img src=x onerror='alert(1)'>&\"__CODE__");
        assert_eq!(
            text,
            "&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;&quot;__CODE__"
        );
    }

    #[test]
    fn every_code_has_its_words() {
        for code in Code::ALL {
            assert!(words(*code).0.ends_with('.'), "{code}");
        }
    }
}

//! `GET /provider/start` leaves for the identity provider, `GET /provider/return` comes back from it: with a session of
//! the issuer, or with a question, or with a reason why not.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use crosspass_protocol::{SessionId, Subject, TokenId};

use super::context::Context;
use super::cookie;
use super::pending_sign_in::{self, StartedSignIn};
use super::propagations::after_sign_in;
use super::query::Query;
use super::sign_in_target;
use super::visitor::visitor;
use crate::error::{PageError, ProviderRefusal};
use crate::pages::{PageContext, Theme};
use crosspass_issuer::model::{
    AuditEntry, Event, PendingSignIn, SecretHash, Session, SessionSecret, SignInStage, SignInTarget, User,
};
use crosspass_issuer::{Kratos, Person, Seen, Step, Unfit, Whoami};
use std::sync::Arc;

use crate::state::Site;
use crosspass_issuer::Issuer;
use crosspass_issuer::actions::{NewProviderSession, ProviderOutcome};
use crosspass_issuer::store::StoreError;

/// Leaves for the provider.
pub(crate) async fn provider_start(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let target = sign_in_target::parse(query.as_deref())?;
    let kratos = issuer.kratos.as_ref().ok_or(PageError::Nothing)?;
    count(&issuer, &context).await?;
    if let Some(target) = &target {
        sign_in_target::domain(target, &issuer, &context).await?;
    }
    if visitor(&issuer, &context, &headers).await?.is_some() {
        return Ok(Redirect::to(&sign_in_target::at(target.as_ref(), "/sign-in")).into_response());
    }
    let cookie_before = pending_sign_in::provider_cookie(&headers, kratos.cookie_name())?.map(SecretHash::of);
    leave(&issuer, &context, kratos, target, Step::SignIn, cookie_before).await
}

/// Comes back from the provider.
pub(crate) async fn provider_return(
    State(issuer): State<Arc<Issuer>>,
    State(site): State<Arc<Site>>,
    context: Context,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let query = Query::parse(query.as_deref(), &["state"])?;
    let kratos = issuer.kratos.as_ref().ok_or(PageError::Nothing)?;
    count(&issuer, &context).await?;
    let refused = match come_back((&site, &issuer), &context, kratos, &headers, query.value("state")).await {
        Err(PageError::Provider(refusal)) => refusal,
        other => return other,
    };
    if let Some(reason) = refused.to_be_noted() {
        let entry = AuditEntry::refused(Event::SignIn, reason);
        issuer.store.record(&entry, &context.audit()).await?;
    }
    Err(refused.into())
}

async fn count(issuer: &Issuer, context: &Context) -> Result<(), PageError> {
    match context.count_call(issuer, Event::SignIn).await? {
        Some(exhausted) => Err(PageError::Limited(exhausted.retry_after)),
        None => Ok(()),
    }
}

async fn leave(
    issuer: &Issuer,
    context: &Context,
    kratos: &Kratos,
    target: Option<SignInTarget>,
    step: Step,
    cookie_before: Option<SecretHash>,
) -> Result<Response, PageError> {
    let stage = match step {
        Step::SignIn => SignInStage::SignIn,
        Step::SecondFactor => SignInStage::SecondFactor,
    };
    let StartedSignIn { return_path, cookie } =
        pending_sign_in::begin(issuer, context, target, stage, cookie_before).await?;
    let address = kratos.login_address(step, &issuer.origin.join(&return_path));
    Ok((AppendHeaders([cookie]), Redirect::to(&address)).into_response())
}

async fn come_back(
    (site, issuer): (&Site, &Issuer),
    context: &Context,
    kratos: &Kratos,
    headers: &HeaderMap,
    state: Option<&str>,
) -> Result<Response, PageError> {
    let pending = pending_sign_in::take(issuer, context, headers, state).await?;
    let cookie = pending_sign_in::provider_cookie(headers, kratos.cookie_name())?;
    let cookie = cookie.ok_or(ProviderRefusal::Nobody)?;
    let seen = match kratos.whoami(cookie, context.at).await? {
        Whoami::Session(seen) => seen,
        Whoami::Nobody => return Err(ProviderRefusal::Nobody.into()),
        Whoami::Unfit(unfit) => return Err(ProviderRefusal::Unfit(unfit).into()),
        // Who was sent there and comes back without is not sent again.
        Whoami::NeedsSecondFactor if pending.stage == SignInStage::SecondFactor => {
            return Err(ProviderRefusal::Unfit(Unfit::LowAssurance).into());
        }
        Whoami::NeedsSecondFactor => {
            let PendingSignIn {
                target,
                cookie_before,
                ..
            } = pending;
            return leave(issuer, context, kratos, target, Step::SecondFactor, cookie_before).await;
        }
    };
    let visitor = visitor(issuer, context, headers).await?;
    let present = visitor.as_ref().map(|(_, session)| session);
    if needs_question(issuer, &pending, &seen, cookie, present).await? {
        return ask((site, issuer), context, pending.target, &seen, present).await;
    }
    start(issuer, context, headers, pending, *seen).await
}

/// Whether the user has to say yes first: another user is signed in here; or the user has not signed in since this sign-in
/// left, and the provider's session may be one that somebody else put there.
async fn needs_question(
    issuer: &Issuer,
    pending: &PendingSignIn,
    seen: &Seen,
    cookie: &str,
    present: Option<&Session>,
) -> Result<bool, PageError> {
    match &pending.stage {
        // A yes is to one session.
        SignInStage::Asked(about) => return Ok(*about != seen.session),
        SignInStage::SignIn | SignInStage::SecondFactor => {}
    }
    let Some(session) = present else {
        let hash = SecretHash::of(cookie);
        let was_there = pending
            .cookie_before
            .as_ref()
            .is_some_and(|before| before.as_bytes() == hash.as_bytes());
        return Ok(was_there || seen.authenticated_at < pending.made_at);
    };
    let newcomer = issuer.store.user_of_identity(&seen.person.identity).await?;
    Ok(newcomer.is_none_or(|user| user.sub != session.user.sub))
}

async fn ask(
    (site, issuer): (&Site, &Issuer),
    context: &Context,
    target: Option<SignInTarget>,
    seen: &Seen,
    present: Option<&Session>,
) -> Result<Response, PageError> {
    let domain = match &target {
        Some(target) => Some(sign_in_target::domain(target, issuer, context).await?),
        None => None,
    };
    let stay = sign_in_target::at(target.as_ref(), "/sign-in");
    let StartedSignIn { return_path, cookie } = pending_sign_in::begin(
        issuer,
        context,
        target,
        SignInStage::Asked(seen.session.clone()),
        None,
    )
    .await?;
    let theme = domain
        .as_ref()
        .map_or_else(|| Theme::plain(context.language), |(_, theme)| theme.clone());
    let newcomer = newcomer(issuer, &seen.person)?;
    let page = site.pages.confirm(&PageContext {
        domain: domain.as_ref().map(|(domain, _)| domain),
        user: Some(&newcomer),
        leads_to: Some(&return_path),
        present: present.map(|session| (&session.user, stay.as_str())),
        ..PageContext::bare(&issuer.origin, theme)
    })?;
    Ok((AppendHeaders([cookie]), Html(page)).into_response())
}

/// Somebody who may become a user, for a page that names them.
fn newcomer(issuer: &Issuer, person: &Person) -> Result<User, PageError> {
    Ok(User {
        sub: fresh_subject(issuer)?,
        login: person.login.clone(),
        name: person.name.clone(),
        email: person.email.clone(),
        disabled: false,
    })
}

/// A random id, so that it tells nothing and is never used again.
fn fresh_subject(issuer: &Issuer) -> Result<Subject, PageError> {
    let id = TokenId::from_random(issuer.random.bytes()?);
    Subject::parse(id.as_str()).map_err(|_| StoreError::Damaged("user's id").into())
}

async fn start(
    issuer: &Issuer,
    context: &Context,
    headers: &HeaderMap,
    pending: PendingSignIn,
    seen: Seen,
) -> Result<Response, PageError> {
    let secret = SessionSecret::from_random(issuer.random.bytes()?);
    let replaces = cookie::session_secret(headers, &issuer.origin).map_err(PageError::Cookie)?;
    let new = NewProviderSession {
        person: seen.person,
        session: seen.session,
        sub: fresh_subject(issuer)?,
        sid: SessionId::from_random(issuer.random.bytes()?),
        secret: secret.hash(),
        replaces: replaces.map(|secret| secret.hash()),
    };
    match issuer.store.sign_in_from_provider(&new, &context.audit()).await? {
        ProviderOutcome::Refused(refusal) => Err(ProviderRefusal::Refused(refusal).into()),
        ProviderOutcome::Started { session, unknown } => {
            // What the browser's session until now led to has ended, and memberships may have.
            issuer.notifier.session_ended();
            if !unknown.is_empty() {
                tracing::warn!(sub = %session.user.sub, organizations = ?unknown, "the provider names organizations that are not here");
            }
            let [session_cookie] = cookie::set(&secret, &issuer.origin, issuer.session);
            let cookies = AppendHeaders([session_cookie, cookie::back(&issuer.origin)]);
            let by_way_of_all = match &pending.target {
                Some(target) => after_sign_in(issuer, context, secret.hash(), &target.return_to).await?,
                None => None,
            };
            let on = by_way_of_all.unwrap_or_else(|| sign_in_target::at(pending.target.as_ref(), "/sign-in"));
            Ok((cookies, Redirect::to(&on)).into_response())
        }
    }
}

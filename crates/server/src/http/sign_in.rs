//! `POST /api/sign-in`: login and password for a session, and in the same answer what the domain that
//! began the handoff takes: the session token for its popup, or where to go with a ticket.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use crosspass_protocol::{Binding, Code, Origin, SessionId, TokenId};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::body::{binding, from_own_page, json, return_to};
use super::context::Context;
use super::cookie;
use crate::error::{BodyError, Failure, Fault, SignInError};
use crosspass_issuer::model::{AuditEntry, Carrier, Event, Login, Reason, SecretHash, SessionSecret};
use crosspass_issuer::{Password, PasswordHash};
use std::sync::Arc;

use crosspass_issuer::Issuer;
use crosspass_issuer::Signer;
use crosspass_issuer::actions::{Grant, NewSession, SignInOutcome};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    login: String,
    password: String,
    audience: Option<String>,
    return_to: Option<String>,
    nonce: Option<String>,
    jkt: Option<String>,
}

/// What was asked for, parsed.
struct PasswordSignIn {
    login: Login,
    password: Password,
    audience: Option<(Origin, Option<Binding>)>,
    replaces: Option<SecretHash>,
}

#[derive(Serialize)]
struct Answer {
    permit: String,
    token: Option<String>,
    location: Option<String>,
}

/// Signs a user in.
pub(crate) async fn sign_in(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    request: Request,
) -> Result<Response, Failure> {
    let sign_in = parse(&issuer, request).await?;
    let audience = sign_in.audience.as_ref().map(|(origin, _)| origin.clone());
    let (cookie, answer) = match admit(&issuer, &context, sign_in).await {
        Ok(admitted) => admitted,
        Err(Refusal { error, login, audit }) => {
            if let Some(reason) = audit {
                let entry = AuditEntry {
                    login: Some(login.as_str().to_owned()),
                    domain: audience,
                    ..AuditEntry::refused(Event::SignIn, reason)
                };
                let recorded = issuer.store.record(&entry, &context.audit()).await;
                recorded.map_err(Fault::from)?;
            }
            return Err(error.into());
        }
    };
    Ok((cookie::set(&cookie, &issuer.origin, issuer.session), Json(answer)).into_response())
}

/// A refusal, and the reason for its audit row, if it gets one.
struct Refusal {
    error: SignInError,
    login: Login,
    audit: Option<Reason>,
}

async fn parse(issuer: &Issuer, request: Request) -> Result<PasswordSignIn, SignInError> {
    let headers = request.headers();
    from_own_page(headers, &issuer.origin)?;
    let replaces = cookie::session_secret(headers, &issuer.origin)?;
    let body: Body = json(request).await?;
    let password = Zeroizing::new(body.password);
    let binding = binding(body.nonce.as_deref(), body.jkt.as_deref())?;
    let audience = match &body.audience {
        Some(audience) => {
            let origin = Origin::parse(audience).map_err(|error| BodyError::member("audience", error))?;
            if let Some(text) = &body.return_to {
                return_to(text, &origin)?;
            }
            Some((origin, binding))
        }
        None if binding.is_some() || body.return_to.is_some() => {
            return Err(BodyError::member(
                "audience",
                "it is missing where nonce, jkt or return_to is given",
            )
            .into());
        }
        None => None,
    };
    Ok(PasswordSignIn {
        login: Login::parse(&body.login).map_err(|error| BodyError::member("login", error))?,
        password: Password::parse(password).map_err(|error| BodyError::member("password", error))?,
        replaces: replaces.map(|secret| secret.hash()),
        audience,
    })
}

async fn admit(
    issuer: &Issuer,
    context: &Context,
    sign_in: PasswordSignIn,
) -> Result<(SessionSecret, Answer), Refusal> {
    let login = sign_in.login.clone();
    let refusal = |error: SignInError| {
        let audit = match &error {
            SignInError::AtProvider => Some(Reason::Detail("provider_only")),
            SignInError::Credentials => Some(Reason::Code(Code::InvalidCredentials)),
            SignInError::UnknownDomain => Some(Reason::Code(Code::UnknownDomain)),
            SignInError::DomainSuspended => Some(Reason::Code(Code::DomainSuspended)),
            // Faults are in the log; bodies are judged before; limits say themselves which to write.
            SignInError::Fault(_) | SignInError::Body(_) | SignInError::Limited(_) => None,
        };
        Refusal {
            error,
            login: login.clone(),
            audit,
        }
    };
    let counted = issuer.limits.count_attempt(&sign_in.login, context.address).await;
    counted.map_err(|exhausted| Refusal {
        audit: exhausted.first.then_some(Reason::Code(Code::RateLimited)),
        ..refusal(SignInError::Limited(exhausted.retry_after))
    })?;
    if issuer.kratos.is_some() {
        return Err(refusal(SignInError::AtProvider));
    }
    let audience = sign_in.audience.as_ref().map(|(origin, _)| origin);
    check_audience(issuer, audience).await.map_err(refusal)?;
    let verified = verify(issuer, &sign_in.login, sign_in.password)
        .await
        .map_err(refusal)?;
    issuer.limits.forgive_account(&sign_in.login).await;
    start(
        issuer,
        context,
        sign_in.login,
        verified,
        sign_in.audience,
        sign_in.replaces,
    )
    .await
    .map_err(refusal)
}

async fn check_audience(issuer: &Issuer, audience: Option<&Origin>) -> Result<(), SignInError> {
    let Some(origin) = audience else {
        return Ok(());
    };
    match issuer.store.domain(origin).await? {
        None => Err(SignInError::UnknownDomain),
        Some(domain) if domain.is_paused() => Err(SignInError::DomainSuspended),
        Some(_) => Ok(()),
    }
}

/// Compares the password; the same work and the same answer whatever is wrong.
async fn verify(issuer: &Issuer, login: &Login, password: Password) -> Result<PasswordHash, SignInError> {
    let credentials = issuer.store.credentials(login).await?;
    let hash = credentials.as_ref().map(|known| &known.hash);
    let matches = issuer.passwords.verify(password, hash).await?;
    match credentials {
        Some(known) if matches && !known.user.disabled => Ok(known.hash),
        _ => Err(SignInError::Credentials),
    }
}

async fn start(
    issuer: &Issuer,
    context: &Context,
    login: Login,
    verified: PasswordHash,
    audience: Option<(Origin, Option<Binding>)>,
    replaces: Option<SecretHash>,
) -> Result<(SessionSecret, Answer), SignInError> {
    // Before anything is written: without keys there is no session that leads nowhere.
    let keys = issuer.keys(context.at).await?;
    let secret = SessionSecret::from_random(issuer.random.bytes()?);
    let token_id = TokenId::from_random(issuer.random.bytes()?);
    let new = NewSession {
        login,
        verified,
        sid: SessionId::from_random(issuer.random.bytes()?),
        secret: secret.hash(),
        replaces,
        audience: audience.map(|(origin, binding)| {
            let grant = binding.map(|binding| Grant {
                carrier: Carrier::Popup,
                binding,
                token_id: token_id.clone(),
            });
            (origin, grant)
        }),
        limits: issuer.session,
    };
    let SignInOutcome::Started {
        session,
        visit,
        domains,
    } = issuer.store.sign_in(&new, &context.audit()).await?
    else {
        return Err(SignInError::Credentials);
    };
    if new.replaces.is_some() {
        issuer.notifier.session_ended();
    }
    let signer = Signer {
        issuer: &issuer.origin,
        keys: &keys,
        limits: issuer.session,
    };
    let requested = new.audience.as_ref().map(|(origin, _)| origin);
    let permit = signer.permit(&session, &domains, requested, context.at)?;
    let mut answer = Answer {
        permit,
        token: None,
        location: None,
    };
    let bound = new.audience.as_ref().and_then(|(_, grant)| grant.as_ref());
    let visit = visit.and_then(|visit| Some((visit.domain?, visit.carrier?)));
    if let (Some((domain, carrier)), Some(grant)) = (visit, bound) {
        let (binding, token_id) = (&grant.binding, &grant.token_id);
        match carrier {
            Carrier::Popup => {
                let token = signer.session_token(&session, &domain.origin, binding, token_id, context.at)?;
                answer.token = Some(token);
            }
            // A round trip less than fetching the ticket by a navigation.
            Carrier::Redirect => {
                let ticket = signer.ticket(&domain.origin, binding, token_id, context.at)?;
                answer.location = Some(domain.landing(&ticket));
            }
        }
    }
    Ok((secret, answer))
}

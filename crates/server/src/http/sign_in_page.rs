//! `GET /sign-in`: the form, or the way to the identity provider; or "Continue as"; or, for a signed-in user who may go
//! without a click, straight to the domain.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use crosspass_protocol::{Binding, TokenId};

use super::context::Context;
use super::demand::Demand;
use super::propagations::passed_by;
use super::query::Query;
use super::sign_in_target;
use super::visitor::visitor;
use crate::error::{Denial, PageError};
use crate::pages::{PageContext, Theme};
use crosspass_issuer::model::SessionRef;
use crosspass_issuer::model::{Asked, Carrier, Domain, Question, SecretHash, SignInTarget, User};
use std::sync::Arc;

use crate::state::Site;
use crosspass_issuer::Issuer;
use crosspass_issuer::Signer;
use crosspass_issuer::actions::{EnterOutcome, EnterRequest, Grant};

/// The sign-in page, or beyond it.
pub(crate) async fn sign_in_page(
    State(issuer): State<Arc<Issuer>>,
    State(site): State<Arc<Site>>,
    context: Context,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let query = Query::read(query.as_deref())?;
    let (target, demand) = (sign_in_target::of(&query)?, Demand::of(&query, &issuer)?);
    let visitor = visitor(&issuer, &context, &headers).await?;
    // Who has to sign in again gets the page of somebody who is not signed in.
    let visitor = visitor.filter(|(_, session)| demand.is_met_by(session, context.at));
    let Some(target) = target else {
        return match visitor {
            Some(_) => Ok(Redirect::to("/").into_response()),
            None => nowhere((&site, &issuer), &context),
        };
    };
    // Known before anything about the visitor is: the answer to a stranger is the same for everybody.
    let (domain, theme) = sign_in_target::domain(&target, &issuer, &context).await?;
    match visitor {
        None => page((&site, &issuer), theme, &domain, &target, None),
        Some((secret, _)) => go((&site, &issuer), &context, theme, secret, &target).await,
    }
}

/// A signed-in user: to the domain, if no click is needed.
async fn go(
    (site, issuer): (&Site, &Issuer),
    context: &Context,
    theme: Theme,
    secret: SecretHash,
    target: &SignInTarget,
) -> Result<Response, PageError> {
    let token_id = TokenId::from_random(issuer.random.bytes()?);
    let enter = EnterRequest {
        secret,
        origin: target.return_to.origin().clone(),
        asked: Asked::ByAddress,
        grant: target.binding.clone().map(|binding| Grant {
            carrier: Carrier::Redirect,
            binding,
            token_id: token_id.clone(),
        }),
        limits: issuer.session,
    };
    let asked = SessionRef::Secret(&enter.secret);
    issuer.check_with_provider(asked, &context.audit()).await?;
    match issuer.store.enter(&enter, &context.audit()).await? {
        // Ended this very moment, by another tab or at the identity provider.
        EnterOutcome::NoSession => {
            Ok(Redirect::to(&sign_in_target::at(Some(target), "/sign-in")).into_response())
        }
        EnterOutcome::Refused {
            session,
            domain,
            decision,
        } => Err(PageError::Denied(Box::new(Denial {
            user: format!("{} ({})", session.user.name, session.user.login),
            name: domain.map_or_else(|| enter.origin.to_string(), |domain| domain.name.to_string()),
            origin: enter.origin.to_string(),
            decision,
            theme,
        }))),
        EnterOutcome::NeedsClick {
            session,
            domain,
            question,
        } => match passed_by(issuer, context, &enter, target, question).await? {
            Some(onward) => Ok(Redirect::to(&onward).into_response()),
            None => page(
                (site, issuer),
                theme,
                &domain,
                target,
                Some((&session.user, question)),
            ),
        },
        EnterOutcome::PopupForExternal => nowhere((site, issuer), context),
        EnterOutcome::NonceOfAnother { domain } => {
            Ok(Redirect::to(&domain.begin(&target.return_to)).into_response())
        }
        EnterOutcome::Entered { domain, .. } => {
            let location = match &target.binding {
                Some(binding) => domain.landing(&ticket(issuer, context, &domain, binding, &token_id).await?),
                None => domain.begin(&target.return_to),
            };
            Ok(Redirect::to(&location).into_response())
        }
    }
}

async fn ticket(
    issuer: &Issuer,
    context: &Context,
    domain: &Domain,
    binding: &Binding,
    token_id: &TokenId,
) -> Result<String, PageError> {
    let keys = issuer.keys(context.at).await?;
    let signer = Signer {
        issuer: &issuer.origin,
        keys: &keys,
        limits: issuer.session,
    };
    Ok(signer.ticket(&domain.origin, binding, token_id, context.at)?)
}

fn page(
    (site, issuer): (&Site, &Issuer),
    theme: Theme,
    domain: &Domain,
    target: &SignInTarget,
    asked: Option<(&User, Question)>,
) -> Result<Response, PageError> {
    let start = sign_in_target::at(Some(target), "/provider/start");
    let page = site.pages.sign_in(&PageContext {
        domain: Some(domain),
        return_to: Some(&target.return_to),
        binding: target.binding.as_ref(),
        leads_to: issuer.kratos.is_some().then_some(&start),
        user: asked.map(|(user, _)| user),
        question: asked.map(|(_, question)| question),
        everywhere: issuer.everywhere,
        ..PageContext::bare(&issuer.origin, theme)
    })?;
    Ok(Html(page).into_response())
}

/// The form for somebody who wants to go nowhere in particular.
fn nowhere((site, issuer): (&Site, &Issuer), context: &Context) -> Result<Response, PageError> {
    let page = PageContext {
        leads_to: issuer.kratos.is_some().then_some("/provider/start"),
        ..PageContext::bare(&issuer.origin, Theme::plain(context.language))
    };
    Ok(Html(site.pages.sign_in(&page)?).into_response())
}

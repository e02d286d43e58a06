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
use super::visitor::visitor;
use crate::error::{Denial, PageError};
use crate::identity::Whose;
use crate::model::{Asked, Carrier, Domain, Question, SecretHash, User, Wish};
use crate::pages::{Look, Scene};
use crate::state::{AppState, Issuer};
use crate::store::{EnterOutcome, EnterRequest, Grant};
use crate::tokens::Signer;

/// The sign-in page, or beyond it.
pub(crate) async fn sign_in_page(
    State(issuer): State<AppState>,
    context: Context,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let query = Query::read(query.as_deref())?;
    let (wish, demand) = (Wish::of(&query)?, Demand::of(&query, &issuer)?);
    let visitor = visitor(&issuer, &context, &headers).await?;
    // Who has to sign in again gets the page of somebody who is not signed in.
    let visitor = visitor.filter(|(_, session)| demand.is_met_by(session, context.at));
    let Some(wish) = wish else {
        return match visitor {
            Some(_) => Ok(Redirect::to("/").into_response()),
            None => nowhere(&issuer, &context),
        };
    };
    // Known before anything about the visitor is: the answer to a stranger is the same for everybody.
    let (domain, look) = wish.domain(&issuer, &context).await?;
    match visitor {
        None => page(&issuer, look, &domain, &wish, None),
        Some((secret, _)) => go(&issuer, &context, look, secret, &wish).await,
    }
}

/// A signed-in user: to the domain, if no click is needed.
async fn go(
    issuer: &Issuer,
    context: &Context,
    look: Look,
    secret: SecretHash,
    wish: &Wish,
) -> Result<Response, PageError> {
    let token_id = TokenId::from_random(issuer.random.bytes()?);
    let enter = EnterRequest {
        secret,
        origin: wish.return_to.origin().clone(),
        asked: Asked::ByAddress,
        grant: wish.binding.clone().map(|binding| Grant {
            carrier: Carrier::Redirect,
            binding,
            token_id: token_id.clone(),
        }),
        limits: issuer.session,
    };
    let asked = Whose::Secret(&enter.secret);
    issuer.check_with_provider(asked, &context.audit()).await?;
    match issuer.store.enter(&enter, &context.audit()).await? {
        // Ended this very moment, by another tab or at the identity provider.
        EnterOutcome::NoSession => Ok(Redirect::to(&Wish::at(Some(wish), "/sign-in")).into_response()),
        EnterOutcome::Refused {
            session,
            domain,
            decision,
        } => Err(PageError::Denied(Box::new(Denial {
            user: format!("{} ({})", session.user.name, session.user.login),
            name: domain.map_or_else(|| enter.origin.to_string(), |domain| domain.name.to_string()),
            origin: enter.origin.to_string(),
            decision,
            look,
        }))),
        EnterOutcome::NeedsClick {
            session,
            domain,
            question,
        } => match passed_by(issuer, context, &enter, wish, question).await? {
            Some(onward) => Ok(Redirect::to(&onward).into_response()),
            None => page(issuer, look, &domain, wish, Some((&session.user, question))),
        },
        EnterOutcome::PopupForExternal => nowhere(issuer, context),
        EnterOutcome::NonceOfAnother { domain } => {
            Ok(Redirect::to(&domain.begin(&wish.return_to)).into_response())
        }
        EnterOutcome::Entered { domain, .. } => {
            let location = match &wish.binding {
                Some(binding) => domain.landing(&ticket(issuer, context, &domain, binding, &token_id).await?),
                None => domain.begin(&wish.return_to),
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
    issuer: &Issuer,
    look: Look,
    domain: &Domain,
    wish: &Wish,
    asked: Option<(&User, Question)>,
) -> Result<Response, PageError> {
    let start = Wish::at(Some(wish), "/provider/start");
    let page = issuer.pages.sign_in(&Scene {
        domain: Some(domain),
        return_to: Some(&wish.return_to),
        binding: wish.binding.as_ref(),
        leads_to: issuer.kratos.is_some().then_some(&start),
        user: asked.map(|(user, _)| user),
        question: asked.map(|(_, question)| question),
        everywhere: issuer.everywhere,
        ..Scene::bare(&issuer.origin, look)
    })?;
    Ok(Html(page).into_response())
}

/// The form for somebody who wants to go nowhere in particular.
fn nowhere(issuer: &Issuer, context: &Context) -> Result<Response, PageError> {
    let scene = Scene {
        leads_to: issuer.kratos.is_some().then_some("/provider/start"),
        ..Scene::bare(&issuer.origin, Look::plain(context.language))
    };
    Ok(Html(issuer.pages.sign_in(&scene)?).into_response())
}

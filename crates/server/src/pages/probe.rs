//! Fills every page once with made-up facts, so that a template's mistake is told at the start.

use crosspass_protocol::{Code, Origin, PropagationId, SessionId, Subject, Timestamp};

use super::page_context::PageContext;
use super::refusal::{About, ErrorPage};
use super::set::{PageSet, PagesError};
use super::templates::Pages;
use super::theme::Theme;
use crosspass_issuer::model::{
    Delivery, DisplayText, Domain, DomainKind, EndReason, Hop, HopReason, HopState, Login, OrganizationName,
    Propagation, Question, Receipt, Trust, User,
};

impl Pages {
    /// Takes a page set, and fills each of its pages once: what would fail before a user fails now.
    pub fn new(set: PageSet) -> Result<Self, PagesError> {
        let pages = Self::unproven(set)?;
        all(&pages)?;
        Ok(pages)
    }
}

/// Fills all pages.
fn all(pages: &Pages) -> Result<(), PagesError> {
    let Some((issuer, domain, user)) = facts() else {
        return Ok(());
    };
    let bare = PageContext::bare(&issuer, Theme::default());
    let named = PageContext {
        domain: Some(&domain),
        ..bare.clone()
    };
    let asks = PageContext {
        user: Some(&user),
        question: Some(Question::Disclosure),
        ..named.clone()
    };
    let asks_about_key = PageContext {
        question: Some(Question::NewKey),
        ..asks.clone()
    };
    let leaves = PageContext {
        leads_to: Some("/"),
        ..named.clone()
    };
    let confirms = PageContext {
        leads_to: Some("/"),
        present: Some((&user, "/")),
        user: Some(&user),
        ..named.clone()
    };
    let domains = [domain.clone()];
    let launcher = PageContext {
        user: Some(&user),
        domains: Some(&domains),
        ..bare.clone()
    };
    let propagation = Propagation {
        id: PropagationId::from_random([0; 16]),
        return_to: None,
        left_out: 1,
        hops: vec![Hop {
            origin: domain.origin.clone(),
            name: domain.name.clone(),
            state: HopState::Failed(HopReason::NoAnswer),
        }],
        next: Vec::new(),
    };
    let receipt = PageContext {
        user: Some(&user),
        propagation: Some(&propagation),
        ..bare.clone()
    };
    let receipts = [("Example".to_owned(), ending(&domain, &user))];
    let signed_out = PageContext {
        receipts: Some(&receipts),
        ..bare.clone()
    };
    let error = ErrorPage {
        code: Code::InvalidRequest,
        message: "",
        reference: "",
        status: 400,
        about: &About::default(),
        theme: Theme::default(),
    };
    for (page, filled) in [
        ("sign-in.html", pages.sign_in(&bare)),
        ("sign-in.html", pages.sign_in(&named)),
        ("provider.html", pages.sign_in(&leaves)),
        ("confirm.html", pages.confirm(&confirms)),
        ("continue.html", pages.sign_in(&asks)),
        ("continue.html", pages.sign_in(&asks_about_key)),
        ("launcher.html", pages.launcher(&launcher)),
        ("sign-out.html", pages.sign_out(&bare)),
        ("sign-out.html", pages.sign_out(&signed_out)),
        ("propagate.html", pages.propagate(&receipt)),
        ("error.html", pages.error(&error)),
    ] {
        filled.map_err(|error| PagesError::Template {
            page: page.to_owned(),
            error,
        })?;
    }
    Ok(())
}

/// A session that ended at a domain.
fn ending(domain: &Domain, user: &User) -> Receipt {
    let at = Timestamp::from_seconds(0);
    Receipt {
        sid: SessionId::from_random([0; 16]),
        sub: user.sub.clone(),
        origin: domain.origin.clone(),
        kind: domain.kind,
        reason: EndReason::SignedOut,
        ended_at: at,
        runs_out_at: at,
        delivery: Delivery::Pending,
        settled_at: None,
        attempts: 0,
        problem: None,
    }
}

/// An issuer, a domain, a user. Fixed texts that always parse.
fn facts() -> Option<(Origin, Domain, User)> {
    let domain = Domain {
        origin: Origin::parse("https://app.example.com").ok()?,
        name: DisplayText::parse("Example").ok()?,
        organization: OrganizationName::parse("example").ok()?,
        trust: Trust::FirstParty,
        kind: DomainKind::Static,
        suspended: false,
        unproven: false,
    };
    let user = User {
        sub: Subject::parse("AAAAAAAAAAAAAAAAAAAAAA").ok()?,
        login: Login::parse("ada").ok()?,
        name: DisplayText::parse("Ada").ok()?,
        email: DisplayText::parse("ada@example.com").ok()?,
        disabled: false,
    };
    Some((Origin::parse("https://auth.example.com").ok()?, domain, user))
}

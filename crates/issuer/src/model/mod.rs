//! What the issuer knows: users, organizations, domains, sessions, handoffs, keys, audit rows.

mod audit;
mod brand;
mod credentials;
mod decision;
mod domain;
mod domain_session;
mod domain_sign_out;
mod domain_verification;
mod entry;
#[cfg(test)]
mod fixtures;
mod handoff;
mod language;
mod login;
mod membership;
mod organization;
mod proof;
mod propagation;
mod provider;
mod provider_sign_in;
mod question;
mod receipt;
mod redemption;
mod renewal;
mod secret;
mod session;
mod session_status;
mod signing_key;
mod user;

pub use audit::{AuditContext, AuditEntry, AuditRow, Event, Outcome, Reason};
pub use brand::{
    Brand, BrandChange, BrandTexts, Color, ColorError, Colors, Link, LinkError, Logo, LogoError, LogoKind,
    LogoName,
};
pub use credentials::Credentials;
pub use decision::{Decision, Facts, carrier_is_open, may_enter, preferred_carrier};
pub use domain::{Domain, DomainKind, DomainRuleError, Trust, fits_issuer};
pub use domain_session::DomainSession;
pub use domain_sign_out::{EndFacts, judge_end};
pub use domain_verification::{DomainVerification, TxtLookup, VerificationValue, VerificationVerdict};
pub use entry::{EntryFacts, EntryRefusal, judge_entry};
pub use handoff::{Carrier, Handoff};
pub use language::{Language, LanguageError};
pub use login::{Login, LoginError};
pub use membership::Membership;
pub use organization::{Organization, OrganizationName, OrganizationNameError};
pub use proof::ProofStanding;
pub use propagation::{Hop, HopReason, HopState, Propagation, judge_hop};
pub use provider::{
    PendingSignIn, ProviderEnding, ProviderId, ProviderIdError, ProviderSession, SessionRef, SignInStage,
    SignInTarget,
};
pub use provider_sign_in::{ProviderSignInFacts, ProviderSignInRefusal, judge_provider_sign_in};
pub use question::{Asked, KeyStanding, Question, key_is_open, question};
pub use receipt::{Delivery, EndReason, LogoutJob, Receipt, ReceiptStatus};
pub use redemption::{
    RETRY_WINDOW, RedeemPurpose, RedeemRefusal, RedemptionFacts, TicketFacts, TicketUse, judge_redemption,
    judge_ticket,
};
pub use renewal::{RenewRefusal, RenewalFacts, judge_renewal};
pub use secret::{SecretHash, SessionSecret};
pub use session::{Session, SessionLimits, SignedIn};
pub use session_status::{CarriedSession, SessionStatus, judge_status};
pub use signing_key::StoredKey;
pub use user::{DisplayText, DisplayTextError, User, is_hidden};

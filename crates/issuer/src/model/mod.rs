//! What the issuer knows: users, organizations, domains, sessions, handoffs, keys, audit rows.

mod audit;
mod brand;
mod decision;
mod domain;
mod domain_proof;
mod ending;
mod handoff;
mod language;
mod login;
mod organization;
mod propagation;
mod provider;
mod question;
mod secret;
mod session;
mod signing_key;
mod user;

pub use audit::{AuditContext, AuditEntry, AuditRow, Event, Outcome, Reason};
pub use brand::{
    Brand, BrandChange, BrandTexts, Color, ColorError, Colors, Link, LinkError, Logo, LogoError, LogoKind,
    LogoName,
};
pub use decision::{Decision, carrier_is_open, may_enter, preferred_carrier};
pub use domain::{Domain, DomainRuleError, Kind, Trust, fits_issuer};
pub use domain_proof::{DomainProof, Look, Verdict};
pub use ending::{EndReason, Notice, Receipt, Standing, Told};
pub use handoff::{Carrier, Handoff, RETRY_WINDOW, RedeemPurpose, RedeemVerdict};
pub use language::{Language, LanguageError};
pub use login::{Login, LoginError};
pub use organization::{Organization, OrganizationName, OrganizationNameError};
pub use propagation::{Hop, HopReason, HopState, Propagation};
pub use provider::{Attempt, AttemptStage, ProviderId, ProviderIdError, ProviderSession, SignInTarget};
pub use question::{Asked, KeyStanding, Question, key_is_open, question};
pub use secret::{SecretHash, SessionSecret};
pub use session::{Session, SessionLimits, SignedIn};
pub use signing_key::StoredKey;
pub use user::{DisplayText, DisplayTextError, User, is_hidden};

//! What an issuer knows of organizations, domains and users, made of a few words.

use std::time::Duration;

use crosspass_issuer::model::{
    Credentials, DisplayText, Domain, DomainKind, Login, Membership, Organization, OrganizationName, Trust,
    User,
};
use crosspass_issuer::{Password, PasswordHash, PasswordLimits, Passwords, Randomness};
use crosspass_protocol::{Origin, Subject};
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery staple";

pub fn origin(text: &str) -> Origin {
    Origin::parse(text).unwrap()
}

pub fn login(text: &str) -> Login {
    Login::parse(text).unwrap()
}

pub fn organization_name(text: &str) -> OrganizationName {
    OrganizationName::parse(text).unwrap()
}

/// `acme` is "Acme".
pub fn organization(name: &str) -> Organization {
    let (first, rest) = name.split_at(1);
    Organization {
        name: organization_name(name),
        title: DisplayText::parse(&format!("{}{rest}", first.to_uppercase())).unwrap(),
    }
}

/// A domain of `acme`'s is "ACME".
pub fn domain(at: &str, organization: &str, trust: Trust, kind: DomainKind) -> Domain {
    Domain {
        origin: origin(at),
        name: DisplayText::parse(&organization.to_uppercase()).unwrap(),
        organization: organization_name(organization),
        trust,
        kind,
        suspended: false,
        unproven: false,
    }
}

pub fn user(called: &str, name: &str, sub: &str) -> User {
    User {
        sub: Subject::parse(sub).unwrap(),
        login: login(called),
        name: DisplayText::parse(name).unwrap(),
        email: DisplayText::parse(&format!("{called}@example.com")).unwrap(),
        disabled: false,
    }
}

pub fn credentials(user: User, hash: PasswordHash) -> Credentials {
    Credentials { user, hash }
}

pub fn membership(called: &str, organization: &str) -> Membership {
    Membership {
        login: login(called),
        organization: organization_name(organization),
    }
}

/// The hash of a password.
pub async fn hash(password: &str) -> PasswordHash {
    let limits = PasswordLimits {
        parallel: 1,
        queue: 1,
        patience: Duration::from_secs(60),
    };
    let password = Password::parse(Zeroizing::new(password.to_owned())).unwrap();
    let passwords = Passwords::new(limits, Randomness::open()).unwrap();
    passwords.hash(password).await.unwrap()
}

/// The hash of [`PASSWORD`], made once in a process.
pub async fn everybodys_hash() -> PasswordHash {
    static HASH: OnceCell<PasswordHash> = OnceCell::const_new();
    HASH.get_or_init(|| hash(PASSWORD)).await.clone()
}

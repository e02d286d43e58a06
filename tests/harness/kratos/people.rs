//! Who is known to the stand-in, and who is signed in there.

use std::collections::BTreeMap;

use chrono::DateTime;
use ory_kratos_client::models::identity::StateEnum;
use ory_kratos_client::models::session_authentication_method::MethodEnum;
use ory_kratos_client::models::{self, AuthenticatorAssuranceLevel, SessionAuthenticationMethod};
use serde_json::{Value, json};

/// How long a session lives.
const LIFESPAN: i64 = 24 * 60 * 60;

/// Somebody. Their id follows from the number.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Which one.
    pub number: u32,
    /// What they sign in with.
    pub login: String,
    /// Their password.
    pub password: String,
    /// The traits.
    pub traits: Value,
    /// Metadata that they may see.
    pub metadata_public: Option<Value>,
    /// Metadata that they may not see.
    pub metadata_admin: Option<Value>,
    /// Whether they are active.
    pub state: StateEnum,
}

impl Identity {
    /// Somebody with a login, which is an address, too, and a name.
    #[must_use]
    pub fn new(number: u32, login: &str, password: &str) -> Self {
        Self {
            number,
            login: login.to_owned(),
            password: password.to_owned(),
            traits: json!({ "email": login, "name": { "first": "Steve", "last": "Shirley" } }),
            metadata_public: None,
            metadata_admin: None,
            state: StateEnum::Active,
        }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> String {
        format!("11111111-1111-4111-8111-{:012x}", self.number)
    }

    /// As the API has it; metadata of administrators only for them.
    pub(super) fn as_model(&self, for_admin: bool) -> models::Identity {
        let schema = "http://127.0.0.1/schemas/person".to_owned();
        models::Identity {
            state: Some(self.state),
            metadata_public: Some(self.metadata_public.clone()),
            metadata_admin: for_admin.then(|| self.metadata_admin.clone()),
            ..models::Identity::new(self.id(), "person".to_owned(), schema, Some(self.traits.clone()))
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) id: String,
    cookie: String,
    login: String,
    level: AuthenticatorAssuranceLevel,
    authenticated_at: i64,
    expires_at: i64,
    is_revoked: bool,
}

/// A sign-in under way.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub(super) csrf: String,
    pub(super) return_to: String,
    /// The session that gets the second factor, by its cookie.
    pub(super) upgrades: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct People {
    identities: BTreeMap<String, Identity>,
    sessions: Vec<Session>,
    pub(super) flows: BTreeMap<String, Flow>,
    pub(super) requires_second_factor: bool,
    pub(super) keeps_sessions_of_inactive: bool,
    numbers: u32,
}

impl People {
    pub(super) fn put(&mut self, identity: Identity) {
        self.identities.insert(identity.login.clone(), identity);
    }

    pub(super) fn number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    pub(super) fn password_fits(&self, login: &str, password: &str) -> bool {
        let identity = self.identities.get(login);
        identity.is_some_and(|known| known.state == StateEnum::Active && known.password == password)
    }

    pub(super) fn sign_in(&mut self, login: &str, now: i64) -> (String, String) {
        let number = self.number();
        let session = Session {
            id: format!("22222222-2222-4222-8222-{number:012x}"),
            cookie: format!("MTc5NTAwMDAwMHxzdGFuZC1pbg{number:06}=="),
            login: login.to_owned(),
            level: AuthenticatorAssuranceLevel::Aal1,
            authenticated_at: now,
            expires_at: now + LIFESPAN,
            is_revoked: false,
        };
        self.sessions.push(session.clone());
        (session.cookie, session.id)
    }

    /// The active session of a cookie.
    pub(super) fn signed_in(&self, cookie: Option<&str>, now: i64) -> Option<&Session> {
        let of_cookie = |session: &&Session| Some(session.cookie.as_str()) == cookie;
        let found = self.sessions.iter().find(of_cookie)?;
        self.is_active(found, now).then_some(found)
    }

    pub(super) fn session(&self, id: &str) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == id)
    }

    pub(super) fn identity(&self, id: &str) -> Option<&Identity> {
        self.identities.values().find(|identity| identity.id() == id)
    }

    pub(super) fn set_state(&mut self, id: &str, state: StateEnum) -> Option<&Identity> {
        let identity = self
            .identities
            .values_mut()
            .find(|identity| identity.id() == id)?;
        identity.state = state;
        Some(identity)
    }

    /// Whether there was somebody of this id.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        let Some(login) = self.identity(id).map(|identity| identity.login.clone()) else {
            return false;
        };
        self.identities.remove(&login);
        self.sessions.retain(|session| session.login != login);
        true
    }

    fn is_active(&self, session: &Session, now: i64) -> bool {
        let identity = self.identities.get(&session.login);
        let may_be = identity.is_none_or(|identity| identity.state == StateEnum::Active);
        !session.is_revoked && now < session.expires_at && (may_be || self.keeps_sessions_of_inactive)
    }

    pub(super) fn lacks_second_factor(&self, session: &Session) -> bool {
        self.requires_second_factor && session.level == AuthenticatorAssuranceLevel::Aal1
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Session> {
        self.sessions.iter()
    }

    pub(super) fn active(&self, now: i64) -> Vec<String> {
        let active = self
            .sessions
            .iter()
            .filter(|session| self.is_active(session, now));
        active.map(|session| session.id.clone()).collect()
    }

    fn each(&mut self, id: &str, change: impl Fn(&mut Session)) {
        self.sessions
            .iter_mut()
            .filter(|session| session.id == id)
            .for_each(change);
    }

    pub(super) fn revoke(&mut self, id: &str) {
        self.each(id, |session| session.is_revoked = true);
    }

    pub(super) fn forget(&mut self, id: &str) {
        self.sessions.retain(|session| session.id != id);
    }

    pub(super) fn hand_to(&mut self, id: &str, login: &str) {
        self.each(id, |session| login.clone_into(&mut session.login));
    }

    pub(super) fn set_level(&mut self, id: &str, level: AuthenticatorAssuranceLevel) {
        self.each(id, |session| session.level = level);
    }

    /// The second factor was shown: for the session of a cookie.
    pub(super) fn upgrade(&mut self, cookie: &str, now: i64) {
        for session in self
            .sessions
            .iter_mut()
            .filter(|session| session.cookie == cookie)
        {
            session.level = AuthenticatorAssuranceLevel::Aal2;
            session.authenticated_at = now;
        }
    }

    /// As the API has it, with the identity where that is asked for.
    pub(super) fn as_model(&self, session: &Session, with_identity: bool, now: i64) -> models::Session {
        let identity = self.identities.get(&session.login);
        let method = SessionAuthenticationMethod {
            aal: Some(session.level),
            completed_at: Some(rfc3339(session.authenticated_at)),
            method: Some(MethodEnum::Password),
            ..SessionAuthenticationMethod::new()
        };
        models::Session {
            active: Some(self.is_active(session, now)),
            authenticated_at: Some(rfc3339(session.authenticated_at)),
            authentication_methods: Some(vec![method]),
            authenticator_assurance_level: Some(session.level),
            expires_at: Some(rfc3339(session.expires_at)),
            issued_at: Some(rfc3339(session.authenticated_at)),
            identity: identity
                .filter(|_| with_identity)
                .map(|identity| Box::new(identity.as_model(false))),
            ..models::Session::new(session.id.clone())
        }
    }
}

fn rfc3339(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).map_or_else(String::new, |moment| {
        moment.format("%Y-%m-%dT%H:%M:%S.000001Z").to_string()
    })
}

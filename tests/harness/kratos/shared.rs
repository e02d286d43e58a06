//! What the stand-in's two servers share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::people::People;

/// The name of the session cookie.
pub const COOKIE: &str = "ory_kratos_session";

/// What the stand-in does in place of answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It never answers.
    Hangs,
    /// It answers with this status and an error of its own.
    Status(u16),
    /// A proxy answers in its place with this status and a page.
    Page(u16),
    /// Another API answers in its place with this status and JSON of its own.
    OtherJson(u16, &'static str),
    /// It sends the caller elsewhere.
    Redirects,
    /// It answers 200 with more than anybody should read.
    Oversized,
}

/// Seconds since 1970.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What the servers share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) people: Arc<Mutex<People>>,
    pub(super) fault: Arc<Mutex<Option<Fault>>>,
    pub(super) asked: Arc<Mutex<Vec<String>>>,
    /// Where browsers may be sent back to: what begins so.
    pub(super) allowed: Arc<Mutex<String>>,
    pub(super) now: Now,
}

impl Shared {
    pub(super) fn people(&self) -> MutexGuard<'_, People> {
        locked(&self.people)
    }
}

pub(super) fn locked<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Requests that belong together, by when they came.

use crate::access::Access;
use crate::domain::RECEIVER_PATH;

/// A window of time in a log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near<'a> {
    log: &'a [Access],
    from: f64,
    to: f64,
}

impl<'a> Near<'a> {
    /// Requests that began in that time, in milliseconds since 1970.
    pub(super) fn new(log: &'a [Access], from: f64, to: f64) -> Self {
        Self { log, from, to }
    }

    fn all(self) -> impl DoubleEndedIterator<Item = &'a Access> {
        let is_near = move |access: &&Access| (self.from..self.to).contains(&access.started);
        self.log.iter().filter(is_near)
    }

    /// The first of them that is sought.
    pub(super) fn first(self, sought: impl Fn(&Access) -> bool) -> Option<&'a Access> {
        self.all().find(|access| sought(access))
    }

    /// The last of them that is sought.
    pub(super) fn last(self, sought: impl Fn(&Access) -> bool) -> Option<&'a Access> {
        self.all().rev().find(|access| sought(access))
    }
}

/// A page that people look at, not a part of one.
pub(super) fn is_page(access: &Access) -> bool {
    let name = access.path.rsplit('/').next().unwrap_or_default();
    let is_ours = access.path.starts_with("/crosspass/") || access.path.starts_with("/status/");
    access.method == "GET" && !is_ours && (!name.contains('.') || name.contains(".html"))
}

/// The receiver page; in a gate's log as its route.
pub(super) fn is_receiver(access: &Access) -> bool {
    access.method == "GET" && [RECEIVER_PATH, "/crosspass/{file}"].contains(&&*access.path)
}

/// What a page says of its session, as [`crate::Knobs::is_watched`] has it sent.
pub(super) fn status(access: &Access) -> Option<&str> {
    access.path.strip_prefix("/status/")
}

/// Exactly that.
pub(super) fn is(method: &'static str, path: &'static str) -> impl Fn(&Access) -> bool {
    move |access| access.method == method && access.path == path
}

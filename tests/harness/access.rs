//! One line of an access log, whoever wrote it, and how many of them came one after another.

/// A request as a server saw it, or as a browser timed it.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path, without the query: queries carry what must not be kept.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// When it arrived, in milliseconds since 1970.
    pub started: f64,
    /// When it was answered, on the same scale.
    pub ended: f64,
}

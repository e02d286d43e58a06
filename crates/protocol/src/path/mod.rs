//! How proxies and backends may read the path of a request, each in its own way. docs/protocol.md has the rule in words,
//! `tests/fixtures/paths.json` its table.

mod forms;
mod one_reading;
mod reserved;

pub(crate) use reserved::is_reserved;

/// What a path can be read as, by all the readers that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathReading {
    /// Every reader sees the same page.
    One,
    /// Two readers may see two pages; none of them is below `/crosspass/`.
    Several,
    /// Some reader sees a page below `/crosspass/`.
    Reserved,
}

impl PathReading {
    /// Of a path as it came, with its leading slash and without its query.
    #[must_use]
    pub fn of(path: &str) -> Self {
        if is_reserved(path) {
            Self::Reserved
        } else if one_reading::has_one_reading(path) {
            Self::One
        } else {
            Self::Several
        }
    }
}

//! How far the check is.

/// Says how far it is, on standard error.
pub(crate) fn progress(text: impl std::fmt::Display) {
    eprintln!("{text}");
}

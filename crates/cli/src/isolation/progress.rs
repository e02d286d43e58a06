//! How far the check is.

/// Says how far it is, on standard error.
pub(super) fn progress(text: impl std::fmt::Display) {
    eprintln!("{text}");
}

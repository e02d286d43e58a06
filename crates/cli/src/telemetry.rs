//! Logs: one JSON object a line, on standard output. Secrets cannot get in: their types print
//! `[redacted]`, and no URL with a query is ever logged.

use tracing::level_filters::LevelFilter;

/// Starts logging.
pub(crate) fn start(level: LevelFilter) {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_max_level(level)
        .with_writer(std::io::stdout)
        .init();
}

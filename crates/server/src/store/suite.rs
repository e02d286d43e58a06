//! The generic test suite of `Store`: see crates/server/tests/store_suite.

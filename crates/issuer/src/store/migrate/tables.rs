//! What is moved, in its order.

/// Every table, each after those that it refers to, and what its rows are ordered by.
pub(super) const TABLES: [(&str, &str); 20] = [
    ("instance", "one"),
    ("organizations", "id"),
    ("domains", "id"),
    ("users", "id"),
    ("members", "organization, user_id"),
    ("consents", "user_id, domain"),
    ("sessions", "id"),
    ("handoffs", "id"),
    ("nonces", "domain, nonce"),
    ("proofs", "id"),
    ("signing_keys", "id"),
    ("audit", "id"),
    ("audit_segments", "id"),
    ("audit_digests", "row_id"),
    ("brands", "organization"),
    ("endings", "id"),
    ("propagations", "id"),
    ("hops", "propagation, place"),
    ("attempts", "state"),
    ("provider_endings", "session"),
];

-- What PostgreSQL can have, too: no column called "user", no triggers, one user for a nonce by a constraint.

ALTER TABLE members RENAME COLUMN user TO user_id;
ALTER TABLE consents RENAME COLUMN user TO user_id;
ALTER TABLE sessions RENAME COLUMN user TO user_id;

-- Whatever ends a session puts its provider's session here by a statement of its own.
DROP TRIGGER a_session_ends_at_the_provider_too;

-- A nonce is bound to one user at a domain, for as long as the session is on record that used it last.
CREATE TABLE nonces (
    domain INTEGER NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    nonce TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE
) STRICT;
INSERT INTO nonces (domain, nonce, user_id, session)
SELECT handoffs.domain, nonce, user_id, max(sessions.id)
FROM handoffs JOIN sessions ON sessions.id = handoffs.session GROUP BY handoffs.domain, nonce;
CREATE UNIQUE INDEX nonces_once ON nonces (domain, nonce);
CREATE INDEX nonces_by_session ON nonces (session);
CREATE INDEX nonces_by_user ON nonces (user_id);
DROP INDEX handoffs_by_nonce;

-- The audit log: segments of it are to be sealed and chained, and a row may tell of something that happened several times.
ALTER TABLE audit ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
-- Which rows a segment holds, and SHA-256 over the digest of the segment before it and the digests of its rows. A row's
-- digest has its person's values as salted digests only, so that they can be erased.
CREATE TABLE audit_segments (
    id INTEGER PRIMARY KEY,
    first_row INTEGER NOT NULL UNIQUE,
    last_row INTEGER NOT NULL UNIQUE,
    sealed_at INTEGER NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    CHECK (first_row <= last_row)
) STRICT;
CREATE TABLE audit_digests (
    row_id INTEGER PRIMARY KEY,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

-- Which key a secret is sealed with; nothing where it is as it is.
ALTER TABLE signing_keys ADD COLUMN sealed_by TEXT;

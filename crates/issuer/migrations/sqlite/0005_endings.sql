-- How sessions end at domains: when the last token of each runs out, who is told, and what came of it.

-- The `exp` of the newest session token that a handoff led to; nothing where none was given.
ALTER TABLE handoffs ADD COLUMN token_until INTEGER;
-- Renewals were not noted before; each was a use of the session, and a token lives for ten minutes at most.
UPDATE handoffs SET token_until = 600 + max(redeemed_at, (SELECT seen_at FROM sessions WHERE sessions.id = handoffs.session))
WHERE redeemed_at IS NOT NULL;

-- Whoever signed out may see what came of it: SHA-256 of the secret of a cookie of its own.
ALTER TABLE sessions ADD COLUMN farewell_hash BLOB CHECK (length(farewell_hash) = 32);
CREATE UNIQUE INDEX sessions_by_farewell ON sessions (farewell_hash) WHERE farewell_hash IS NOT NULL;

-- One row for each session that a domain held when it ended: the receipt, and for domains with a server the outbox.
-- Names in place of references: it outlives what it is about.
CREATE TABLE endings (
    id INTEGER PRIMARY KEY,
    sid TEXT NOT NULL,
    sub TEXT NOT NULL,
    origin TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('static', 'backend')),
    reason TEXT NOT NULL,
    ended_at INTEGER NOT NULL,
    -- From then on no token of that session is accepted anywhere.
    runs_out_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    settled_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- When somebody is to be told next; nothing for domains without a server.
    next_at INTEGER,
    -- Why the last attempt failed.
    problem TEXT,
    -- When the browser was last sent to a domain without a server.
    visited_at INTEGER,
    CHECK ((state = 'pending') = (settled_at IS NULL)),
    CHECK (kind = 'backend' OR next_at IS NULL)
) STRICT;
CREATE INDEX endings_by_session ON endings (sid);
CREATE INDEX endings_to_tell ON endings (next_at) WHERE state = 'pending' AND next_at IS NOT NULL;
CREATE INDEX endings_by_time ON endings (ended_at);

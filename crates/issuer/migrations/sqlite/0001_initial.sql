-- The first schema: who may enter where, who is signed in, what was handed over, what was decided.
-- Times are whole seconds since the Unix epoch.

CREATE TABLE instance (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    issuer TEXT NOT NULL
) STRICT;

CREATE TABLE organizations (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL
) STRICT;

CREATE TABLE domains (
    id INTEGER PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    organization INTEGER NOT NULL REFERENCES organizations (id),
    trust TEXT NOT NULL CHECK (trust IN ('first-party', 'external')),
    suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1))
) STRICT;

CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    sub TEXT NOT NULL UNIQUE,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
) STRICT;

CREATE TABLE members (
    organization INTEGER NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (organization, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_user ON members (user);

-- A recorded click on "Continue as X to D", or a sign-in to D.
CREATE TABLE consents (
    user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    domain INTEGER NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    PRIMARY KEY (user, domain)
) STRICT, WITHOUT ROWID;
CREATE INDEX consents_by_domain ON consents (domain);

-- Issuer sessions. The cookie's secret is here as SHA-256 only.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    sid TEXT NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user);
CREATE INDEX sessions_by_start ON sessions (started_at);

-- One handoff to one domain. `grant_id` is the ticket's jti, or the session token's where no ticket
-- travelled. `redeemed_at` and `token_id` are set together, once: that is the domain session.
CREATE TABLE handoffs (
    id INTEGER PRIMARY KEY,
    grant_id TEXT NOT NULL UNIQUE,
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    domain INTEGER NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    carrier TEXT NOT NULL CHECK (carrier IN ('popup', 'redirect')),
    nonce TEXT NOT NULL,
    jkt TEXT NOT NULL,
    minted_at INTEGER NOT NULL,
    redeemed_at INTEGER,
    token_id TEXT UNIQUE,
    ended_at INTEGER,
    CHECK ((redeemed_at IS NULL) = (token_id IS NULL))
) STRICT;
CREATE INDEX handoffs_by_session ON handoffs (session);
CREATE INDEX handoffs_by_domain ON handoffs (domain);

-- DPoP proofs seen, so that none is taken twice.
CREATE TABLE proofs (
    id TEXT NOT NULL PRIMARY KEY,
    forget_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX proofs_by_end ON proofs (forget_at);

CREATE TABLE signing_keys (
    id INTEGER PRIMARY KEY,
    kid TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('next', 'active', 'retiring', 'revoked')),
    pkcs8 BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_active_key ON signing_keys (state) WHERE state = 'active';
CREATE UNIQUE INDEX one_next_key ON signing_keys (state) WHERE state = 'next';

-- Append-only: no row is ever changed or taken away by Crosspass.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('allowed', 'refused')),
    reason TEXT NOT NULL,
    sub TEXT,
    login TEXT,
    sid TEXT,
    domain TEXT,
    carrier TEXT,
    address TEXT,
    reference TEXT
) STRICT;
CREATE TRIGGER audit_rows_stay BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never taken away'); END;
CREATE TRIGGER audit_rows_hold BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;

-- Users who sign in at an identity provider, the provider's session behind theirs, and what is to be ended there.

-- The provider's id of the user. Such a user has no password: the empty hash, which no password has.
ALTER TABLE users ADD COLUMN identity TEXT;
CREATE UNIQUE INDEX users_by_identity ON users (identity) WHERE identity IS NOT NULL;

-- The provider's session, by its id. Its cookie is kept nowhere.
ALTER TABLE sessions ADD COLUMN provider_session TEXT;

-- Which hosts browsers send the provider's cookie to.
ALTER TABLE instance ADD COLUMN cookie_reach TEXT;

-- Sign-ins that left for the provider. The cookie's secret is here as SHA-256 only.
CREATE TABLE attempts (
    state TEXT NOT NULL PRIMARY KEY,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    return_to TEXT,
    nonce TEXT,
    jkt TEXT,
    -- The provider's cookie that was there before, as SHA-256.
    found_hash BLOB CHECK (length(found_hash) = 32),
    made_at INTEGER NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('sign_in', 'second_factor', 'asked')),
    -- The provider's session that the user was asked about.
    asked_about TEXT,
    CHECK ((nonce IS NULL) = (jkt IS NULL)),
    CHECK (return_to IS NOT NULL OR nonce IS NULL),
    CHECK ((stage = 'asked') = (asked_about IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_by_time ON attempts (made_at);

-- Sessions that are to be ended at the provider. Whatever ends a session here puts its provider's there, in the same
-- transaction.
CREATE TABLE provider_endings (
    session TEXT NOT NULL PRIMARY KEY,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_endings_by_time ON provider_endings (next_at);
CREATE TRIGGER a_session_ends_at_the_provider_too AFTER UPDATE OF ended_at ON sessions
WHEN OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.provider_session IS NOT NULL
BEGIN
    INSERT INTO provider_endings (session, next_at) VALUES (NEW.provider_session, NEW.ended_at)
    ON CONFLICT (session) DO NOTHING;
END;

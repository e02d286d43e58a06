-- One sign-in carried to several domains: what is left to do, and what became of each.

CREATE TABLE propagations (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    return_to TEXT,
    left_out INTEGER NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX propagations_by_session ON propagations (session);

-- Origin and name as at the beginning: a domain that is removed meanwhile stays on the receipt.
CREATE TABLE hops (
    propagation INTEGER NOT NULL REFERENCES propagations (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    origin TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'arrived', 'skipped', 'failed')),
    reason TEXT,
    -- How often it was being asked when another one answered.
    unanswered INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER,
    settled_at INTEGER,
    PRIMARY KEY (propagation, place),
    CHECK ((reason IS NOT NULL) = (state IN ('skipped', 'failed'))),
    CHECK ((settled_at IS NULL) = (state IN ('pending', 'sent')))
) STRICT, WITHOUT ROWID;

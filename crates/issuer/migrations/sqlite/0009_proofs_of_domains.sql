-- What the owner of a domain puts into DNS, when it was seen there last, since when it is missed, and when to look again.
-- An unproven domain takes no sessions.

ALTER TABLE domains ADD COLUMN proof TEXT NOT NULL DEFAULT '';
UPDATE domains SET proof = lower(hex(randomblob(16)));
ALTER TABLE domains ADD COLUMN unproven INTEGER NOT NULL DEFAULT 0 CHECK (unproven IN (0, 1));
ALTER TABLE domains ADD COLUMN proven_at INTEGER;
ALTER TABLE domains ADD COLUMN missed_at INTEGER;
ALTER TABLE domains ADD COLUMN proof_due_at INTEGER NOT NULL DEFAULT 0;

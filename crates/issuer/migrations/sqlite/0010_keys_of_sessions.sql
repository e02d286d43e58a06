-- Another key than a session has used at a static domain wants a click: which ones it used, and what was clicked for.

ALTER TABLE handoffs ADD COLUMN clicked INTEGER NOT NULL DEFAULT 0 CHECK (clicked IN (0, 1));
CREATE INDEX handoffs_by_key ON handoffs (session, domain, jkt) WHERE redeemed_at IS NOT NULL;

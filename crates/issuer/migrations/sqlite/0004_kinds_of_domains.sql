-- Where a domain takes its sessions: by pages in the browser, as all did before this, or by its own server.

ALTER TABLE domains ADD COLUMN kind TEXT NOT NULL DEFAULT 'static' CHECK (kind IN ('static', 'backend'));

-- Where a handoff failed, by the account of the page that reported it.

ALTER TABLE audit ADD COLUMN stage TEXT;

-- What a job does that reads no disc (JobWork), as JSON.
ALTER TABLE jobs ADD COLUMN work TEXT;
-- Leases are for images as well: the key of a drive, or "iso:<id>".
ALTER TABLE leases RENAME COLUMN drive_key TO subject;

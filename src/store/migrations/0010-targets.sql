-- Where finished images are sent to, and what lies there.
CREATE TABLE targets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  setup TEXT NOT NULL,
  -- Sealed; NULL: none.
  secret TEXT,
  -- What the file .disk2iso-target in a folder says.
  marker TEXT,
  send_rule TEXT NOT NULL CHECK (send_rule IN ('never', 'complete', 'always')),
  keep_local INTEGER NOT NULL,
  -- Images up to this one were there before the rule: they are not sent by themselves.
  since_iso INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE copies (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  iso_id INTEGER NOT NULL REFERENCES isos (id) ON DELETE CASCADE,
  target_id INTEGER NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
  place TEXT NOT NULL,
  -- What of each file is there: its sums when it was compared, parts of an upload that goes on.
  files TEXT NOT NULL,
  size INTEGER NOT NULL,
  is_complete INTEGER NOT NULL,
  begun_at TEXT NOT NULL,
  verified_at TEXT,
  UNIQUE (iso_id, target_id)
) STRICT;
-- Since when the files here are in the trash, or gone from it, as a compared copy lies at a target; and where in the trash.
ALTER TABLE isos ADD COLUMN dropped_at TEXT;
ALTER TABLE isos ADD COLUMN dropped_path TEXT;
CREATE INDEX isos_by_dropped ON isos (dropped_at) WHERE dropped_path IS NOT NULL;
CREATE INDEX copies_by_target ON copies (target_id, verified_at);

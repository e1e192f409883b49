-- Jobs, images and logs have at least the columns of the concept, under its names. Times are UTC ISO 8601, sizes bytes.
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  drive_key TEXT,
  disk_device TEXT,
  disk_label TEXT,
  disk_type TEXT,
  fingerprint_id TEXT,
  fingerprint TEXT,
  volume_uuid TEXT,
  toc_sha256 TEXT,
  head_sha256 TEXT,
  output_path TEXT NOT NULL,
  mode TEXT,
  options TEXT,
  -- The image that it works on, or has made.
  iso_id INTEGER REFERENCES isos (id) ON DELETE SET NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'paused', 'completed', 'failed', 'cancelled')),
  pause_reason TEXT,
  wish TEXT,
  phase TEXT,
  priority INTEGER NOT NULL DEFAULT 0,
  position REAL NOT NULL,
  progress REAL NOT NULL DEFAULT 0,
  size_total INTEGER,
  size_processed INTEGER NOT NULL DEFAULT 0,
  speed REAL,
  bad_bytes INTEGER NOT NULL DEFAULT 0,
  error_count INTEGER NOT NULL DEFAULT 0,
  error_code TEXT,
  error_message TEXT,
  restarts INTEGER NOT NULL DEFAULT 0,
  image_path TEXT,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  started_at TEXT,
  completed_at TEXT,
  updated_at TEXT NOT NULL,
  trashed_until TEXT,
  runner_pid INTEGER,
  runner_start_ticks INTEGER,
  runner_boot_id TEXT
) STRICT;

CREATE INDEX jobs_by_created ON jobs (created_at, id);
CREATE INDEX jobs_by_status ON jobs (status, created_at, id);
CREATE INDEX jobs_by_priority ON jobs (priority, created_at, id);
CREATE INDEX jobs_by_status_and_priority ON jobs (status, priority, created_at, id);
CREATE INDEX jobs_by_type ON jobs (disk_type, created_at, id);
CREATE INDEX jobs_by_device ON jobs (disk_device, created_at, id);
CREATE INDEX jobs_by_kind ON jobs (kind, created_at, id);
-- Live jobs are few among very many that are over.
CREATE INDEX jobs_in_queue ON jobs (priority DESC, position, id) WHERE status = 'queued';
CREATE INDEX jobs_by_position ON jobs (priority, position);
CREATE INDEX jobs_by_fingerprint ON jobs (fingerprint_id) WHERE fingerprint_id IS NOT NULL;
CREATE INDEX jobs_by_volume ON jobs (volume_uuid) WHERE volume_uuid IS NOT NULL;
CREATE INDEX jobs_by_toc ON jobs (toc_sha256) WHERE toc_sha256 IS NOT NULL;
CREATE INDEX jobs_by_head ON jobs (head_sha256) WHERE head_sha256 IS NOT NULL;
CREATE INDEX jobs_by_iso ON jobs (iso_id) WHERE iso_id IS NOT NULL;
CREATE INDEX jobs_by_end ON jobs (completed_at) WHERE completed_at IS NOT NULL;
CREATE INDEX jobs_in_trash ON jobs (trashed_until) WHERE trashed_until IS NOT NULL;

-- How many jobs have each status: counting a million rows takes too long for a page.
CREATE TABLE job_counts (status TEXT PRIMARY KEY, jobs INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO job_counts VALUES
  ('queued', 0), ('running', 0), ('paused', 0), ('completed', 0), ('failed', 0), ('cancelled', 0);
CREATE TRIGGER jobs_count_insert AFTER INSERT ON jobs BEGIN
  UPDATE job_counts SET jobs = jobs + 1 WHERE status = new.status;
END;
CREATE TRIGGER jobs_count_delete AFTER DELETE ON jobs BEGIN
  UPDATE job_counts SET jobs = jobs - 1 WHERE status = old.status;
END;
CREATE TRIGGER jobs_count_update AFTER UPDATE OF status ON jobs WHEN old.status <> new.status BEGIN
  UPDATE job_counts SET jobs = jobs - 1 WHERE status = old.status;
  UPDATE job_counts SET jobs = jobs + 1 WHERE status = new.status;
END;

-- Beginnings of words have an index up to eight letters (search.ts asks for no more): any other would be put together
-- from all words that begin so, at each search.
-- A search with a filter looks for the filter as one more word: "tags" holds what only filters may ask for. The day is one of
-- them ("z20240301", its month and year by their beginnings): without it a search in a far month would walk all newer rows.
CREATE VIRTUAL TABLE jobs_fts USING fts5 (
  words, tags, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8'
);
CREATE VIEW jobs_text AS
  SELECT
    id,
    coalesce(disk_label, '') || ' ' || coalesce(disk_device, '') || ' ' || output_path || ' ' || uuid AS words,
    'zstatus' || status || ' ztype' || replace(coalesce(disk_type, 'none'), '-', '')
      || ' zkind' || kind || ' zdevice' || hex(coalesce(disk_device, ''))
      || ' z' || replace(substr(created_at, 1, 10), '-', '') AS tags
  FROM jobs;
CREATE TRIGGER jobs_fts_insert AFTER INSERT ON jobs BEGIN
  INSERT INTO jobs_fts (rowid, words, tags) SELECT id, words, tags FROM jobs_text WHERE id = new.id;
END;
CREATE TRIGGER jobs_fts_delete AFTER DELETE ON jobs BEGIN
  DELETE FROM jobs_fts WHERE rowid = old.id;
END;
CREATE TRIGGER jobs_fts_update
AFTER UPDATE OF status, disk_type, disk_device, disk_label, output_path ON jobs
WHEN old.status <> new.status OR old.disk_type IS NOT new.disk_type OR old.disk_device IS NOT new.disk_device
  OR old.disk_label IS NOT new.disk_label OR old.output_path <> new.output_path
BEGIN
  DELETE FROM jobs_fts WHERE rowid = old.id;
  INSERT INTO jobs_fts (rowid, words, tags) SELECT id, words, tags FROM jobs_text WHERE id = new.id;
END;

CREATE TABLE isos (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_uuid TEXT REFERENCES jobs (uuid) ON DELETE SET NULL,
  filename TEXT NOT NULL,
  filepath TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  md5sum TEXT,
  sha256sum TEXT,
  disk_type TEXT,
  disk_label TEXT,
  fingerprint_id TEXT,
  is_complete INTEGER NOT NULL,
  bad_bytes INTEGER NOT NULL,
  provenance TEXT,
  created_at TEXT NOT NULL,
  verified_at TEXT,
  verdict TEXT,
  is_present INTEGER NOT NULL DEFAULT 1,
  trashed_at TEXT
) STRICT;
CREATE INDEX isos_by_job ON isos (job_uuid);
CREATE INDEX isos_by_created ON isos (created_at, id) WHERE trashed_at IS NULL;
CREATE INDEX isos_by_type ON isos (disk_type, created_at, id) WHERE trashed_at IS NULL;
CREATE INDEX isos_by_size ON isos (size, created_at, id) WHERE trashed_at IS NULL;
CREATE INDEX isos_by_fingerprint ON isos (fingerprint_id);
CREATE INDEX isos_in_trash ON isos (created_at, id, trashed_at) WHERE trashed_at IS NOT NULL;
CREATE VIRTUAL TABLE isos_fts USING fts5 (
  words, tags, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8'
);
CREATE VIEW isos_text AS
  SELECT
    id,
    coalesce(disk_label, '') || ' ' || filename AS words,
    'ztype' || replace(coalesce(disk_type, 'none'), '-', '')
      || iif(is_complete, ' zwhole', ' zdamaged')
      || iif(verified_at IS NULL, ' zunverified', ' zverified')
      || iif(trashed_at IS NULL, ' zkept', ' ztrashed')
      || ' z' || replace(substr(created_at, 1, 10), '-', '') AS tags
  FROM isos;
CREATE TRIGGER isos_fts_insert AFTER INSERT ON isos BEGIN
  INSERT INTO isos_fts (rowid, words, tags) SELECT id, words, tags FROM isos_text WHERE id = new.id;
END;
CREATE TRIGGER isos_fts_delete AFTER DELETE ON isos BEGIN
  DELETE FROM isos_fts WHERE rowid = old.id;
END;
CREATE TRIGGER isos_fts_update
AFTER UPDATE OF disk_label, filename, disk_type, is_complete, verified_at, trashed_at, created_at ON isos BEGIN
  DELETE FROM isos_fts WHERE rowid = old.id;
  INSERT INTO isos_fts (rowid, words, tags) SELECT id, words, tags FROM isos_text WHERE id = new.id;
END;

-- Every verification of an image; the newest is repeated in isos.
CREATE TABLE verifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  iso_id INTEGER NOT NULL REFERENCES isos (id) ON DELETE CASCADE,
  job_uuid TEXT REFERENCES jobs (uuid) ON DELETE SET NULL,
  at TEXT NOT NULL,
  verdict TEXT NOT NULL,
  report TEXT NOT NULL
) STRICT;
CREATE INDEX verifications_by_iso ON verifications (iso_id, id);
CREATE INDEX verifications_by_job ON verifications (job_uuid) WHERE job_uuid IS NOT NULL;

CREATE TABLE logs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_uuid TEXT REFERENCES jobs (uuid) ON DELETE CASCADE,
  level TEXT NOT NULL CHECK (level IN ('debug', 'info', 'warning', 'error')),
  message TEXT NOT NULL,
  details TEXT,
  timestamp TEXT NOT NULL
) STRICT;
CREATE INDEX logs_by_job ON logs (job_uuid, id);
CREATE INDEX logs_by_level ON logs (level, id);
CREATE INDEX logs_by_time ON logs (timestamp, id);
CREATE VIRTUAL TABLE logs_fts USING fts5 (
  words, tags, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8'
);
CREATE TRIGGER logs_fts_insert AFTER INSERT ON logs BEGIN
  INSERT INTO logs_fts (rowid, words, tags) VALUES (
    new.id,
    new.message,
    'zlevel' || new.level || ' zjob' || replace(coalesce(new.job_uuid, 'none'), '-', '')
      || ' z' || replace(substr(new.timestamp, 1, 10), '-', '')
  );
END;
CREATE TRIGGER logs_fts_delete AFTER DELETE ON logs BEGIN
  DELETE FROM logs_fts WHERE rowid = old.id;
END;

CREATE TABLE job_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_uuid TEXT NOT NULL REFERENCES jobs (uuid) ON DELETE CASCADE,
  at TEXT NOT NULL,
  type TEXT NOT NULL,
  actor TEXT,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX job_events_by_job ON job_events (job_uuid, id);

CREATE TABLE leases (
  drive_key TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  pid INTEGER NOT NULL,
  acquired_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drives (
  key TEXT PRIMARY KEY,
  info TEXT NOT NULL,
  profile TEXT NOT NULL,
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  faulty_since TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE drive_errors (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  drive_key TEXT NOT NULL REFERENCES drives (key) ON DELETE CASCADE,
  at TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  job_uuid TEXT
) STRICT;
CREATE INDEX drive_errors_by_drive ON drive_errors (drive_key, id);

-- The disc that is in a drive. Sequence numbers count anew after each boot.
CREATE TABLE disc_facts (
  drive_key TEXT PRIMARY KEY,
  sequence TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  disc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE image_drives (
  id TEXT PRIMARY KEY,
  path TEXT,
  rate_kbps INTEGER,
  bad_sectors TEXT NOT NULL
) STRICT, WITHOUT ROWID;

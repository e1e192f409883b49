-- What drives have done: a row for each time that a job read in one, and sums that stay when old rows are deleted.
CREATE TABLE drive_runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  drive_key TEXT NOT NULL REFERENCES drives (key) ON DELETE CASCADE,
  job_uuid TEXT,
  at TEXT NOT NULL,
  disk_type TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('whole', 'damaged', 'failed', 'stopped')),
  seconds REAL NOT NULL,
  bytes INTEGER NOT NULL,
  read_errors INTEGER NOT NULL,
  bad_bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX drive_runs_by_drive ON drive_runs (drive_key, at);
CREATE INDEX drive_runs_by_time ON drive_runs (at);
CREATE INDEX drive_errors_by_time ON drive_errors (at);

CREATE TABLE drive_totals (
  drive_key TEXT PRIMARY KEY REFERENCES drives (key) ON DELETE CASCADE,
  whole INTEGER NOT NULL DEFAULT 0,
  damaged INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  read_errors INTEGER NOT NULL DEFAULT 0,
  faults INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO drive_totals (drive_key, faults)
  SELECT drive_key, count(*) FROM drive_errors GROUP BY drive_key;
CREATE TRIGGER drive_totals_of_runs AFTER INSERT ON drive_runs BEGIN
  INSERT INTO drive_totals (drive_key) VALUES (new.drive_key) ON CONFLICT (drive_key) DO NOTHING;
  UPDATE drive_totals SET
    whole = whole + (new.outcome = 'whole'),
    damaged = damaged + (new.outcome = 'damaged'),
    failed = failed + (new.outcome = 'failed'),
    seconds = seconds + new.seconds,
    bytes = bytes + new.bytes,
    read_errors = read_errors + new.read_errors
  WHERE drive_key = new.drive_key;
END;
CREATE TRIGGER drive_totals_of_errors AFTER INSERT ON drive_errors BEGIN
  INSERT INTO drive_totals (drive_key) VALUES (new.drive_key) ON CONFLICT (drive_key) DO NOTHING;
  UPDATE drive_totals SET faults = faults + 1 WHERE drive_key = new.drive_key;
END;

-- How large the library is, without counting it at each look.
CREATE TABLE library_totals (
  images INTEGER NOT NULL,
  damaged INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
INSERT INTO library_totals
  SELECT count(*), coalesce(sum(is_complete = 0), 0), coalesce(sum(size), 0) FROM isos WHERE trashed_at IS NULL;
CREATE TRIGGER isos_totals_insert AFTER INSERT ON isos WHEN new.trashed_at IS NULL BEGIN
  UPDATE library_totals SET images = images + 1, damaged = damaged + (new.is_complete = 0), bytes = bytes + new.size;
END;
CREATE TRIGGER isos_totals_delete AFTER DELETE ON isos WHEN old.trashed_at IS NULL BEGIN
  UPDATE library_totals SET images = images - 1, damaged = damaged - (old.is_complete = 0), bytes = bytes - old.size;
END;
CREATE TRIGGER isos_totals_update AFTER UPDATE OF size, is_complete, trashed_at ON isos BEGIN
  UPDATE library_totals SET
    images = images + (new.trashed_at IS NULL) - (old.trashed_at IS NULL),
    damaged = damaged + (new.trashed_at IS NULL AND new.is_complete = 0) - (old.trashed_at IS NULL AND old.is_complete = 0),
    bytes = bytes + iif(new.trashed_at IS NULL, new.size, 0) - iif(old.trashed_at IS NULL, old.size, 0);
END;

-- The speed that a drive shall read with became part of its profile.
UPDATE drives SET profile = json_set(profile, '$.readSpeedKBps', json('null'));

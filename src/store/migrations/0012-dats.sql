-- DAT files and the dumps that they list. A file is in use from the moment when all of it is there.
DROP TABLE dat_files;
DROP TABLE dats;
CREATE TABLE dats (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  version TEXT,
  description TEXT,
  imported_at TEXT NOT NULL,
  imported_by TEXT NOT NULL,
  dumps INTEGER NOT NULL DEFAULT 0,
  tracks INTEGER NOT NULL DEFAULT 0,
  -- Dumps of the file that prove nothing, and are not in dat_dumps.
  skipped INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('coming', 'ready', 'gone'))
) STRICT;
CREATE UNIQUE INDEX dats_in_use ON dats (name) WHERE state = 'ready';
CREATE TABLE dat_dumps (
  id INTEGER PRIMARY KEY,
  dat_id INTEGER NOT NULL REFERENCES dats (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  -- How many files it has that hold content.
  tracks INTEGER NOT NULL
) STRICT;
CREATE INDEX dat_dumps_by_dat ON dat_dumps (dat_id);
CREATE TABLE dat_tracks (
  id INTEGER PRIMARY KEY,
  dump_id INTEGER NOT NULL REFERENCES dat_dumps (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  crc32 TEXT,
  md5 TEXT,
  sha1 TEXT,
  sha256 TEXT
) STRICT;
CREATE INDEX dat_tracks_by_dump ON dat_tracks (dump_id);
CREATE INDEX dat_tracks_by_md5 ON dat_tracks (md5, size) WHERE md5 IS NOT NULL;
CREATE INDEX dat_tracks_by_sha1 ON dat_tracks (sha1, size) WHERE sha1 IS NOT NULL;
CREATE INDEX dat_tracks_by_sha256 ON dat_tracks (sha256, size) WHERE sha256 IS NOT NULL;

-- Images that are to be looked up anew: whatever says something else of their content notes them here.
CREATE TABLE dump_lookups (
  iso_id INTEGER PRIMARY KEY REFERENCES isos (id) ON DELETE CASCADE
) STRICT;
CREATE TRIGGER dump_lookups_new AFTER INSERT ON isos BEGIN
  INSERT INTO dump_lookups SELECT new.id WHERE NOT EXISTS (SELECT 1 FROM dump_lookups WHERE iso_id = new.id);
END;
CREATE TRIGGER dump_lookups_changed
AFTER UPDATE OF size, md5sum, sha1sum, sha256sum, crc32, provenance, parts, changed_since ON isos
WHEN old.size <> new.size OR old.md5sum IS NOT new.md5sum OR old.sha1sum IS NOT new.sha1sum
  OR old.sha256sum IS NOT new.sha256sum OR old.crc32 IS NOT new.crc32 OR old.changed_since IS NOT new.changed_since
  OR old.provenance IS NOT new.provenance OR old.parts IS NOT new.parts
BEGIN
  INSERT INTO dump_lookups SELECT new.id WHERE NOT EXISTS (SELECT 1 FROM dump_lookups WHERE iso_id = new.id);
END;
CREATE TRIGGER dump_lookups_verified AFTER INSERT ON verifications BEGIN
  INSERT INTO dump_lookups SELECT new.iso_id WHERE NOT EXISTS (SELECT 1 FROM dump_lookups WHERE iso_id = new.iso_id);
END;

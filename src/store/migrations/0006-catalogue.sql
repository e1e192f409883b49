-- What people say of an image, what was seen of its file, and what is publicly known of its disc.
ALTER TABLE isos ADD COLUMN title TEXT;
ALTER TABLE isos ADD COLUMN notes TEXT;
-- Tags as a JSON list of names, each as table tags spells it; iso_tags follows by trigger.
ALTER TABLE isos ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
-- What names are sorted by (sort-name.ts); rows of before get it when the database is opened.
ALTER TABLE isos ADD COLUMN sort_name TEXT NOT NULL DEFAULT '';
ALTER TABLE isos ADD COLUMN sha1sum TEXT;
ALTER TABLE isos ADD COLUMN crc32 TEXT;
-- Files of an image that came without a provenance: JSON as in one (companions).
ALTER TABLE isos ADD COLUMN parts TEXT;
-- Size and time of change of its main file when it was last known to be right; since when it is not there, or is another.
ALTER TABLE isos ADD COLUMN seen_size INTEGER;
ALTER TABLE isos ADD COLUMN seen_modified_ms INTEGER;
ALTER TABLE isos ADD COLUMN missing_since TEXT;
ALTER TABLE isos ADD COLUMN changed_since TEXT;
-- JSON: the dump of a DAT file that it is the same as.
ALTER TABLE isos ADD COLUMN known_good TEXT;
-- JSON: new names that its files are being given.
ALTER TABLE isos ADD COLUMN renaming TEXT;
-- Whether what people said and checked is still to be written beside the image.
ALTER TABLE isos ADD COLUMN is_note_due INTEGER NOT NULL DEFAULT 0;

CREATE INDEX isos_by_name ON isos (sort_name, id) WHERE trashed_at IS NULL;
CREATE INDEX isos_by_kind ON isos (coalesce(disk_type, ''), created_at, id) WHERE trashed_at IS NULL;
CREATE INDEX isos_by_verified ON isos (coalesce(verified_at, ''), id) WHERE trashed_at IS NULL;
CREATE INDEX isos_renaming ON isos (id) WHERE renaming IS NOT NULL;
CREATE INDEX isos_with_due_note ON isos (id) WHERE is_note_due = 1;
CREATE INDEX isos_known ON isos (id) WHERE known_good IS NOT NULL;

CREATE TABLE tags (
  -- Lower case, so that a tag has one spelling.
  key TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE iso_tags (
  name TEXT NOT NULL,
  iso_id INTEGER NOT NULL REFERENCES isos (id) ON DELETE CASCADE,
  PRIMARY KEY (name, iso_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX iso_tags_by_iso ON iso_tags (iso_id);
CREATE TRIGGER iso_tags_insert AFTER INSERT ON isos WHEN new.tags <> '[]' BEGIN
  INSERT INTO iso_tags (name, iso_id) SELECT value, new.id FROM json_each(new.tags);
END;
CREATE TRIGGER iso_tags_update AFTER UPDATE OF tags ON isos WHEN old.tags <> new.tags BEGIN
  DELETE FROM iso_tags WHERE iso_id = new.id;
  INSERT INTO iso_tags (name, iso_id) SELECT value, new.id FROM json_each(new.tags);
END;

DROP TRIGGER isos_fts_update;
DROP TRIGGER isos_fts_insert;
DROP VIEW isos_text;
CREATE VIEW isos_text AS
  SELECT
    id,
    coalesce(disk_label, '') || ' ' || filename || ' ' || coalesce(title, '') || ' ' || coalesce(notes, '')
      || ' ' || (SELECT coalesce(group_concat(value, ' '), '') FROM json_each(isos.tags)) AS words,
    'ztype' || replace(coalesce(disk_type, 'none'), '-', '')
      || iif(is_complete, ' zwhole', ' zdamaged')
      || iif(verified_at IS NULL, ' zunverified', ' zverified')
      || CASE WHEN verdict IS NULL THEN ' zverdictnever' WHEN verdict = 'mismatch' THEN ' zverdictbad'
           WHEN verdict = 'nothing-to-compare' THEN ' zverdictnothing' ELSE ' zverdictok' END
      || iif(is_present, ' zpresent', ' zmissing')
      || iif(changed_since IS NULL, ' zsame', ' zchanged')
      || iif(known_good IS NULL, ' zunknowndump', ' zknowndump')
      || iif(trashed_at IS NULL, ' zkept', ' ztrashed')
      || (SELECT coalesce(group_concat(' ztag' || hex(value), ''), '') FROM json_each(isos.tags))
      || ' z' || replace(substr(created_at, 1, 10), '-', '') AS tags
  FROM isos;
CREATE TRIGGER isos_fts_insert AFTER INSERT ON isos BEGIN
  INSERT INTO isos_fts (rowid, words, tags) SELECT id, words, tags FROM isos_text WHERE id = new.id;
END;
CREATE TRIGGER isos_fts_update
AFTER UPDATE OF disk_label, filename, title, notes, tags, disk_type, is_complete, verified_at, verdict, is_present,
  changed_since, known_good, trashed_at, created_at ON isos BEGIN
  DELETE FROM isos_fts WHERE rowid = old.id;
  INSERT INTO isos_fts (rowid, words, tags) SELECT id, words, tags FROM isos_text WHERE id = new.id;
END;
INSERT INTO isos_fts (isos_fts) VALUES ('delete-all');
INSERT INTO isos_fts (rowid, words, tags) SELECT id, words, tags FROM isos_text;

-- Lists of known good dumps (Logiqx DAT files).
CREATE TABLE dats (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  version TEXT,
  description TEXT,
  imported_at TEXT NOT NULL,
  imported_by TEXT NOT NULL,
  dumps INTEGER NOT NULL
) STRICT;
CREATE TABLE dat_files (
  id INTEGER PRIMARY KEY,
  dat_id INTEGER NOT NULL REFERENCES dats (id) ON DELETE CASCADE,
  -- Number of the dump in its DAT file.
  dump INTEGER NOT NULL,
  title TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER,
  crc32 TEXT,
  md5 TEXT,
  sha1 TEXT,
  sha256 TEXT
) STRICT;
CREATE INDEX dat_files_by_dat ON dat_files (dat_id, dump);
CREATE INDEX dat_files_by_md5 ON dat_files (md5) WHERE md5 IS NOT NULL;
CREATE INDEX dat_files_by_sha1 ON dat_files (sha1) WHERE sha1 IS NOT NULL;
CREATE INDEX dat_files_by_sha256 ON dat_files (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX dat_files_by_crc32 ON dat_files (crc32, size) WHERE crc32 IS NOT NULL;

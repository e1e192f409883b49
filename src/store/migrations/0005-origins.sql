-- Which images were made of which: by `jobId` of their provenance, which stays whatever becomes of name and place.
-- Kept by triggers from the provenance alone, so that a catalogue that is made anew from the sidecars has it again.
CREATE INDEX isos_by_image ON isos (iif(json_valid(provenance), provenance ->> '$.jobId', NULL));
CREATE TABLE iso_sources (
  iso_id INTEGER NOT NULL REFERENCES isos (id) ON DELETE CASCADE,
  source_image TEXT NOT NULL,
  PRIMARY KEY (iso_id, source_image)
) STRICT, WITHOUT ROWID;
CREATE INDEX iso_sources_by_source ON iso_sources (source_image);
CREATE TRIGGER iso_sources_insert AFTER INSERT ON isos WHEN json_valid(new.provenance) BEGIN
  INSERT OR IGNORE INTO iso_sources (iso_id, source_image)
    SELECT new.id, value ->> '$.jobId' FROM json_each(new.provenance, '$.origin.sources')
    WHERE value ->> '$.jobId' IS NOT NULL
    UNION
    SELECT new.id, new.provenance ->> '$.origin.from.jobId'
    WHERE new.provenance ->> '$.origin.from.jobId' IS NOT NULL;
END;
CREATE TRIGGER iso_sources_update AFTER UPDATE OF provenance ON isos WHEN old.provenance IS NOT new.provenance BEGIN
  DELETE FROM iso_sources WHERE iso_id = new.id;
  INSERT OR IGNORE INTO iso_sources (iso_id, source_image)
    SELECT new.id, value ->> '$.jobId' FROM json_each(iif(json_valid(new.provenance), new.provenance, '{}'), '$.origin.sources')
    WHERE value ->> '$.jobId' IS NOT NULL
    UNION
    SELECT new.id, iif(json_valid(new.provenance), new.provenance, '{}') ->> '$.origin.from.jobId'
    WHERE iif(json_valid(new.provenance), new.provenance, '{}') ->> '$.origin.from.jobId' IS NOT NULL;
END;

-- What images that were moved have left where they were (a JSON array): it is removed once the row knows the new place.
ALTER TABLE isos ADD COLUMN left_behind TEXT;

CREATE INDEX isos_left_behind ON isos (id) WHERE left_behind IS NOT NULL;

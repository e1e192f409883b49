-- Files of an image that are on their way into the trash, as they were before (JSON); NULL once all are there.
ALTER TABLE isos ADD COLUMN trashing TEXT;
CREATE INDEX isos_trashing ON isos (id) WHERE trashing IS NOT NULL;

-- Bytes that the files of a compressed image take; NULL for one that is not compressed. size, md5sum and sha256sum are
-- those of the content.
ALTER TABLE isos ADD COLUMN stored_size INTEGER;

-- All files of an image are looked at, not only its main one: what was seen of those with several is looked at anew.
UPDATE isos SET seen_size = NULL, seen_modified_ms = NULL
WHERE coalesce(iif(json_valid(provenance), provenance -> '$.companions', NULL), parts, '[]') <> '[]';

-- When the schedule last had it compared with its sums without a verdict since; NULL: there was one, or no such try.
ALTER TABLE isos ADD COLUMN verify_tried_at TEXT;
CREATE INDEX isos_by_try ON isos (verify_tried_at, id) WHERE verify_tried_at IS NOT NULL;

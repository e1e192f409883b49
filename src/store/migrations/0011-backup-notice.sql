-- Whoever hears of space that runs low hears of backups that fail.
UPDATE notify_channels SET events = json_insert(events, '$[#]', 'backup.failed') WHERE events LIKE '%"space.low"%';

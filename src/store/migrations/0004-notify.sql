-- Ways on which people are told of what happens. Addresses and names in "setup", the one secret of each (password, key,
-- token) sealed with the key file.
CREATE TABLE notify_channels (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  is_enabled INTEGER NOT NULL,
  -- Whether people may use it with an address of their own.
  is_offered INTEGER NOT NULL,
  language TEXT NOT NULL,
  events TEXT NOT NULL,
  setup TEXT NOT NULL,
  secret TEXT,
  created_at TEXT NOT NULL,
  -- Failures in a row, and when the receiver is tried again: it is one receiver for all that waits.
  failures INTEGER NOT NULL DEFAULT 0,
  retry_at TEXT,
  last_success_at TEXT,
  last_error_at TEXT,
  last_error TEXT
) STRICT;

-- What somebody wants to hear at an address of their own.
CREATE TABLE notify_subscriptions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  channel_id INTEGER NOT NULL REFERENCES notify_channels (id) ON DELETE CASCADE,
  target TEXT NOT NULL,
  is_enabled INTEGER NOT NULL,
  language TEXT NOT NULL,
  events TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX notify_subscriptions_by_user ON notify_subscriptions (user_id, id);
CREATE INDEX notify_subscriptions_by_channel ON notify_subscriptions (channel_id, id);

-- One row for each message and each address: what was delivered to one is not sent again because another was not.
CREATE TABLE notify_outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- The same in every attempt: by it receivers know what they have already.
  message_id TEXT NOT NULL UNIQUE,
  channel_id INTEGER NOT NULL REFERENCES notify_channels (id) ON DELETE CASCADE,
  subscription_id INTEGER REFERENCES notify_subscriptions (id) ON DELETE CASCADE,
  target TEXT NOT NULL,
  -- What happened: told once to each address, however often it is noticed.
  event_key TEXT NOT NULL,
  event TEXT NOT NULL,
  created_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given-up')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at TEXT NOT NULL,
  last_error TEXT,
  ended_at TEXT,
  UNIQUE (event_key, channel_id, target)
) STRICT;
CREATE INDEX notify_outbox_waiting ON notify_outbox (channel_id, id) WHERE state = 'waiting';
CREATE INDEX notify_outbox_by_state ON notify_outbox (state, id);
CREATE INDEX notify_outbox_by_channel ON notify_outbox (channel_id, id);
CREATE INDEX notify_outbox_by_subscription ON notify_outbox (subscription_id) WHERE subscription_id IS NOT NULL;
CREATE INDEX notify_outbox_by_end ON notify_outbox (ended_at) WHERE ended_at IS NOT NULL;

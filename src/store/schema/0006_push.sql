-- Web Push. Times are integer milliseconds since 1970 (UTC); booleans are 0 or 1.

-- Where an app wants to be told while it is not running. Goes with the token it was made with.
CREATE TABLE push_subscriptions (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, -- who is told
  token_id   INTEGER NOT NULL UNIQUE REFERENCES oauth_tokens (id) ON DELETE CASCADE,
  endpoint   TEXT    NOT NULL,                        -- URL of the push service
  p256dh     BLOB    NOT NULL,                        -- public key of the app: an uncompressed point, 65 bytes
  auth       BLOB    NOT NULL,                        -- shared with the app, 16 bytes
  standard   INTEGER NOT NULL CHECK (standard IN (0, 1)), -- RFC 8291 rather than its fourth draft
  alerts     INTEGER NOT NULL,                        -- bits: 1 << kind of notification, see store/notifications.rs
  policy     INTEGER NOT NULL CHECK (policy BETWEEN 0 AND 3), -- from: all, followed, followers, none
  language   TEXT    NOT NULL,                        -- of what is shown: en, fr
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX push_subscriptions_account ON push_subscriptions (account_id);

-- The key pair by which push services know this node (VAPID), as its private part. Made once: another one would
-- make every subscription useless.
CREATE TABLE vapid_keys (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  private BLOB    NOT NULL
) STRICT;

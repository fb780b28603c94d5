-- Notifications in groups, those of strangers apart, and private conversations.

-- The first notification of a group; by itself, its own id.
ALTER TABLE notifications ADD COLUMN group_id INTEGER NOT NULL DEFAULT 0;
-- Waits in the box of strangers.
ALTER TABLE notifications ADD COLUMN filtered INTEGER NOT NULL DEFAULT 0 CHECK (filtered IN (0, 1));
UPDATE notifications SET group_id = id;
CREATE INDEX notifications_group ON notifications (account_id, group_id, id);

-- What becomes of notifications by others: 0 accepted, 1 filtered, 2 dropped. No row: as store/notification_policies.rs has it.
CREATE TABLE notification_policies (
  account_id           INTEGER PRIMARY KEY REFERENCES owners (account_id) ON DELETE CASCADE,
  for_not_following    INTEGER NOT NULL CHECK (for_not_following BETWEEN 0 AND 2),
  for_not_followers    INTEGER NOT NULL CHECK (for_not_followers BETWEEN 0 AND 2),
  for_new_accounts     INTEGER NOT NULL CHECK (for_new_accounts BETWEEN 0 AND 2),
  for_private_mentions INTEGER NOT NULL CHECK (for_private_mentions BETWEEN 0 AND 2),
  for_limited_accounts INTEGER NOT NULL CHECK (for_limited_accounts BETWEEN 0 AND 2)
) STRICT;

-- Strangers who were let in.
CREATE TABLE notification_permissions (
  account_id INTEGER NOT NULL REFERENCES owners (account_id) ON DELETE CASCADE,
  from_id    INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  PRIMARY KEY (account_id, from_id)
) STRICT, WITHOUT ROWID;

-- Strangers who wait, one row each; what they have said are the filtered notifications.
CREATE TABLE notification_requests (
  id             INTEGER PRIMARY KEY,
  account_id     INTEGER NOT NULL REFERENCES owners (account_id) ON DELETE CASCADE,
  from_id        INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  last_status_id INTEGER,                             -- no reference: shown only while it is there
  created_ms     INTEGER NOT NULL,
  updated_ms     INTEGER NOT NULL,
  UNIQUE (account_id, from_id)
) STRICT;

-- A thread of direct posts, as one person of this node has it.
CREATE TABLE conversations (
  id             INTEGER PRIMARY KEY,
  account_id     INTEGER NOT NULL REFERENCES owners (account_id) ON DELETE CASCADE,
  last_status_id INTEGER NOT NULL,                    -- no reference: store/conversations.rs keeps it right
  unread         INTEGER NOT NULL CHECK (unread IN (0, 1))
) STRICT;
CREATE INDEX conversations_account ON conversations (account_id, last_status_id);

CREATE TABLE conversation_statuses (
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  status_id       INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
  PRIMARY KEY (conversation_id, status_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_statuses_status ON conversation_statuses (status_id);

-- Who takes part, beside the person themselves.
CREATE TABLE conversation_accounts (
  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  account_id      INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  PRIMARY KEY (conversation_id, account_id)
) STRICT, WITHOUT ROWID;

-- What a person of this node chooses to see, and of whom.

-- Whom they want to hear nothing of for a while. Unlike a block, the other does not notice.
CREATE TABLE mutes (
  account_id    INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  target_id     INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  notifications INTEGER NOT NULL DEFAULT 1 CHECK (notifications IN (0, 1)), -- these are muted as well
  expires_ms    INTEGER,                              -- a job ends it then; NULL: never
  created_ms    INTEGER NOT NULL,
  PRIMARY KEY (account_id, target_id)
) STRICT, WITHOUT ROWID;

-- Threads of which they want to hear no more: the first post of each that was here at the time.
CREATE TABLE muted_threads (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  status_id  INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
  PRIMARY KEY (account_id, status_id)
) STRICT, WITHOUT ROWID;

-- What they wrote down about somebody, for themselves alone.
CREATE TABLE account_notes (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  target_id  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  comment    TEXT    NOT NULL,
  PRIMARY KEY (account_id, target_id)
) STRICT, WITHOUT ROWID;

-- Whom they show on their profile.
CREATE TABLE endorsements (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  target_id  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, target_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE lists (
  id             INTEGER PRIMARY KEY,
  account_id     INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  title          TEXT    NOT NULL,
  replies_policy INTEGER NOT NULL DEFAULT 1 CHECK (replies_policy BETWEEN 0 AND 2), -- followed list none
  exclusive      INTEGER NOT NULL DEFAULT 0 CHECK (exclusive IN (0, 1)) -- its members are not in home
) STRICT;
CREATE INDEX lists_account ON lists (account_id);

CREATE TABLE list_accounts (
  list_id    INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, -- the member
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (list_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX list_accounts_account ON list_accounts (account_id);

-- Written when a post arrives, as `home` is.
CREATE TABLE list_statuses (
  list_id   INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
  status_id INTEGER NOT NULL,                         -- no reference, as in `home`
  PRIMARY KEY (list_id, status_id)
) STRICT, WITHOUT ROWID;

-- Hashtags whose posts come home, whoever wrote them.
CREATE TABLE followed_tags (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  tag_id     INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX followed_tags_tag ON followed_tags (tag_id);

-- Hashtags that they show on their profile.
CREATE TABLE featured_tags (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  tag_id     INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL,
  UNIQUE (account_id, tag_id)
) STRICT;

-- How far they have read, so that another device goes on there.
CREATE TABLE markers (
  account_id   INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  timeline     TEXT    NOT NULL CHECK (timeline IN ('home', 'notifications')),
  last_read_id INTEGER NOT NULL,
  version      INTEGER NOT NULL DEFAULT 1,            -- how often it was moved
  updated_ms   INTEGER NOT NULL,
  PRIMARY KEY (account_id, timeline)
) STRICT, WITHOUT ROWID;

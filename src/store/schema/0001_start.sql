-- The first schema. Times are integer milliseconds since 1970 (UTC); booleans are 0 or 1.
-- Rows that belong to a person of this node carry that person's account id.

-- What the owner can change, and what the node remembers about itself.
CREATE TABLE settings (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ── Other servers ────────────────────────────────────────────────────────────────────────────

CREATE TABLE hosts (
  id               INTEGER PRIMARY KEY,
  name             TEXT    NOT NULL UNIQUE,          -- authority as in URLs: lower case, punycode
  dialect          INTEGER NOT NULL DEFAULT 0,       -- how we sign to it: 0 draft-cavage, 1 RFC 9421
  dialect_until_ms INTEGER NOT NULL DEFAULT 0,       -- after this the dialect is only a guess again
  failures         INTEGER NOT NULL DEFAULT 0,       -- in a row, as a whole host
  failing_since_ms INTEGER,
  next_delivery_ms INTEGER,                          -- when its queue has something to do; NULL: empty
  last_contact_ms  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX hosts_due ON hosts (next_delivery_ms) WHERE next_delivery_ms IS NOT NULL;

CREATE TABLE inboxes (
  id      INTEGER PRIMARY KEY,
  host_id INTEGER NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
  url     TEXT    NOT NULL UNIQUE
) STRICT;

-- ── People ───────────────────────────────────────────────────────────────────────────────────

CREATE TABLE accounts (
  id                INTEGER PRIMARY KEY,
  uri               TEXT    NOT NULL UNIQUE,
  host_id           INTEGER REFERENCES hosts (id),   -- NULL: of this node
  kind              INTEGER NOT NULL DEFAULT 0 CHECK (kind BETWEEN 0 AND 4), -- Person Service Application Group Organization
  username          TEXT    NOT NULL,
  domain            TEXT    NOT NULL DEFAULT '',     -- of the handle; '': of this node
  display_name      TEXT    NOT NULL DEFAULT '',
  note_html         TEXT    NOT NULL DEFAULT '',
  url               TEXT    NOT NULL DEFAULT '',     -- '' means the URI
  avatar_url        TEXT    NOT NULL DEFAULT '',
  header_url        TEXT    NOT NULL DEFAULT '',
  fields_json       TEXT    NOT NULL DEFAULT '[]',   -- [[name, value_html], …]
  emojis_json       TEXT    NOT NULL DEFAULT '[]',   -- [[shortcode, url], …]
  also_known_as_json TEXT   NOT NULL DEFAULT '[]',
  inbox_id          INTEGER REFERENCES inboxes (id),
  shared_inbox_id   INTEGER REFERENCES inboxes (id),
  outbox_uri        TEXT    NOT NULL DEFAULT '',
  followers_uri     TEXT    NOT NULL DEFAULT '',
  following_uri     TEXT    NOT NULL DEFAULT '',
  featured_uri      TEXT    NOT NULL DEFAULT '',
  locked            INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
  discoverable      INTEGER NOT NULL DEFAULT 0 CHECK (discoverable IN (0, 1)),
  indexable         INTEGER NOT NULL DEFAULT 0 CHECK (indexable IN (0, 1)),
  hides_network     INTEGER NOT NULL DEFAULT 0 CHECK (hides_network IN (0, 1)), -- follower lists not shown
  handle_verified   INTEGER NOT NULL DEFAULT 0 CHECK (handle_verified IN (0, 1)), -- WebFinger agrees in both directions
  moved_to_uri      TEXT,
  moved_ms          INTEGER,
  gone              INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
  followers_count   INTEGER NOT NULL DEFAULT 0,
  following_count   INTEGER NOT NULL DEFAULT 0,
  statuses_count    INTEGER NOT NULL DEFAULT 0,
  last_status_ms    INTEGER,
  created_ms        INTEGER NOT NULL,
  fetched_ms        INTEGER NOT NULL DEFAULT 0,
  backfilled_ms     INTEGER,                         -- when its last posts were read from the outbox
  needed_ms         INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX accounts_handle ON accounts (username COLLATE NOCASE, domain);
CREATE INDEX accounts_host   ON accounts (host_id);

-- Public keys of everybody. Ours are here too, so that we can check what we sent.
CREATE TABLE keys (
  uri        TEXT    NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  kind       INTEGER NOT NULL CHECK (kind IN (0, 1)), -- 0 RSA, 1 Ed25519
  public     BLOB    NOT NULL,
  fetched_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_account ON keys (account_id);

-- Private keys of this node's own accounts.
CREATE TABLE private_keys (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  kind       INTEGER NOT NULL CHECK (kind IN (0, 1)),
  private    BLOB    NOT NULL,
  PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;

-- People who can sign in here.
CREATE TABLE owners (
  account_id         INTEGER PRIMARY KEY REFERENCES accounts (id),
  passphrase_hash    TEXT    NOT NULL,               -- argon2id in PHC form
  note_text          TEXT    NOT NULL DEFAULT '',    -- the profile text as typed
  fields_text_json   TEXT    NOT NULL DEFAULT '[]',
  default_visibility INTEGER NOT NULL DEFAULT 0 CHECK (default_visibility BETWEEN 0 AND 3),
  default_sensitive  INTEGER NOT NULL DEFAULT 0 CHECK (default_sensitive IN (0, 1)),
  default_language   TEXT    NOT NULL DEFAULT '',
  created_ms         INTEGER NOT NULL
) STRICT;

CREATE TABLE follows (
  id           INTEGER PRIMARY KEY,
  uri          TEXT    NOT NULL UNIQUE,
  follower_id  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  target_id    INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  accepted     INTEGER NOT NULL DEFAULT 0 CHECK (accepted IN (0, 1)),
  show_reblogs INTEGER NOT NULL DEFAULT 1 CHECK (show_reblogs IN (0, 1)),
  notify       INTEGER NOT NULL DEFAULT 0 CHECK (notify IN (0, 1)),
  created_ms   INTEGER NOT NULL,
  UNIQUE (follower_id, target_id)
) STRICT;
CREATE INDEX follows_target ON follows (target_id, accepted, id);

CREATE TABLE blocks (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, -- who blocks
  target_id  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, -- who is blocked
  uri        TEXT    NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX blocks_target ON blocks (target_id);

-- Servers that a person of this node wants nothing from; covers the subdomains.
CREATE TABLE domain_blocks (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  domain     TEXT    NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, domain)
) STRICT, WITHOUT ROWID;

-- ── Posts ────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE statuses (
  id                  INTEGER PRIMARY KEY,
  uri                 TEXT    NOT NULL UNIQUE,
  url                 TEXT,                           -- NULL: the URI
  account_id          INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  local               INTEGER NOT NULL DEFAULT 0 CHECK (local IN (0, 1)),
  reblog_of_id        INTEGER REFERENCES statuses (id) ON DELETE CASCADE,
  in_reply_to_id      INTEGER REFERENCES statuses (id) ON DELETE SET NULL,
  in_reply_to_uri     TEXT,                           -- only while that post is not here
  in_reply_to_account_id INTEGER,
  kind                INTEGER NOT NULL DEFAULT 0,     -- 0 Note, 1 Question, 2 anything else
  content_html        TEXT    NOT NULL DEFAULT '',
  spoiler_text        TEXT    NOT NULL DEFAULT '',
  source_text         TEXT,                           -- as typed; local posts only
  language            TEXT,
  sensitive           INTEGER NOT NULL DEFAULT 0 CHECK (sensitive IN (0, 1)),
  visibility          INTEGER NOT NULL DEFAULT 0 CHECK (visibility BETWEEN 0 AND 3), -- public unlisted followers direct
  emojis_json         TEXT,                           -- [[shortcode, url], …]
  policy_json         TEXT,                           -- interactionPolicy as the author sent it
  quote_of_id         INTEGER REFERENCES statuses (id) ON DELETE SET NULL,
  quote_uri           TEXT,
  quote_state         INTEGER NOT NULL DEFAULT 0 CHECK (quote_state BETWEEN 0 AND 4), -- none pending accepted rejected revoked
  quote_authorization_uri TEXT,
  app_id              INTEGER,                        -- which program wrote it; local posts only
  replies_count       INTEGER NOT NULL DEFAULT 0,
  reblogs_count       INTEGER NOT NULL DEFAULT 0,
  favourites_count    INTEGER NOT NULL DEFAULT 0,
  extras              INTEGER NOT NULL DEFAULT 0,     -- bits: 1 attachments, 2 mentions, 4 tags, 8 poll
  created_ms          INTEGER NOT NULL,
  edited_ms           INTEGER,
  replies_fetched_ms  INTEGER,                        -- when its replies were last looked for
  needed_ms           INTEGER NOT NULL DEFAULT 0      -- last use, to the day: what to drop first
) STRICT;
CREATE INDEX statuses_account ON statuses (account_id, id);
CREATE INDEX statuses_public  ON statuses (id) WHERE visibility = 0 AND reblog_of_id IS NULL;
CREATE INDEX statuses_reply   ON statuses (in_reply_to_id) WHERE in_reply_to_id IS NOT NULL;
CREATE INDEX statuses_orphan  ON statuses (in_reply_to_uri) WHERE in_reply_to_uri IS NOT NULL;
CREATE UNIQUE INDEX statuses_reblog ON statuses (reblog_of_id, account_id) WHERE reblog_of_id IS NOT NULL;
CREATE INDEX statuses_quote   ON statuses (quote_uri) WHERE quote_uri IS NOT NULL;
CREATE INDEX statuses_quoted  ON statuses (quote_of_id) WHERE quote_of_id IS NOT NULL;
CREATE INDEX statuses_stamp   ON statuses (quote_authorization_uri) WHERE quote_authorization_uri IS NOT NULL;

-- Remote objects as they came, compressed; the first thing to drop when space is short.
CREATE TABLE raw_objects (
  status_id INTEGER PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
  json_zstd BLOB NOT NULL
) STRICT;

CREATE TABLE status_edits (
  status_id    INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
  edited_ms    INTEGER NOT NULL,                      -- when this version was made
  content_html TEXT    NOT NULL,
  spoiler_text TEXT    NOT NULL,
  sensitive    INTEGER NOT NULL CHECK (sensitive IN (0, 1)),
  extras_json  TEXT    NOT NULL DEFAULT '{}',         -- attachments and poll options of this version
  PRIMARY KEY (status_id, edited_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
  status_id  INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  silent     INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1)), -- addressed without being named
  PRIMARY KEY (status_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_account ON mentions (account_id, status_id);

CREATE TABLE tags (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE                           -- lower case, without #
) STRICT;

CREATE TABLE status_tags (
  tag_id    INTEGER NOT NULL REFERENCES tags (id),
  status_id INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
  PRIMARY KEY (tag_id, status_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX status_tags_status ON status_tags (status_id);

-- Media by what is in them; several attachments may share a file.
CREATE TABLE files (
  sha256     BLOB    NOT NULL PRIMARY KEY,
  extension  TEXT    NOT NULL,
  size_bytes INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  needed_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attachments (
  id          INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  status_id   INTEGER REFERENCES statuses (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL DEFAULT 0,
  media_type  TEXT    NOT NULL DEFAULT '',
  sha256      BLOB    REFERENCES files (sha256),      -- NULL: not here (yet)
  preview_sha256 BLOB REFERENCES files (sha256),
  remote_url  TEXT,
  description TEXT    NOT NULL DEFAULT '',
  blurhash    TEXT,
  width       INTEGER,
  height      INTEGER,
  duration_ms INTEGER,
  focus_x     REAL,
  focus_y     REAL,
  created_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX attachments_status ON attachments (status_id, position) WHERE status_id IS NOT NULL;

CREATE TABLE polls (
  status_id    INTEGER PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
  multiple     INTEGER NOT NULL CHECK (multiple IN (0, 1)),
  hide_totals  INTEGER NOT NULL DEFAULT 0 CHECK (hide_totals IN (0, 1)),
  expires_ms   INTEGER,
  closed       INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
  voters_count INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE poll_options (
  status_id INTEGER NOT NULL REFERENCES polls (status_id) ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  title     TEXT    NOT NULL,
  votes     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (status_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE poll_votes (
  status_id  INTEGER NOT NULL REFERENCES polls (status_id) ON DELETE CASCADE,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  uri        TEXT,
  PRIMARY KEY (status_id, account_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE favourites (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  status_id  INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
  uri        TEXT    NOT NULL,
  emoji      TEXT,                                    -- FEP-c0e0: a Like with content
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, status_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX favourites_status ON favourites (status_id);
CREATE INDEX favourites_uri    ON favourites (uri);

CREATE TABLE bookmarks (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  status_id  INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, status_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bookmarks_status ON bookmarks (status_id);

-- Pinned posts of anybody (the `featured` collection).
CREATE TABLE pins (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  status_id  INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, status_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pins_status ON pins (status_id);

-- FEP-044f stamps that we gave for quotes of our posts.
CREATE TABLE quote_authorizations (
  id             INTEGER PRIMARY KEY,
  status_id      INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE, -- ours, quoted
  quoting_uri    TEXT    NOT NULL,
  revoked        INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1)),
  created_ms     INTEGER NOT NULL,
  UNIQUE (status_id, quoting_uri)
) STRICT;

-- What was deleted or undone, and by whom, so that a late copy does not bring it back. Of somebody else's
-- things nobody can say so.
CREATE TABLE tombstones (
  uri         TEXT    NOT NULL,
  account_id  INTEGER NOT NULL,                       -- no reference: accounts are never removed
  former_type TEXT    NOT NULL DEFAULT '',
  deleted_ms  INTEGER NOT NULL,
  PRIMARY KEY (uri, account_id)
) STRICT, WITHOUT ROWID;

-- ── What a person of this node sees ──────────────────────────────────────────────────────────

-- Written when a post arrives, so that reading costs the same however much is stored.
CREATE TABLE home (
  account_id INTEGER NOT NULL,                        -- the reader
  status_id  INTEGER NOT NULL,                        -- no reference: it would cost an index; statuses::delete clears it
  PRIMARY KEY (account_id, status_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE notifications (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, -- who is told
  kind       INTEGER NOT NULL,                        -- see store/notifications.rs
  from_id    INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  status_id  INTEGER REFERENCES statuses (id) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX notifications_account ON notifications (account_id, id);
CREATE INDEX notifications_status  ON notifications (status_id) WHERE status_id IS NOT NULL;
CREATE UNIQUE INDEX notifications_once ON notifications (account_id, from_id, kind, ifnull(status_id, 0));

CREATE TABLE reports (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, -- who is told
  from_id    INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  uri        TEXT    NOT NULL UNIQUE,
  comment    TEXT    NOT NULL DEFAULT '',
  objects_json TEXT  NOT NULL DEFAULT '[]',
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX reports_from ON reports (from_id);

-- ── Client programs ──────────────────────────────────────────────────────────────────────────

CREATE TABLE oauth_apps (
  id            INTEGER PRIMARY KEY,
  client_id     TEXT    NOT NULL UNIQUE,
  secret_hash   BLOB    NOT NULL,                     -- SHA-256
  name          TEXT    NOT NULL,
  website       TEXT,
  redirect_uris TEXT    NOT NULL,                     -- one a line, compared byte for byte
  scopes        TEXT    NOT NULL,
  created_ms    INTEGER NOT NULL
) STRICT;

CREATE TABLE oauth_codes (
  code_hash    BLOB    NOT NULL PRIMARY KEY,          -- SHA-256
  app_id       INTEGER NOT NULL REFERENCES oauth_apps (id) ON DELETE CASCADE,
  account_id   INTEGER NOT NULL REFERENCES owners (account_id) ON DELETE CASCADE,
  redirect_uri TEXT    NOT NULL,
  scopes       TEXT    NOT NULL,
  challenge    TEXT,                                  -- PKCE S256
  expires_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE oauth_tokens (
  id         INTEGER PRIMARY KEY,
  token_hash BLOB    NOT NULL UNIQUE,                 -- SHA-256
  app_id     INTEGER NOT NULL REFERENCES oauth_apps (id) ON DELETE CASCADE,
  account_id INTEGER REFERENCES owners (account_id) ON DELETE CASCADE, -- NULL: the app itself
  scopes     TEXT    NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE idempotency_keys (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  key        TEXT    NOT NULL,
  status_id  INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;

-- ── Work to do ───────────────────────────────────────────────────────────────────────────────

CREATE TABLE jobs (
  id         INTEGER PRIMARY KEY,
  body       TEXT    NOT NULL,                        -- the Job as JSON
  dedupe     TEXT    UNIQUE,                          -- the same work is not queued twice
  asked      INTEGER NOT NULL DEFAULT 1,              -- how often it was asked for: asked while it runs, it runs again
  run_at_ms  INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  failed     INTEGER NOT NULL DEFAULT 0 CHECK (failed IN (0, 1)), -- given up; kept for the owner to see
  error      TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX jobs_due ON jobs (run_at_ms) WHERE failed = 0;

-- An activity rendered once, for however many inboxes.
CREATE TABLE outgoing (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, -- who signs it
  status_id  INTEGER,                                 -- the post it is about; no reference: it may be a Delete
  json       TEXT    NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX outgoing_status ON outgoing (status_id) WHERE status_id IS NOT NULL;

-- One row per inbox: the queue, and afterwards the record of where a post arrived.
CREATE TABLE deliveries (
  id          INTEGER PRIMARY KEY,
  outgoing_id INTEGER NOT NULL REFERENCES outgoing (id) ON DELETE CASCADE,
  host_id     INTEGER NOT NULL REFERENCES hosts (id) ON DELETE CASCADE,
  inbox_id    INTEGER NOT NULL REFERENCES inboxes (id) ON DELETE CASCADE,
  state       INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2), -- waiting delivered failed
  attempts    INTEGER NOT NULL DEFAULT 0,
  next_ms     INTEGER NOT NULL,
  finished_ms INTEGER,
  error       TEXT,
  UNIQUE (outgoing_id, inbox_id)
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (host_id, next_ms) WHERE state = 0;

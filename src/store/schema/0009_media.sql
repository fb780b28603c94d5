-- Uploads, media of others that were looked at, and what pages behind links say of themselves.

ALTER TABLE attachments ADD COLUMN preview_width INTEGER;
ALTER TABLE attachments ADD COLUMN preview_height INTEGER;
-- Uploaded and not posted (yet).
CREATE INDEX attachments_loose ON attachments (created_ms) WHERE status_id IS NULL;
-- Who still needs a file.
CREATE INDEX attachments_file ON attachments (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX attachments_preview ON attachments (preview_sha256) WHERE preview_sha256 IS NOT NULL;

-- The files behind accounts.avatar_url and header_url of this node's people.
ALTER TABLE owners ADD COLUMN avatar_sha256 BLOB REFERENCES files (sha256);
ALTER TABLE owners ADD COLUMN header_sha256 BLOB REFERENCES files (sha256);

-- Media of other servers that somebody looked at; the files lie in `media/cache`. Can all be fetched again.
CREATE TABLE cached_files (
  name       BLOB    NOT NULL PRIMARY KEY,            -- SHA-256 of what was asked for
  extension  TEXT    NOT NULL,
  size_bytes INTEGER NOT NULL,
  used_ms    INTEGER NOT NULL,                        -- last use, to the day
  fetched_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cached_files_used ON cached_files (used_ms);

-- What pages behind links say of themselves. Can all be fetched again.
CREATE TABLE cards (
  id            INTEGER PRIMARY KEY,
  url           TEXT    NOT NULL UNIQUE,              -- as it stands in posts
  title         TEXT    NOT NULL DEFAULT '',          -- '': the page says nothing
  description   TEXT    NOT NULL DEFAULT '',
  kind          TEXT    NOT NULL DEFAULT 'link',      -- link or video
  author_name   TEXT    NOT NULL DEFAULT '',
  provider_name TEXT    NOT NULL DEFAULT '',
  language      TEXT,
  image_url     TEXT,
  image_description TEXT NOT NULL DEFAULT '',
  image_width   INTEGER,
  image_height  INTEGER,
  published_ms  INTEGER,
  fetched_ms    INTEGER NOT NULL
) STRICT;

-- Sets of people whom somebody elsewhere recommends (FEP-7aa9), as far as somebody here looked at them.
CREATE TABLE collections (
  id               INTEGER PRIMARY KEY,
  uri              TEXT    NOT NULL UNIQUE,
  url              TEXT,                              -- page for people
  account_id       INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  name             TEXT    NOT NULL,
  description_html TEXT    NOT NULL,
  language         TEXT,
  tag              TEXT,                              -- lower case and without #
  sensitive        INTEGER NOT NULL CHECK (sensitive IN (0, 1)),
  discoverable     INTEGER NOT NULL CHECK (discoverable IN (0, 1)),
  published_ms     INTEGER NOT NULL,
  updated_ms       INTEGER NOT NULL,
  fetched_ms       INTEGER NOT NULL
) STRICT;
CREATE INDEX collections_account ON collections (account_id, id);

-- Who is in them.
CREATE TABLE collection_items (
  id                INTEGER PRIMARY KEY,
  collection_id     INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
  position          INTEGER NOT NULL,
  object_uri        TEXT    NOT NULL,                 -- who it is
  authorization_uri TEXT    NOT NULL,                 -- where it says that they agree
  asked             INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1)), -- since the set was last read
  account_id        INTEGER REFERENCES accounts (id), -- if they agreed when last asked
  UNIQUE (collection_id, object_uri)
) STRICT;
CREATE INDEX collection_items_account ON collection_items (account_id) WHERE account_id IS NOT NULL;

-- When somebody here last looked at whom an account recommends.
ALTER TABLE accounts ADD COLUMN collections_read_ms INTEGER;

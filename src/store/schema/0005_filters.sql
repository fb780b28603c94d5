-- What people of this node do not want to see, or not at once.
CREATE TABLE filters (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  title      TEXT    NOT NULL,
  contexts   INTEGER NOT NULL,                        -- bits, see store/filters.rs
  action     INTEGER NOT NULL DEFAULT 0 CHECK (action BETWEEN 0 AND 2), -- warn hide blur
  expires_ms INTEGER                                  -- NULL: never
) STRICT;
CREATE INDEX filters_account ON filters (account_id);

CREATE TABLE filter_keywords (
  id         INTEGER PRIMARY KEY,
  filter_id  INTEGER NOT NULL REFERENCES filters (id) ON DELETE CASCADE,
  keyword    TEXT    NOT NULL,
  whole_word INTEGER NOT NULL DEFAULT 1 CHECK (whole_word IN (0, 1))
) STRICT;
CREATE INDEX filter_keywords_filter ON filter_keywords (filter_id);

CREATE TABLE filter_statuses (
  id        INTEGER PRIMARY KEY,
  filter_id INTEGER NOT NULL REFERENCES filters (id) ON DELETE CASCADE,
  status_id INTEGER NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
  UNIQUE (filter_id, status_id)
) STRICT;
CREATE INDEX filter_statuses_status ON filter_statuses (status_id);

-- Certificates, and what became of the orders for them.

-- Our account at each certificate authority. Losing it breaks DNS records that name the account.
CREATE TABLE acme_accounts (
  directory   TEXT NOT NULL PRIMARY KEY,             -- the authority's URL
  credentials TEXT NOT NULL,                         -- with the private key, as instant-acme writes them
  standing_record TEXT NOT NULL DEFAULT ''           -- for dns-persist-01, if the authority offers it
) STRICT, WITHOUT ROWID;

CREATE TABLE certificates (
  id            INTEGER PRIMARY KEY,
  host          TEXT    NOT NULL,
  directory     TEXT    NOT NULL,                    -- who issued it
  chain_pem     TEXT    NOT NULL,
  key_pem       TEXT    NOT NULL,
  not_before_ms INTEGER NOT NULL,
  not_after_ms  INTEGER NOT NULL,
  window_start_ms INTEGER,                           -- when the authority wants it renewed
  window_end_ms   INTEGER,
  renew_ms        INTEGER,                           -- our point inside that window
  ask_again_ms    INTEGER NOT NULL DEFAULT 0         -- when to ask for the window again
) STRICT;

-- One row for each order, written before the authority is asked for anything. The last few hundred.
CREATE TABLE certificate_attempts (
  id         INTEGER PRIMARY KEY,
  host       TEXT    NOT NULL,
  directory  TEXT    NOT NULL,
  rehearsal  INTEGER NOT NULL CHECK (rehearsal IN (0, 1)), -- at the authority's staging directory
  challenge  TEXT    NOT NULL DEFAULT '',            -- how we proved who we are: its name in RFC 8555
  started_ms INTEGER NOT NULL,
  ended_ms   INTEGER,                                -- NULL: under way, or the power went
  outcome    INTEGER NOT NULL DEFAULT 0 CHECK (outcome BETWEEN 0 AND 6), -- Open Good Unproven Limited Refused Down Early
  problem    TEXT    NOT NULL DEFAULT '',            -- the last part of the authority's problem type
  detail     TEXT    NOT NULL DEFAULT '',            -- its own words
  again_ms   INTEGER NOT NULL DEFAULT 0              -- the authority wants no order before this
) STRICT;

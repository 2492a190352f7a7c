-- The entries of a server's cache. Values of 128 bits are two numbers, the high and the low half: half of one is enough for an index.
PRAGMA application_id = 1380995651;

-- A project and a policy.
CREATE TABLE scopes (
  id INTEGER PRIMARY KEY,
  project TEXT NOT NULL,
  policy TEXT NOT NULL
);

-- AUTOINCREMENT: a number is never given again, since vectors go by it. Times are milliseconds since 1970; the checksum is over all other columns.
CREATE TABLE entries (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  scope INTEGER NOT NULL,
  exact_high INTEGER NOT NULL,
  exact_low INTEGER NOT NULL,
  partition_high INTEGER NOT NULL,
  partition_low INTEGER NOT NULL,
  source_high INTEGER NOT NULL,
  source_low INTEGER NOT NULL,
  at INTEGER NOT NULL,
  expires INTEGER,
  pinned INTEGER NOT NULL,
  quality REAL,
  text TEXT,
  checksum INTEGER NOT NULL
);

CREATE INDEX entries_by_exact ON entries (exact_high, at);
CREATE INDEX entries_by_source ON entries (source_high);
CREATE INDEX entries_by_scope ON entries (scope);

CREATE TABLE notes (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- What is hashed of an entry stands in columns; salts stand beside and are written over when what they cover is removed. gone is for finding only.
CREATE TABLE entries (
    sequence INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    project TEXT NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    digest BLOB NOT NULL,
    bodies BLOB,
    salt BLOB,
    bodies_salt BLOB,
    chain BLOB NOT NULL,
    gone INTEGER,
    detail TEXT,
    about BLOB
) STRICT;

CREATE INDEX entries_id ON entries (id);

CREATE TABLE tiles (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY,
    content TEXT NOT NULL,
    signature BLOB NOT NULL
) STRICT;

CREATE TABLE announcements (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    at INTEGER NOT NULL,
    content BLOB NOT NULL,
    seal BLOB NOT NULL
) STRICT;

CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;

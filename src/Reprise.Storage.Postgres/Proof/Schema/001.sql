-- What is hashed of an entry stands in columns; salts stand beside and are taken away when what they cover is removed. gone is for finding only.
CREATE TABLE reprise_proof_entries (
  sequence bigint PRIMARY KEY,
  kind smallint NOT NULL,
  project text NOT NULL,
  id uuid NOT NULL,
  at bigint NOT NULL,
  digest bytea NOT NULL,
  bodies bytea,
  salt bytea,
  bodies_salt bytea,
  chain bytea NOT NULL,
  gone bigint,
  detail text,
  about uuid
);

CREATE INDEX reprise_proof_entries_id ON reprise_proof_entries (id);

CREATE TABLE reprise_proof_tiles (
  level smallint NOT NULL,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (level, number)
);

CREATE TABLE reprise_proof_checkpoints (
  number bigint PRIMARY KEY,
  content text NOT NULL,
  signature bytea NOT NULL
);

CREATE TABLE reprise_proof_announcements (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner text NOT NULL,
  at bigint NOT NULL,
  content bytea NOT NULL,
  seal bytea NOT NULL
);

CREATE TABLE reprise_proof_head (
  one smallint PRIMARY KEY CHECK (one = 1),
  version bigint NOT NULL,
  content text NOT NULL,
  seal bytea NOT NULL
);

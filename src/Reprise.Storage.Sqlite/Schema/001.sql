-- Numbers for project names, so that rows and keys stay short.
CREATE TABLE projects (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- The combinations of column values that repeat from call to call (model, provider, status ...), each kept once. A JSON array, see Shape.
CREATE TABLE shapes (
  id INTEGER PRIMARY KEY,
  value TEXT NOT NULL
);

-- One row a call. Columns that aggregates and number filters read come first; costs are picodollars. Cost, quality, rating and flagged are as facts leave
-- them; what was recorded stands beside.
CREATE TABLE interactions (
  position INTEGER PRIMARY KEY,
  project INTEGER NOT NULL,
  shape INTEGER NOT NULL,
  latency_ms INTEGER,
  ttft_ms INTEGER,
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  total_tokens INTEGER,
  cached_tokens INTEGER,
  cache_write_tokens INTEGER,
  reasoning_tokens INTEGER,
  cost INTEGER,
  recorded_cost INTEGER,
  saved_cost INTEGER,
  quality REAL,
  recorded_quality REAL,
  rating REAL,
  flagged INTEGER NOT NULL DEFAULT 0,
  facts INTEGER NOT NULL DEFAULT 0,
  request_bytes INTEGER NOT NULL,
  response_bytes INTEGER NOT NULL,
  body INTEGER,
  id BLOB NOT NULL,
  session TEXT,
  user TEXT,
  trace TEXT,
  span TEXT,
  parent TEXT,
  ip TEXT,
  tags TEXT,
  operation TEXT,
  error_message TEXT,
  record_error TEXT,
  prompt_preview TEXT,
  content_preview TEXT,
  metadata TEXT,
  file_metadata TEXT,
  prompt_hash BLOB,
  input_hash BLOB,
  extra TEXT
);
CREATE UNIQUE INDEX interactions_id ON interactions (project, id);
CREATE INDEX interactions_facts ON interactions (project) WHERE facts > 0;
CREATE INDEX interactions_flagged ON interactions (project) WHERE flagged = 1;

-- Words, and one key a value for equality filters (see SearchKeys). Keeps no text: rowid is the position.
CREATE VIRTUAL TABLE search USING fts5 (text, content = '', columnsize = 0, tokenize = 'ascii');
-- Merging parts later, in larger steps, costs recording about a quarter less; idle maintenance merges the rest.
INSERT INTO search (search, rank) VALUES ('automerge', 16);

-- Positions of deleted interactions whose words are still to be taken out of the index; such a position is not used again before.
CREATE TABLE unindexed (
  position INTEGER PRIMARY KEY
);

CREATE TABLE facts (
  number INTEGER PRIMARY KEY,
  project INTEGER NOT NULL,
  id BLOB NOT NULL,
  interaction BLOB NOT NULL,
  kind INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  name TEXT,
  value REAL,
  text TEXT,
  author TEXT
);
CREATE UNIQUE INDEX facts_id ON facts (project, id);
CREATE INDEX facts_interaction ON facts (project, interaction);

-- The labels an interaction has by now, from its facts.
CREATE TABLE labels (
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (position, name)
) WITHOUT ROWID;

-- Segments of bodies, many compressed together. id = project << 40 | number of the first segment; the segments of a pack are numbered on from there.
CREATE TABLE packs (
  id INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  level INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  data BLOB NOT NULL
);
CREATE INDEX packs_fresh ON packs (id) WHERE level = 0;

-- Projects from which interactions were deleted since their packs were last swept.
CREATE TABLE sweeps (
  project INTEGER PRIMARY KEY,
  deletions INTEGER NOT NULL
);

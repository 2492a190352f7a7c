-- The tables of schema version 2 for one shard with several replicas, in a database of engine Replicated (see README.md). The same columns as Reprise makes by itself;
-- only the engines differ, and deduplication by token is Keeper's. Run once, before Reprise starts.
-- One row a call, bodies included: columns that are not asked for are not read, and one insert makes a batch visible as a whole. Costs are picodollars, text is
-- UTF-8, `words` are the search tokens between single spaces. `position` is time and id in one number, see ADR 4; `id` is 16 bytes, since ClickHouse sorts its
-- UUIDs by their second half. `batch` names the insert a row came with and its block number the order of inserts, by which servers that stored one id at once settle
-- which row stays; a merge that replaced rows by itself would keep the last one, while somebody takes that away. Block number and offset together let a small update be a
-- patch beside the parts.
CREATE TABLE IF NOT EXISTS interactions
(
  project LowCardinality(String),
  position Int64 CODEC(Delta, ZSTD(1)),
  id FixedString(16) CODEC(ZSTD(1)),
  batch FixedString(16) CODEC(ZSTD(1)),
  kind LowCardinality(String),
  status LowCardinality(String),
  name LowCardinality(Nullable(String)),
  provider LowCardinality(Nullable(String)),
  dialect LowCardinality(String),
  operation LowCardinality(Nullable(String)),
  model LowCardinality(Nullable(String)),
  response_model LowCardinality(Nullable(String)),
  http_status Nullable(Int32) CODEC(T64, ZSTD(1)),
  error_code LowCardinality(Nullable(String)),
  error_message Nullable(String) CODEC(ZSTD(1)),
  user Nullable(String) CODEC(ZSTD(1)),
  session Nullable(String) CODEC(ZSTD(1)),
  trace Nullable(String) CODEC(ZSTD(1)),
  span Nullable(String) CODEC(ZSTD(1)),
  parent Nullable(String) CODEC(ZSTD(1)),
  prompt_type LowCardinality(Nullable(String)),
  tags Array(String) CODEC(ZSTD(1)),
  metadata Nullable(String) CODEC(ZSTD(1)),
  metadata_values Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  file_metadata Nullable(String) CODEC(ZSTD(1)),
  ip Nullable(String) CODEC(ZSTD(1)),
  country LowCardinality(Nullable(String)),
  stream Bool,
  finish_reason LowCardinality(Nullable(String)),
  prompt_preview Nullable(String) CODEC(ZSTD(1)),
  content_preview Nullable(String) CODEC(ZSTD(1)),
  estimated Nullable(Bool),
  prompt_tokens Nullable(Int64) CODEC(T64, ZSTD(1)),
  completion_tokens Nullable(Int64) CODEC(T64, ZSTD(1)),
  total_tokens Nullable(Int64) CODEC(T64, ZSTD(1)),
  cached_tokens Nullable(Int64) CODEC(T64, ZSTD(1)),
  cache_write_tokens Nullable(Int64) CODEC(T64, ZSTD(1)),
  reasoning_tokens Nullable(Int64) CODEC(T64, ZSTD(1)),
  latency_ms Nullable(Int64) CODEC(T64, ZSTD(1)),
  ttft_ms Nullable(Int64) CODEC(T64, ZSTD(1)),
  cost Nullable(Int64) CODEC(T64, ZSTD(1)),
  saved_cost Nullable(Int64) CODEC(T64, ZSTD(1)),
  price_version LowCardinality(Nullable(String)),
  cache LowCardinality(Nullable(String)),
  cache_policy LowCardinality(Nullable(String)),
  cache_similarity Nullable(Float64) CODEC(ZSTD(1)),
  cache_source Nullable(FixedString(16)) CODEC(ZSTD(1)),
  cache_reason Nullable(String) CODEC(ZSTD(1)),
  input_hash Nullable(String) CODEC(ZSTD(1)),
  prompt_hash Nullable(String) CODEC(ZSTD(1)),
  quality Nullable(Float64) CODEC(ZSTD(1)),
  record_error Nullable(String) CODEC(ZSTD(1)),
  request_bytes Int64 CODEC(T64, ZSTD(1)),
  response_bytes Int64 CODEC(T64, ZSTD(1)),
  numbers Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
  words String CODEC(ZSTD(1)),
  body_bytes Int64 CODEC(T64, ZSTD(1)),
  request Nullable(String) CODEC(ZSTD(3)),
  request_type LowCardinality(Nullable(String)),
  request_encoding LowCardinality(Nullable(String)),
  request_chunks Array(Int32) CODEC(ZSTD(1)),
  response Nullable(String) CODEC(ZSTD(3)),
  response_type LowCardinality(Nullable(String)),
  response_encoding LowCardinality(Nullable(String)),
  response_chunks Array(Int32) CODEC(ZSTD(1)),
  response_headers Array(String) CODEC(ZSTD(1)),
  day Date32 DEFAULT toDate32(fromUnixTimestamp64Milli(bitShiftRight(position, 20), 'UTC')) CODEC(Delta, ZSTD(1)),
  INDEX id_range id TYPE minmax GRANULARITY 1,
  INDEX id_known id TYPE bloom_filter(0.0001) GRANULARITY 1,
  INDEX session_known session TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX trace_known trace TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX user_known user TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX prompt_hash_known prompt_hash TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX words_known words TYPE text(tokenizer = splitByNonAlpha)
)
ENGINE = ReplicatedMergeTree
PARTITION BY toYYYYMM(day)
PRIMARY KEY (project, position)
ORDER BY (project, position, id)
SETTINGS index_granularity_bytes = 4194304, enable_block_number_column = 1, enable_block_offset_column = 1, replicated_deduplication_window = 1000;

-- What was learned later. `cost` is a correction in picodollars and `label` a label's text, null where the label was taken away: read from the fact when it is
-- stored, so that queries fold facts by taking the latest.
CREATE TABLE IF NOT EXISTS facts
(
  project LowCardinality(String),
  interaction FixedString(16) CODEC(ZSTD(1)),
  id FixedString(16) CODEC(ZSTD(1)),
  kind LowCardinality(String),
  timestamp Int64 CODEC(Delta, ZSTD(1)),
  name LowCardinality(Nullable(String)),
  value Nullable(Float64) CODEC(ZSTD(1)),
  text Nullable(String) CODEC(ZSTD(1)),
  author LowCardinality(Nullable(String)),
  cost Nullable(Int64) CODEC(ZSTD(1)),
  label Nullable(String) CODEC(ZSTD(1)),
  INDEX id_known id TYPE bloom_filter(0.0001) GRANULARITY 1
)
ENGINE = ReplicatedReplacingMergeTree
ORDER BY (project, interaction, id)
SETTINGS replicated_deduplication_window = 1000;

-- What a call repeats, the prompt template behind it, and what the answer depends on beside the body.
ALTER TABLE interactions
  ADD COLUMN IF NOT EXISTS replay_of Nullable(FixedString(16)) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS replay_run Nullable(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS prompt_template LowCardinality(Nullable(String)),
  ADD COLUMN IF NOT EXISTS query Nullable(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS request_headers Array(String) CODEC(ZSTD(1)),
  ADD INDEX IF NOT EXISTS replay_of_known replay_of TYPE bloom_filter(0.01) GRANULARITY 1,
  ADD INDEX IF NOT EXISTS replay_run_known replay_run TYPE bloom_filter(0.01) GRANULARITY 1;

-- What privacy did before anything was stored and what scanning found: both notes whole as JSON, and beside them what filters ask for.
ALTER TABLE interactions
  ADD COLUMN IF NOT EXISTS sensitivity LowCardinality(Nullable(String)),
  ADD COLUMN IF NOT EXISTS injection_score Nullable(Float64) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS prompt_entropy Nullable(Float64) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS yara Array(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS secrets Array(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS suspicious Array(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS security_action LowCardinality(Nullable(String)),
  ADD COLUMN IF NOT EXISTS redacted Array(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS privacy_policy LowCardinality(Nullable(String)),
  ADD COLUMN IF NOT EXISTS notes Nullable(String) CODEC(ZSTD(1));

CREATE TABLE IF NOT EXISTS schema_versions (version Int64, applied DateTime DEFAULT now()) ENGINE = ReplicatedMergeTree ORDER BY version;

INSERT INTO schema_versions (version) VALUES (3);

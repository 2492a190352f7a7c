-- What a call repeats, the prompt template behind it, and what the answer depends on beside the body: the query string and some request headers, names and values
-- in turn.
ALTER TABLE interactions
  ADD COLUMN IF NOT EXISTS replay_of Nullable(FixedString(16)) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS replay_run Nullable(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS prompt_template LowCardinality(Nullable(String)),
  ADD COLUMN IF NOT EXISTS query Nullable(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS request_headers Array(String) CODEC(ZSTD(1)),
  ADD INDEX IF NOT EXISTS replay_of_known replay_of TYPE bloom_filter(0.01) GRANULARITY 1,
  ADD INDEX IF NOT EXISTS replay_run_known replay_run TYPE bloom_filter(0.01) GRANULARITY 1;

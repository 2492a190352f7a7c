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

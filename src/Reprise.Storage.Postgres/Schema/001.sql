-- Where an id stands in time, and the one place where an id is claimed: whoever inserts it first has stored it. A row without a position stands for an
-- interaction that has not come while facts about it have.
CREATE TABLE interaction_ids (
  project text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  position bigint,
  PRIMARY KEY (project, id)
);
CREATE INDEX interaction_ids_waiting ON interaction_ids (project, id) WHERE position IS NULL;

-- One row a call. Costs are picodollars (1e-12 USD). Cost, quality, rating, flagged and labels are as facts leave them; what was recorded stands beside.
-- The position is the time in milliseconds above 20 bits that tell interactions of one millisecond apart, so (timestamp, position) sorts as position does.
CREATE TABLE interactions (
  project text COLLATE "C" NOT NULL,
  "timestamp" timestamptz NOT NULL,
  position bigint NOT NULL,
  id uuid NOT NULL,
  latency_ms bigint,
  ttft_ms bigint,
  prompt_tokens bigint,
  completion_tokens bigint,
  total_tokens bigint,
  cached_tokens bigint,
  cache_write_tokens bigint,
  reasoning_tokens bigint,
  cost_pico bigint,
  recorded_cost_pico bigint,
  saved_cost_pico bigint,
  quality double precision,
  recorded_quality double precision,
  rating double precision,
  request_bytes bigint NOT NULL,
  response_bytes bigint NOT NULL,
  http_status integer,
  facts integer NOT NULL,
  request_form smallint,
  response_form smallint,
  flagged boolean NOT NULL,
  streamed boolean NOT NULL,
  estimated boolean,
  kind text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  name text COLLATE "C",
  provider text COLLATE "C",
  dialect text COLLATE "C" NOT NULL,
  operation text COLLATE "C",
  model text COLLATE "C",
  response_model text COLLATE "C",
  error_code text COLLATE "C",
  error_message text COLLATE "C",
  user_id text COLLATE "C",
  session_id text COLLATE "C",
  trace_id text COLLATE "C",
  span_id text COLLATE "C",
  parent_id text COLLATE "C",
  prompt_type text COLLATE "C",
  ip text COLLATE "C",
  ip_address inet,
  country text COLLATE "C",
  finish_reason text COLLATE "C",
  prompt_preview text COLLATE "C",
  content_preview text COLLATE "C",
  prompt_hash text COLLATE "C",
  input_hash text COLLATE "C",
  record_error text COLLATE "C",
  price_version text COLLATE "C",
  cache_status text COLLATE "C",
  cache_policy text COLLATE "C",
  tags jsonb,
  labels jsonb,
  metadata jsonb,
  metadata_values jsonb,
  metadata_text text COLLATE "C",
  file_metadata jsonb,
  file_metadata_text text COLLATE "C",
  extra jsonb,
  envelope bytea,
  request bytea,
  response bytea,
  search_text text COLLATE "C",
  words tsvector,
  PRIMARY KEY (project, "timestamp", position)
) PARTITION BY RANGE ("timestamp");

CREATE INDEX interactions_timestamp ON interactions ("timestamp");
-- Senders choose these values, and an index takes no long ones.
CREATE INDEX interactions_session ON interactions (project, session_id, "timestamp", position) WHERE length(session_id) <= 200;
CREATE INDEX interactions_user ON interactions (project, user_id, "timestamp", position) WHERE length(user_id) <= 200;
CREATE INDEX interactions_trace ON interactions (project, trace_id, "timestamp", position) WHERE length(trace_id) <= 200;
CREATE INDEX interactions_prompt ON interactions (project, prompt_hash, "timestamp", position) WHERE length(prompt_hash) <= 200;
CREATE INDEX interactions_troubled ON interactions (project, "timestamp", position) WHERE status <> 'success';
CREATE INDEX interactions_facts ON interactions (project, "timestamp", position) WHERE facts > 0;
CREATE INDEX interactions_tags ON interactions USING gin (tags) WHERE tags IS NOT NULL;
CREATE INDEX interactions_metadata ON interactions USING gin (metadata_values jsonb_path_ops) WHERE metadata_values IS NOT NULL;
CREATE INDEX interactions_words ON interactions USING gin (words) WHERE words IS NOT NULL;

CREATE TABLE facts (
  project text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  interaction uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  "timestamp" timestamptz NOT NULL,
  name text COLLATE "C",
  value double precision,
  text text COLLATE "C",
  author text COLLATE "C",
  PRIMARY KEY (project, id)
);
CREATE INDEX facts_interaction ON facts (project, interaction);

-- Each combination of the columns that come in few combinations, once. The id is half a SHA-256 of the values, so no server has to ask another for it.
CREATE TABLE shapes (
  project text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  name text COLLATE "C",
  provider text COLLATE "C",
  dialect text COLLATE "C" NOT NULL,
  model text COLLATE "C",
  response_model text COLLATE "C",
  http_status integer,
  error_code text COLLATE "C",
  prompt_type text COLLATE "C",
  streamed boolean NOT NULL,
  finish_reason text COLLATE "C",
  country text COLLATE "C",
  cache_status text COLLATE "C",
  estimated boolean,
  PRIMARY KEY (project, id)
);

-- Sums and histograms of the interactions of one shape in one minute (0), hour (1) or day (2); bucket is the number of that granule since 1970. Every batch adds
-- rows of its own, which nobody waits for; maintenance puts those of a bucket together under the batch of zeros. What a bucket has is the sum of its rows.
CREATE TABLE rollups (
  project text COLLATE "C" NOT NULL,
  granule smallint NOT NULL,
  bucket bigint NOT NULL,
  shape uuid NOT NULL,
  batch uuid NOT NULL,
  measure bytea NOT NULL,
  PRIMARY KEY (project, granule, bucket, shape, batch)
);
CREATE INDEX rollups_fresh ON rollups (project, granule, bucket) WHERE batch <> '00000000-0000-0000-0000-000000000000';

-- Hours whose rollups say too much, since interactions of them were deleted or corrected. They are answered from rows until maintenance made them anew.
CREATE TABLE rollup_gaps (
  project text COLLATE "C" NOT NULL,
  hour bigint NOT NULL,
  change uuid NOT NULL,
  changed timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project, hour, change)
);

-- Minutes are kept from that time on, in milliseconds since 1970; from the beginning where nothing is said.
CREATE TABLE rollup_minutes (
  project text COLLATE "C" PRIMARY KEY,
  minutes_from bigint NOT NULL
);

-- The table of seed 003, so that SQL and tools written for it go on working. A user who is no UUID gets one made of the name, the same each time. Bodies that
-- are no JSON appear as a JSON string, those that are no text not at all.
CREATE VIEW ai_interactions AS
SELECT
  i.id,
  i."timestamp",
  CASE i.request_form WHEN 2 THEN convert_from(i.request, 'UTF8')::jsonb WHEN 1 THEN to_jsonb(convert_from(i.request, 'UTF8')) END AS request,
  CASE i.response_form WHEN 2 THEN convert_from(i.response, 'UTF8')::jsonb WHEN 1 THEN to_jsonb(convert_from(i.response, 'UTF8')) END AS response,
  greatest(least(i.latency_ms, 2147483647), -2147483648)::integer AS latency_ms,
  coalesce(i.error_code, CASE WHEN i.status IN ('timeout', 'cancelled') THEN i.status END)::text AS error_code,
  i.error_message::text AS error_message,
  i.model::text AS model_name,
  CASE
    WHEN i.user_id ~ '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$' THEN i.user_id::uuid
    ELSE encode(substr(sha256(convert_to(i.user_id, 'UTF8')), 1, 16), 'hex')::uuid
  END AS user_id,
  i.file_metadata,
  (CASE i.status WHEN 'success' THEN 'success' ELSE 'error' END)::text AS status,
  i.prompt_hash::text AS prompt_hash,
  i.ip_address
FROM interactions AS i;

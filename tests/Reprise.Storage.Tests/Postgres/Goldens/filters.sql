-- 
true

-- refund
(i.words @@ $1::tsquery AND strpos(i.search_text, $2) > 0)
--   '~' | ('refund') |  refund 

-- -refund
(i.words IS NULL OR NOT (i.words @@ $1::tsquery AND strpos(i.search_text, $2) > 0))
--   '~' | ('refund') |  refund 

-- "refund policy"
(i.words @@ $1::tsquery AND strpos(i.search_text, $2) > 0)
--   '~' | ('refund' & 'policy') |  refund policy 

-- refun*
(i.words @@ $1::tsquery AND strpos(i.search_text, $2) > 0)
--   '~' | ('refun':*) |  refun

-- model:gpt-4o
(i.model = $1)
--   gpt-4o

-- -model:gpt-4o
(i.model IS NULL OR NOT (i.model = $1))
--   gpt-4o

-- model:gpt-4o status:error
((i.model = $1) AND (i.status = $2))
--   gpt-4o | error

-- session:s1
(i.session_id = $1 AND length(i.session_id) <= 200)
--   s1

-- -session:s1
(i.session_id IS NULL OR NOT (i.session_id = $1 AND length(i.session_id) <= 200))
--   s1

-- session:*
i.session_id IS NOT NULL

-- -session:*
i.session_id IS NULL

-- session:ab*
starts_with(i.session_id, $1)
--   ab

-- session:*AB*
(i.session_id ~ $1)
--   [Aa][Bb]

-- latency_ms>2000
(i.latency_ms > $1)
--   2000

-- -latency_ms>2000
(i.latency_ms IS NULL OR NOT (i.latency_ms > $1))
--   2000

-- latency_ms:1..2
((i.latency_ms >= $1) AND (i.latency_ms <= $2))
--   1 | 2

-- cost_usd>=0.01
(i.cost_pico >= $1)
--   10000000000

-- tag:nightly
(i.tags ? $1)
--   nightly

-- -tag:nightly
(i.tags IS NULL OR NOT i.tags ? $1)
--   nightly

-- tag:n*
EXISTS (SELECT 1 FROM jsonb_array_elements_text(i.tags) AS item WHERE starts_with(item, $1))
--   n

-- -tag:*
i.tags IS NULL

-- flagged:true
(i.flagged = $1)
--   True

-- -flagged:true
(i.flagged IS NULL OR NOT (i.flagged = $1))
--   True

-- rating<0
(i.rating < $1)
--   0

-- label:topic
(i.labels ? $1)
--   topic

-- label.topic:billing
(i.labels @> $1::jsonb)
--   {"topic":"billing"}

-- -label.topic:*
(i.labels IS NULL OR NOT i.labels ? $1)
--   topic

-- metadata.customer:acme
(i.metadata_values @> $1::jsonb)
--   {"customer":"acme"}

-- -metadata.customer:*
(i.metadata_values IS NULL OR NOT i.metadata_values ? $1)
--   customer

-- since:2026-03-14
i.position BETWEEN $1 AND $2
--   1859593332326400000 | 9223372036854775807

-- before:2026-03-14
i.position BETWEEN $1 AND $2
--   0 | 1859593332326399999

-- id:01980000-0000-7000-8000-000000000000
i.id = $1
--   01980000-0000-7000-8000-000000000000

-- prompt_hash:abc
(i.prompt_hash = $1 AND length(i.prompt_hash) <= 200)
--   abc

-- replay_run:nightly
((i.extra ->> 'replay_run' COLLATE "C") = $1 AND length((i.extra ->> 'replay_run' COLLATE "C")) <= 200)
--   nightly

-- -replay_run:nightly
((i.extra ->> 'replay_run' COLLATE "C") IS NULL OR NOT ((i.extra ->> 'replay_run' COLLATE "C") = $1 AND length((i.extra ->> 'replay_run' COLLATE "C")) <= 200))
--   nightly

-- replay_run:*
(i.extra ->> 'replay_run' COLLATE "C") IS NOT NULL

-- replay_of:01980000-0000-7000-8000-000000000000
((i.extra ->> 'replay_of' COLLATE "C") = $1 AND length((i.extra ->> 'replay_of' COLLATE "C")) <= 200)
--   01980000-0000-7000-8000-000000000000

-- prompt_template:support@*
starts_with((i.extra ->> 'prompt_template' COLLATE "C"), $1)
--   support@

-- sensitivity:restricted
((i.extra -> 'security' ->> 'sensitivity_level' COLLATE "C") = $1)
--   restricted

-- -sensitivity:restricted
((i.extra -> 'security' ->> 'sensitivity_level' COLLATE "C") IS NULL OR NOT ((i.extra -> 'security' ->> 'sensitivity_level' COLLATE "C") = $1))
--   restricted

-- injection_score>=0.5
((i.extra -> 'security' ->> 'injection_score')::float8 >= $1)
--   0.5

-- prompt_entropy<4
((i.extra -> 'security' ->> 'prompt_entropy')::float8 < $1)
--   4

-- yara:"a:b"
((i.extra -> 'security' -> 'yara_matches') ? $1)
--   a:b

-- -yara:a*
NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text((i.extra -> 'security' -> 'yara_matches')) AS item WHERE starts_with(item, $1))
--   a

-- secret:*
(i.extra -> 'security' -> 'secrets') IS NOT NULL

-- -token:*
(i.extra -> 'security' -> 'token_inspection_result' -> 'suspicious') IS NULL

-- redacted:email
((i.extra -> 'privacy' -> 'counts') ? $1)
--   email

-- redacted:em*
EXISTS (SELECT 1 FROM jsonb_object_keys((i.extra -> 'privacy' -> 'counts')) AS item WHERE starts_with(item, $1))
--   em

-- -redacted:*
(i.extra -> 'privacy' -> 'counts') IS NULL

-- security_action:block
((i.extra -> 'security' ->> 'action' COLLATE "C") = $1)
--   block

-- privacy_policy:strict@*
starts_with((i.extra -> 'privacy' ->> 'policy' COLLATE "C"), $1)
--   strict@

-- refund model:gpt-4o OR latency_ms>5
(((i.words @@ $1::tsquery AND strpos(i.search_text, $2) > 0) AND (i.model = $3)) OR (i.latency_ms > $4))
--   '~' | ('refund') |  refund  | gpt-4o | 5

-- refund (user:ann OR user:bob) -tag:eu
((i.words @@ $1::tsquery AND strpos(i.search_text, $2) > 0) AND ((i.user_id = $3 AND length(i.user_id) <= 200) OR (i.user_id = $4 AND length(i.user_id) <= 200)) AND (i.tags IS NULL OR NOT i.tags ? $5))
--   '~' | ('refund') |  refund  | ann | bob | eu

-- session:"x'); DROP TABLE interactions --"
(i.session_id = $1 AND length(i.session_id) <= 200)
--   x'); DROP TABLE interactions --


-- 
1
--   index: none

-- refund
i.position IN (SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3)
--   "refund" | 10 | 20
--   index: "refund"

-- -refund
i.position NOT IN (SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3)
--   "refund" | 10 | 20
--   index: none

-- "refund policy"
i.position IN (SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3)
--   "refund policy" | 10 | 20
--   index: "refund policy"

-- refun*
i.position IN (SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3)
--   "refun"* | 10 | 20
--   index: "refun"*

-- model:gpt-4o
i.shape IN (SELECT value FROM json_each(?1))
--   [0,1]
--   index: none

-- -model:gpt-4o
i.shape IN (SELECT value FROM json_each(?1))
--   [2]
--   index: none

-- model:gpt-4o status:error
i.shape IN (SELECT value FROM json_each(?1))
--   [1]
--   index: none

-- session:s1
(i.session = ?1)
--   s1
--   index: "smhsn4l29"

-- -session:s1
(i.session IS NULL OR NOT (i.session = ?1))
--   s1
--   index: none

-- session:*
i.session IS NOT NULL
--   index: none

-- -session:*
i.session IS NULL
--   index: none

-- session:ab*
(i.session >= ?1 AND i.session < ?2)
--   ab | ac
--   index: none

-- session:*AB*
contains_fold(i.session, ?1)
--   AB
--   index: none

-- latency_ms>2000
(i.latency_ms > ?1)
--   2000
--   index: none

-- -latency_ms>2000
(i.latency_ms IS NULL OR NOT (i.latency_ms > ?1))
--   2000
--   index: none

-- latency_ms:1..2
((i.latency_ms >= ?1) AND (i.latency_ms <= ?2))
--   1 | 2
--   index: none

-- cost_usd>=0.01
(i.cost >= ?1)
--   10000000000
--   index: none

-- tag:nightly
(i.tags IS NOT NULL AND instr(i.tags, ?1) > 0)
--   "nightly"
--   index: "g3rlpa308"

-- -tag:nightly
(i.tags IS NULL OR instr(i.tags, ?1) = 0)
--   "nightly"
--   index: none

-- tag:n*
EXISTS (SELECT 1 FROM json_each(i.tags) AS t WHERE (t.value >= ?1 AND t.value < ?2))
--   n | o
--   index: none

-- -tag:*
NOT EXISTS (SELECT 1 FROM json_each(i.tags) AS t WHERE 1)
--   index: none

-- flagged:true
i.flagged = ?1
--   True
--   index: none

-- -flagged:true
i.flagged = ?1
--   False
--   index: none

-- rating<0
(i.rating < ?1)
--   0
--   index: none

-- label:topic
EXISTS (SELECT 1 FROM labels AS l WHERE l.position = i.position AND (l.name = ?1))
--   topic
--   index: none

-- label.topic:billing
EXISTS (SELECT 1 FROM labels AS l WHERE l.position = i.position AND l.name = ?1 AND (l.value = ?2))
--   topic | billing
--   index: none

-- -label.topic:*
NOT EXISTS (SELECT 1 FROM labels AS l WHERE l.position = i.position AND l.name = ?1)
--   topic
--   index: none

-- metadata.customer:acme
EXISTS (SELECT 1 FROM (SELECT metadata_value(i.metadata, ?1) AS value) AS m WHERE (m.value = ?2))
--   customer | acme
--   index: "mn99kkarl"

-- -metadata.customer:*
NOT EXISTS (SELECT 1 FROM (SELECT metadata_value(i.metadata, ?1) AS value) AS m WHERE m.value IS NOT NULL)
--   customer
--   index: none

-- since:2026-03-14
i.position BETWEEN ?1 AND ?2
--   1859593332326400000 | 9223372036854775807
--   index: none

-- before:2026-03-14
i.position BETWEEN ?1 AND ?2
--   0 | 1859593332326399999
--   index: none

-- id:01980000-0000-7000-8000-000000000000
(i.project = ?1 AND i.id = ?2)
--   1 | 01980000000070008000000000000000
--   index: none

-- prompt_hash:abc
((CASE typeof(i.prompt_hash) WHEN 'blob' THEN lower(hex(i.prompt_hash)) ELSE i.prompt_hash END) = ?1)
--   abc
--   index: "hfijqvfkj"

-- replay_run:nightly
(metadata_value(i.extra, 'replay_run') = ?1)
--   nightly
--   index: "np0p9oiu1"

-- -replay_run:nightly
(metadata_value(i.extra, 'replay_run') IS NULL OR NOT (metadata_value(i.extra, 'replay_run') = ?1))
--   nightly
--   index: none

-- replay_run:*
metadata_value(i.extra, 'replay_run') IS NOT NULL
--   index: none

-- replay_of:01980000-0000-7000-8000-000000000000
(metadata_value(i.extra, 'replay_of') = ?1)
--   01980000-0000-7000-8000-000000000000
--   index: "ogo1dug1d"

-- prompt_template:support@*
(metadata_value(i.extra, 'prompt_template') >= ?1 AND metadata_value(i.extra, 'prompt_template') < ?2)
--   support@ | supportA
--   index: none

-- sensitivity:restricted
(metadata_value(i.extra -> '$.security', 'sensitivity_level') = ?1)
--   restricted
--   index: "y3ifue5sf"

-- -sensitivity:restricted
(metadata_value(i.extra -> '$.security', 'sensitivity_level') IS NULL OR NOT (metadata_value(i.extra -> '$.security', 'sensitivity_level') = ?1))
--   restricted
--   index: none

-- injection_score>=0.5
(number_value(i.extra -> '$.security', 'injection_score') >= ?1)
--   0.5
--   index: none

-- prompt_entropy<4
(number_value(i.extra -> '$.security', 'prompt_entropy') < ?1)
--   4
--   index: none

-- yara:"a:b"
(i.extra -> '$.security.yara_matches' IS NOT NULL AND instr(i.extra -> '$.security.yara_matches', ?1) > 0)
--   "a:b"
--   index: "reoulvinl"

-- -yara:a*
NOT EXISTS (SELECT 1 FROM json_each(i.extra, '$.security.yara_matches') AS t WHERE (t.value >= ?1 AND t.value < ?2))
--   a | b
--   index: none

-- secret:*
EXISTS (SELECT 1 FROM json_each(i.extra, '$.security.secrets') AS t WHERE 1)
--   index: none

-- -token:*
NOT EXISTS (SELECT 1 FROM json_each(i.extra, '$.security.token_inspection_result.suspicious') AS t WHERE 1)
--   index: none

-- redacted:email
(i.extra -> '$.privacy.counts' IS NOT NULL AND instr(i.extra -> '$.privacy.counts', ?1) > 0)
--   "email":
--   index: "d5v7ci61a"

-- redacted:em*
EXISTS (SELECT 1 FROM json_each(i.extra, '$.privacy.counts') AS t WHERE (t.key >= ?1 AND t.key < ?2))
--   em | en
--   index: none

-- -redacted:*
NOT EXISTS (SELECT 1 FROM json_each(i.extra, '$.privacy.counts') AS t WHERE 1)
--   index: none

-- security_action:block
(metadata_value(i.extra -> '$.security', 'action') = ?1)
--   block
--   index: "a9mm2e98j"

-- privacy_policy:strict@*
(metadata_value(i.extra -> '$.privacy', 'policy') >= ?1 AND metadata_value(i.extra -> '$.privacy', 'policy') < ?2)
--   strict@ | strictA
--   index: none

-- refund model:gpt-4o OR latency_ms>5
((i.position IN (SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3) AND i.shape IN (SELECT value FROM json_each(?4))) OR (i.latency_ms > ?5))
--   "refund" | 10 | 20 | [0,1] | 5
--   index: none

-- refund (user:ann OR user:bob) -tag:eu
(i.position IN (SELECT rowid FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3) AND ((i.user = ?4) OR (i.user = ?5)) AND (i.tags IS NULL OR instr(i.tags, ?6) = 0))
--   "refund" | 10 | 20 | ann | bob | "eu"
--   index: ("refund" AND ("umtfanjgr" OR "uan4kkd3p"))

-- session:"x'); DROP TABLE interactions --"
(i.session = ?1)
--   x'); DROP TABLE interactions --
--   index: "saf0am2rj"


-- 
project = 'default'

-- refund
project = 'default' AND ((hasAllTokens(words, ['refund'])))

-- -refund
project = 'default' AND (NOT (hasAllTokens(words, ['refund'])))

-- "refund policy"
project = 'default' AND ((hasAllTokens(words, ['refund', 'policy']) AND position(words, ' refund policy ') > 0))

-- refun*
project = 'default' AND ((words LIKE '%refun%' AND position(words, ' refun') > 0))

-- "the refund pol"*
project = 'default' AND ((hasAllTokens(words, ['the', 'refund']) AND position(words, ' the refund pol') > 0))

-- a*
project = 'default' AND ((position(words, ' a') > 0))

-- model:gpt-4o
project = 'default' AND (model = 'gpt-4o')

-- -model:gpt-4o
project = 'default' AND ((model IS NULL OR NOT (model = 'gpt-4o')))

-- model:gpt-4o status:error
project = 'default' AND ((model = 'gpt-4o' AND status = 'error'))

-- session:s1
project = 'default' AND (session = 's1')

-- -session:s1
project = 'default' AND ((session IS NULL OR NOT (session = 's1')))

-- session:*
project = 'default' AND (session IS NOT NULL)

-- -session:*
project = 'default' AND (session IS NULL)

-- session:ab*
project = 'default' AND (startsWith(session, 'ab'))

-- session:*AB*
project = 'default' AND (positionCaseInsensitive(session, 'AB') > 0)

-- session:*Ärger*
project = 'default' AND (match(session, '(?s)[\\x{C4}\\x{E4}][\\x{72}\\x{52}][\\x{67}\\x{47}][\\x{65}\\x{45}][\\x{72}\\x{52}]'))

-- latency_ms>2000
project = 'default' AND (toFloat64(latency_ms) > 2000)

-- -latency_ms>2000
project = 'default' AND ((latency_ms IS NULL OR NOT (toFloat64(latency_ms) > 2000)))

-- latency_ms:1..2
project = 'default' AND ((toFloat64(latency_ms) >= 1 AND toFloat64(latency_ms) <= 2))

-- cost_usd>=0.01
project = 'default' AND ((id IN (SELECT interaction FROM (SELECT interaction, argMax(assumeNotNull(cost), (timestamp, id)) AS folded FROM facts WHERE project = 'default' AND kind = 'correction' AND cost IS NOT NULL GROUP BY interaction) WHERE folded >= 10000000000) OR (id NOT IN (SELECT interaction FROM (SELECT interaction, argMax(assumeNotNull(cost), (timestamp, id)) AS folded FROM facts WHERE project = 'default' AND kind = 'correction' AND cost IS NOT NULL GROUP BY interaction)) AND cost >= 10000000000)))

-- -cost_usd:*
project = 'default' AND ((cost IS NULL AND id NOT IN (SELECT interaction FROM (SELECT interaction, argMax(assumeNotNull(cost), (timestamp, id)) AS folded FROM facts WHERE project = 'default' AND kind = 'correction' AND cost IS NOT NULL GROUP BY interaction))))

-- saved_cost_usd<1e300
project = 'default' AND (toFloat64(saved_cost) < Infinity)

-- quality>0.8
project = 'default' AND ((id IN (SELECT interaction FROM (SELECT interaction, argMax(assumeNotNull(value), (timestamp, id)) AS folded FROM facts WHERE project = 'default' AND kind = 'evaluation' AND name = 'quality_score' AND value IS NOT NULL GROUP BY interaction) WHERE toFloat64(folded) > 0.8) OR (id NOT IN (SELECT interaction FROM (SELECT interaction, argMax(assumeNotNull(value), (timestamp, id)) AS folded FROM facts WHERE project = 'default' AND kind = 'evaluation' AND name = 'quality_score' AND value IS NOT NULL GROUP BY interaction)) AND toFloat64(quality) > 0.8)))

-- -quality>0.8
project = 'default' AND ((id NOT IN (SELECT interaction FROM (SELECT interaction, argMax(assumeNotNull(value), (timestamp, id)) AS folded FROM facts WHERE project = 'default' AND kind = 'evaluation' AND name = 'quality_score' AND value IS NOT NULL GROUP BY interaction) WHERE toFloat64(folded) > 0.8) AND (id IN (SELECT interaction FROM (SELECT interaction, argMax(assumeNotNull(value), (timestamp, id)) AS folded FROM facts WHERE project = 'default' AND kind = 'evaluation' AND name = 'quality_score' AND value IS NOT NULL GROUP BY interaction)) OR (quality IS NULL OR NOT (toFloat64(quality) > 0.8)))))

-- tag:nightly
project = 'default' AND (has(tags, 'nightly'))

-- -tag:nightly
project = 'default' AND (NOT has(tags, 'nightly'))

-- tag:n*
project = 'default' AND (arrayExists(one -> startsWith(one, 'n'), tags))

-- -tag:*
project = 'default' AND (NOT notEmpty(tags))

-- flagged:true
project = 'default' AND (id IN (SELECT interaction FROM (SELECT interaction, argMax(ifNull(value != 0, true), (timestamp, id)) AS up FROM facts WHERE project = 'default' AND kind = 'flag' GROUP BY interaction, ifNull(name, '')) WHERE up))

-- -flagged:true
project = 'default' AND (id NOT IN (SELECT interaction FROM (SELECT interaction, argMax(ifNull(value != 0, true), (timestamp, id)) AS up FROM facts WHERE project = 'default' AND kind = 'flag' GROUP BY interaction, ifNull(name, '')) WHERE up))

-- rating<0
project = 'default' AND (id IN (SELECT interaction FROM (SELECT interaction, argMax(assumeNotNull(value), (timestamp, id)) AS folded FROM facts WHERE project = 'default' AND kind = 'feedback' AND value IS NOT NULL GROUP BY interaction) WHERE toFloat64(folded) < 0))

-- -rating:*
project = 'default' AND (id NOT IN (SELECT interaction FROM (SELECT interaction, argMax(assumeNotNull(value), (timestamp, id)) AS folded FROM facts WHERE project = 'default' AND kind = 'feedback' AND value IS NOT NULL GROUP BY interaction)))

-- label:topic
project = 'default' AND (id IN (SELECT interaction FROM (SELECT interaction, assumeNotNull(name) AS label_name, assumeNotNull(latest.1) AS folded FROM (SELECT interaction, name, argMax(tuple(label), (timestamp, id)) AS latest FROM facts WHERE project = 'default' AND kind = 'label' AND name IS NOT NULL GROUP BY interaction, name) WHERE latest.1 IS NOT NULL) WHERE label_name = 'topic'))

-- label.topic:billing
project = 'default' AND (id IN (SELECT interaction FROM (SELECT interaction, assumeNotNull(name) AS label_name, assumeNotNull(latest.1) AS folded FROM (SELECT interaction, name, argMax(tuple(label), (timestamp, id)) AS latest FROM facts WHERE project = 'default' AND kind = 'label' AND name = 'topic' GROUP BY interaction, name) WHERE latest.1 IS NOT NULL) WHERE folded = 'billing'))

-- -label.topic:*
project = 'default' AND (id NOT IN (SELECT interaction FROM (SELECT interaction, assumeNotNull(name) AS label_name, assumeNotNull(latest.1) AS folded FROM (SELECT interaction, name, argMax(tuple(label), (timestamp, id)) AS latest FROM facts WHERE project = 'default' AND kind = 'label' AND name = 'topic' GROUP BY interaction, name) WHERE latest.1 IS NOT NULL)))

-- metadata.customer:acme
project = 'default' AND ((mapContains(metadata_values, 'customer') AND metadata_values['customer'] = 'acme'))

-- -metadata.customer:*
project = 'default' AND (NOT mapContains(metadata_values, 'customer'))

-- stream:true
project = 'default' AND (stream = true)

-- estimated:false
project = 'default' AND (estimated = false)

-- since:2026-03-14
project = 'default' AND (position BETWEEN 1859593332326400000 AND 9223372036854775807)

-- -before:2026-03-14
project = 'default' AND (position NOT BETWEEN 0 AND 1859593332326399999)

-- id:01980000-0000-7000-8000-000000000000
project = 'default' AND ((id = '\x01\x98\x00\x00\x00\x00\x70\x00\x80\x00\x00\x00\x00\x00\x00\x00'))

-- id:0198*
project = 'default' AND ((startsWith(replaceRegexpOne(lower(hex(id)), '^(.{8})(.{4})(.{4})(.{4})', '\\1-\\2-\\3-\\4-'), '0198')))

-- id:nonsense
project = 'default' AND ((0))

-- replay_run:nightly
project = 'default' AND (replay_run = 'nightly')

-- -replay_run:*
project = 'default' AND (replay_run IS NULL)

-- replay_of:01980000-0000-7000-8000-000000000000
project = 'default' AND (replay_of = '\x01\x98\x00\x00\x00\x00\x70\x00\x80\x00\x00\x00\x00\x00\x00\x00')

-- -replay_of:nonsense
project = 'default' AND ((replaceRegexpOne(lower(hex(replay_of)), '^(.{8})(.{4})(.{4})(.{4})', '\\1-\\2-\\3-\\4-') IS NULL OR NOT (0)))

-- replay_of:0198*
project = 'default' AND (startsWith(replaceRegexpOne(lower(hex(replay_of)), '^(.{8})(.{4})(.{4})(.{4})', '\\1-\\2-\\3-\\4-'), '0198'))

-- prompt_template:support@*
project = 'default' AND (startsWith(prompt_template, 'support@'))

-- sensitivity:restricted
project = 'default' AND (sensitivity = 'restricted')

-- -sensitivity:restricted
project = 'default' AND ((sensitivity IS NULL OR NOT (sensitivity = 'restricted')))

-- injection_score>=0.5
project = 'default' AND (toFloat64(injection_score) >= 0.5)

-- prompt_entropy<4
project = 'default' AND (toFloat64(prompt_entropy) < 4)

-- yara:"a:b"
project = 'default' AND (has(yara, 'a:b'))

-- -yara:a*
project = 'default' AND (NOT arrayExists(one -> startsWith(one, 'a'), yara))

-- secret:*
project = 'default' AND (notEmpty(secrets))

-- -token:*
project = 'default' AND (NOT notEmpty(suspicious))

-- redacted:email
project = 'default' AND (has(redacted, 'email'))

-- redacted:em*
project = 'default' AND (arrayExists(one -> startsWith(one, 'em'), redacted))

-- -redacted:*
project = 'default' AND (NOT notEmpty(redacted))

-- security_action:block
project = 'default' AND (security_action = 'block')

-- privacy_policy:strict@*
project = 'default' AND (startsWith(privacy_policy, 'strict@'))

-- refund model:gpt-4o OR latency_ms>5
project = 'default' AND ((((hasAllTokens(words, ['refund'])) AND model = 'gpt-4o') OR toFloat64(latency_ms) > 5))

-- refund (user:ann OR user:bob) -tag:eu
project = 'default' AND (((hasAllTokens(words, ['refund'])) AND (user = 'ann' OR user = 'bob') AND NOT has(tags, 'eu')))

-- -(session:a OR latency_ms>5)
project = 'default' AND (((session IS NULL OR NOT (session = 'a')) AND (latency_ms IS NULL OR NOT (toFloat64(latency_ms) > 5))))

-- session:"x'); DROP TABLE interactions --"
project = 'default' AND (session = 'x\'); DROP TABLE interactions --')

-- session:"a\\b"
project = 'default' AND (session = 'a\\b')


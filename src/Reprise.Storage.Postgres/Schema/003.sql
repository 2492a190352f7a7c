-- What a run of replays has done is asked of the record, often and among many other calls; so is what was replayed of an interaction. Both are rare, so the indexes
-- are small. The expressions are letter for letter those of the filters.
CREATE INDEX interactions_replay_run ON interactions (project, (extra ->> 'replay_run' COLLATE "C"), "timestamp", position) WHERE length((extra ->> 'replay_run' COLLATE "C")) <= 200;
CREATE INDEX interactions_replay_of ON interactions (project, (extra ->> 'replay_of' COLLATE "C"), "timestamp", position) WHERE length((extra ->> 'replay_of' COLLATE "C")) <= 200;

-- Whether an interaction has a shape that is not on record, because there are too many or its values too long. Its sums stand under the shape of zeros, and
-- what asks for values of shapes finds it by this index.
ALTER TABLE interactions ADD COLUMN own boolean NOT NULL DEFAULT false;
CREATE INDEX interactions_own ON interactions (project, "timestamp", position) WHERE own;

-- Has a row once a server without maintenance used the database: what it stored is in no rollup, so nobody answers from them. docs/storage-postgresql.md says how
-- to have them again.
CREATE TABLE rollups_off (since timestamptz NOT NULL DEFAULT now());

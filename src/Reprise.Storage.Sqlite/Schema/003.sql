-- Sums and histograms of the interactions of one shape in one minute (0), hour (1) or day (2); bucket is the number of that granule since 1970. See RollupMeasure.
CREATE TABLE rollups (
  granule INTEGER NOT NULL,
  project INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  shape INTEGER NOT NULL,
  measure BLOB NOT NULL,
  PRIMARY KEY (granule, project, bucket, shape)
) WITHOUT ROWID;

-- Interactions from this position on are in the rollups; those recorded before there were any are added by maintenance, from the newest back. Minutes are kept
-- from that time on, in milliseconds.
CREATE TABLE rollup_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  floor INTEGER NOT NULL,
  minutes_from INTEGER NOT NULL
);
INSERT INTO rollup_state (id, floor, minutes_from)
SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM interactions) THEN 9223372036854775807 ELSE 0 END, 0;

-- How far a sweep of a project came, so that it goes on after an interruption or a restart. Segments from finish on were stored after it began and stay as
-- they are; 0 means that none is under way. It has seen the deletions before it, marked what interactions up to the position use, swept the packs before the segment.
ALTER TABLE sweeps ADD COLUMN finish INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sweeps ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sweeps ADD COLUMN marked INTEGER NOT NULL DEFAULT -1;
ALTER TABLE sweeps ADD COLUMN is_marked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sweeps ADD COLUMN swept INTEGER NOT NULL DEFAULT 0;

-- Which segments a running sweep found in use: bits of 32,768 segments each.
CREATE TABLE sweep_marks (
  project INTEGER NOT NULL,
  part INTEGER NOT NULL,
  bits BLOB NOT NULL,
  PRIMARY KEY (project, part)
) WITHOUT ROWID;

-- The shape of an interaction that shares none: values too long, or past the most shapes that are remembered. Its number of a shape is then -1.
ALTER TABLE interactions ADD COLUMN own_shape TEXT;

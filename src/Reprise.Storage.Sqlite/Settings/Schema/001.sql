-- What people decided. An empty project is the whole installation; values are JSON, kept letter for letter.
CREATE TABLE settings (
  project TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  version INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (project, kind, key)
) WITHOUT ROWID;

CREATE INDEX settings_by_kind ON settings (kind);

-- What was done. Ids sort by time.
CREATE TABLE audit (
  id BLOB PRIMARY KEY,
  at INTEGER NOT NULL,
  project TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT,
  details TEXT
) WITHOUT ROWID;

CREATE INDEX audit_by_project ON audit (project, id);

-- Appended, never changed.
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;

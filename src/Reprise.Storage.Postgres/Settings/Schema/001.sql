-- What people decided. An empty project is the whole installation; values are JSON, kept letter for letter, which jsonb would not.
CREATE TABLE reprise_settings (
  project text NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  value text NOT NULL,
  version bigint NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (project, kind, key)
);

CREATE INDEX reprise_settings_by_kind ON reprise_settings (kind);

-- What was done. Ids sort by time.
CREATE TABLE reprise_audit (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  project text NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text,
  details text
);

CREATE INDEX reprise_audit_by_project ON reprise_audit (project, id);

-- Appended, never changed.
CREATE FUNCTION reprise_audit_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only appended to';
END $$;

CREATE TRIGGER reprise_audit_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON reprise_audit FOR EACH STATEMENT EXECUTE FUNCTION reprise_audit_keeps();

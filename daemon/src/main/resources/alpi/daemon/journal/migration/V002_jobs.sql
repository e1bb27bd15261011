CREATE TABLE job (
  id             TEXT PRIMARY KEY,
  kind           TEXT NOT NULL,
  input          TEXT NOT NULL,
  input_sha      TEXT NOT NULL,
  idem_key       TEXT UNIQUE,
  actor          TEXT NOT NULL,
  session        TEXT,
  state          TEXT NOT NULL,
  attempt        INTEGER NOT NULL,
  lease_owner    TEXT,
  lease_until_ms INTEGER,
  cancel_by      TEXT,
  result         TEXT,
  error          TEXT,
  detail         TEXT,
  created_ms     INTEGER NOT NULL,
  updated_ms     INTEGER NOT NULL
) STRICT;

CREATE INDEX job_state ON job (state, id);
CREATE INDEX job_session ON job (session, id) WHERE session IS NOT NULL;

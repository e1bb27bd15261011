-- Browsers, phones and programs that were paired with this machine. Of a token only its hash is kept.
-- Rows of revoked devices stay: what they did stands in the record under their ids.
CREATE TABLE device (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  role       TEXT NOT NULL,
  profiles   TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  seen_ms    INTEGER,
  revoked_ms INTEGER
) STRICT, WITHOUT ROWID;

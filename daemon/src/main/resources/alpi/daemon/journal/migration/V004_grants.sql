-- Permissions given in advance. Rows stay after their end: events name them.
CREATE TABLE grants (
  id TEXT PRIMARY KEY,
  session TEXT,
  capability TEXT NOT NULL,
  scope TEXT NOT NULL,
  below INTEGER NOT NULL,
  issued_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  uses_left INTEGER,
  reason TEXT NOT NULL,
  issued_by TEXT NOT NULL,
  revoked_ms INTEGER,
  revoked_by TEXT,
  expired_ms INTEGER
) STRICT;

CREATE INDEX grants_live ON grants(session) WHERE revoked_ms IS NULL AND expired_ms IS NULL;

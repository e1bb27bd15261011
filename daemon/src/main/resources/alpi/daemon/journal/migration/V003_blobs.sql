CREATE TABLE blob (
  sha        TEXT PRIMARY KEY,
  bytes      INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  orphan_ms  INTEGER,
  corrupt_ms INTEGER
) STRICT;

CREATE INDEX blob_orphan ON blob (orphan_ms) WHERE orphan_ms IS NOT NULL;

CREATE TABLE blob_ref (
  sha        TEXT NOT NULL REFERENCES blob (sha) ON DELETE CASCADE,
  owner_kind TEXT NOT NULL,
  owner_id   TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (sha, owner_kind, owner_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_ref_owner ON blob_ref (owner_kind, owner_id);

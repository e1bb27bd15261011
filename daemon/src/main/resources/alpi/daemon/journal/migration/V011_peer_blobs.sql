-- Which peers may fetch which blobs.
CREATE TABLE blob_share (
  sha        TEXT NOT NULL,
  peer       TEXT NOT NULL,
  until_ms   INTEGER NOT NULL,
  left_n     INTEGER,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (sha, peer)
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_share_until ON blob_share (until_ms);

-- Who sent a blob, and its signature over what it sent.
CREATE TABLE blob_received (
  sha       TEXT NOT NULL REFERENCES blob (sha) ON DELETE CASCADE,
  peer      TEXT NOT NULL,
  signature TEXT,
  at_ms     INTEGER NOT NULL,
  PRIMARY KEY (sha, peer)
) STRICT, WITHOUT ROWID;

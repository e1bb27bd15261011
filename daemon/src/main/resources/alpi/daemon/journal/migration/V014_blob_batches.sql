-- Small blobs that came together: which, and the sender's signature over their list.
CREATE TABLE blob_batch (
  digest    TEXT NOT NULL,
  peer      TEXT NOT NULL,
  entries   BLOB NOT NULL,
  signature TEXT NOT NULL,
  at_ms     INTEGER NOT NULL,
  PRIMARY KEY (digest, peer)
) STRICT, WITHOUT ROWID;

ALTER TABLE blob_received ADD COLUMN batch TEXT;

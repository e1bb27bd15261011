-- Checkpoints of peers that this profile keeps for them, each signed by the peer's own key.
CREATE TABLE testimony (
  peer      TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  line      TEXT NOT NULL,
  signature TEXT NOT NULL,
  at_ms     INTEGER NOT NULL,
  PRIMARY KEY (peer, seq)
) STRICT, WITHOUT ROWID;

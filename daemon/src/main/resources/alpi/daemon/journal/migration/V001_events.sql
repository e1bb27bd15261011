-- The chain. hash = SHA-256(prev_hash || RFC 8785 form of the other columns).
CREATE TABLE ev (
  seq       INTEGER PRIMARY KEY,
  at_ms     INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  profile   TEXT NOT NULL,
  actor     TEXT NOT NULL,
  session   TEXT,
  corr      TEXT,
  span      TEXT,
  body      TEXT NOT NULL,
  content   TEXT,
  prev_hash BLOB NOT NULL,
  hash      BLOB NOT NULL
) STRICT;

CREATE INDEX ev_kind ON ev (kind, seq);
CREATE INDEX ev_corr ON ev (corr, seq) WHERE corr IS NOT NULL;
CREATE INDEX ev_session ON ev (session, seq) WHERE session IS NOT NULL;

-- Where the chain ends: changes with it, so that a cut tail is seen.
CREATE TABLE ev_head (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  seq  INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;

INSERT INTO ev_head (id, seq, hash) VALUES (1, 0, zeroblob(32));

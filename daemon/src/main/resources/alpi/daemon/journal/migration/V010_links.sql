-- Envelopes of peers that were let in, so that none is let in twice, over restarts too. One row that
-- is older than all need be stays: it tells up to when others were forgotten.
CREATE TABLE link_seen (
  sender TEXT NOT NULL,
  nonce  TEXT NOT NULL,
  at_us  INTEGER NOT NULL,
  PRIMARY KEY (sender, nonce)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_seen_age ON link_seen (at_us);

-- The conversation that a peer's questions are answered in.
CREATE TABLE link_talk (
  peer    TEXT PRIMARY KEY,
  session TEXT NOT NULL
) STRICT, WITHOUT ROWID;

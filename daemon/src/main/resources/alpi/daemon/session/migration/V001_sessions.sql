CREATE TABLE session(
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  named INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  turns INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  model TEXT NOT NULL,
  last_turn TEXT,
  last_state TEXT,
  bytes INTEGER NOT NULL,
  lines INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_updated ON session(updated DESC, id DESC);

CREATE TABLE message(
  id INTEGER PRIMARY KEY,
  session TEXT NOT NULL,
  turn TEXT NOT NULL,
  at INTEGER NOT NULL,
  role TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX message_by_session ON message(session);

CREATE VIRTUAL TABLE message_fts USING fts5(
  text, content='message', content_rowid='id', tokenize='unicode61 remove_diacritics 2');

INSERT INTO message_fts(message_fts, rank) VALUES('secure-delete', 1);

-- The session becomes a searched column, so that a question about one conversation reads that one.
-- Everything here can be read again from the files.
DROP TABLE message_fts;
DROP TABLE message;
DELETE FROM session;

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
  text, session, content='message', content_rowid='id', tokenize='unicode61 remove_diacritics 2');

INSERT INTO message_fts(message_fts, rank) VALUES('secure-delete', 1);
INSERT INTO message_fts(message_fts, rank) VALUES('rank', 'bm25(1.0, 0.0)');

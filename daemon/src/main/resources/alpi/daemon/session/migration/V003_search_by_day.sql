-- The day becomes searched, so that a question about a time reads that time, and each message keeps
-- the labels it carries. Everything here can be read again from the files.
DROP TABLE message_fts;
DROP TABLE message;
DELETE FROM session;

CREATE TABLE message(
  id INTEGER PRIMARY KEY,
  session TEXT NOT NULL,
  turn TEXT NOT NULL,
  at INTEGER NOT NULL,
  role TEXT NOT NULL,
  sources TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX message_by_session ON message(session);

CREATE VIEW message_words AS
  SELECT id, text,
    session || coalesce(strftime(' d%Y%m%d m%Y%m y%Y', at / 1000, 'unixepoch'), '') AS place
  FROM message;

CREATE VIRTUAL TABLE message_fts USING fts5(
  text, place, content='message_words', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2');

INSERT INTO message_fts(message_fts, rank) VALUES('secure-delete', 1);
INSERT INTO message_fts(message_fts, rank) VALUES('rank', 'bm25(1.0, 0.0)');

-- Everything here can be read again from where it lies.
CREATE TABLE root(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  used INTEGER NOT NULL,
  walks INTEGER NOT NULL
) STRICT;

CREATE TABLE folder(
  id INTEGER PRIMARY KEY,
  root INTEGER NOT NULL,
  path TEXT NOT NULL,
  walk INTEGER NOT NULL,
  UNIQUE(root, path)
) STRICT;

CREATE TABLE document(
  id INTEGER PRIMARY KEY,
  folder INTEGER NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  inode TEXT NOT NULL,
  hash TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  title TEXT NOT NULL,
  lined INTEGER NOT NULL,
  UNIQUE(folder, name)
) STRICT;

CREATE INDEX document_waiting ON document(id) WHERE state = 'waiting';

CREATE TABLE piece(
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX piece_by_document ON piece(document);

CREATE VIEW piece_words AS
  SELECT p.id, p.text, d.title AS title, 'r' || f.root AS place
  FROM piece p JOIN document d ON d.id = p.document JOIN folder f ON f.id = d.folder;

CREATE VIRTUAL TABLE piece_fts USING fts5(
  text, title, place, content='piece_words', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2');

INSERT INTO piece_fts(piece_fts, rank) VALUES('secure-delete', 1);
INSERT INTO piece_fts(piece_fts, rank) VALUES('rank', 'bm25(1.0, 0.5, 0.0)');

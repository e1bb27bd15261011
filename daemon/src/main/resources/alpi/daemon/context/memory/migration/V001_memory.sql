CREATE TABLE memory(
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  chain TEXT NOT NULL,
  lane TEXT NOT NULL,
  state TEXT NOT NULL,
  text TEXT NOT NULL,
  words TEXT NOT NULL,
  same TEXT NOT NULL,
  confidence REAL NOT NULL,
  sources TEXT NOT NULL,
  private INTEGER NOT NULL,
  admitted INTEGER,
  actor TEXT NOT NULL,
  session TEXT,
  run TEXT,
  captured INTEGER NOT NULL,
  reinforced INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  expires INTEGER,
  pinned INTEGER NOT NULL,
  replaces TEXT
) STRICT;

CREATE INDEX memory_by_state ON memory(state, lane);
CREATE INDEX memory_by_words ON memory(same);
CREATE INDEX memory_by_chain ON memory(chain);
CREATE INDEX memory_by_expiry ON memory(expires) WHERE expires IS NOT NULL;

CREATE TABLE entity(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE mention(
  memory INTEGER NOT NULL REFERENCES memory(n) ON DELETE CASCADE,
  entity INTEGER NOT NULL REFERENCES entity(id),
  PRIMARY KEY(memory, entity)
) STRICT, WITHOUT ROWID;

CREATE INDEX mention_by_entity ON mention(entity);

CREATE TABLE relation(
  memory INTEGER PRIMARY KEY REFERENCES memory(n) ON DELETE CASCADE,
  subject INTEGER NOT NULL REFERENCES entity(id),
  attribute TEXT NOT NULL,
  attribute_folded TEXT NOT NULL,
  value TEXT NOT NULL,
  value_folded TEXT NOT NULL,
  both INTEGER NOT NULL
) STRICT;

CREATE INDEX relation_by_subject ON relation(subject, attribute_folded);

CREATE TABLE gone(
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  why TEXT NOT NULL
) STRICT;

CREATE TABLE refused(
  n INTEGER PRIMARY KEY,
  mark BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE salt(
  n INTEGER PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;

CREATE VIRTUAL TABLE memory_fts USING fts5(
  words, content='memory', content_rowid='n', tokenize='unicode61 remove_diacritics 2');

INSERT INTO memory_fts(memory_fts, rank) VALUES('secure-delete', 1);

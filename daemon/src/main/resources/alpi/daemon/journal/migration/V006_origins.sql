-- Files that hold a stranger's words, by where they lie, by what they hold, and by when they were
-- changed. A path stands for everything beneath it as well.
CREATE TABLE origin_path (
  path    TEXT PRIMARY KEY,
  sources TEXT NOT NULL,
  private INTEGER NOT NULL,
  at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX origin_path_age ON origin_path (at_ms);

CREATE TABLE origin_content (
  sha     TEXT PRIMARY KEY,
  bytes   INTEGER NOT NULL,
  sources TEXT NOT NULL,
  private INTEGER NOT NULL,
  at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX origin_content_bytes ON origin_content (bytes);
CREATE INDEX origin_content_age ON origin_content (at_ms);

-- When commands that knew a stranger's words ran: `waiting` until their workspace was looked over
-- and what they changed is marked by path, then `done`, or `partial` where it was too large.
CREATE TABLE origin_span (
  id       INTEGER PRIMARY KEY,
  root     TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  until_ms INTEGER,
  state    TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'partial')),
  sources  TEXT NOT NULL,
  private  INTEGER NOT NULL
) STRICT;

CREATE INDEX origin_span_since ON origin_span (since_ms);
CREATE INDEX origin_span_open ON origin_span (id) WHERE state <> 'done';

-- Work that comes by itself. All moments of a schedule up to `cursor_ms` are accounted for.
CREATE TABLE schedule (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE,
  prompt         TEXT NOT NULL,
  kind           TEXT NOT NULL,
  spec           TEXT NOT NULL,
  zone           TEXT NOT NULL,
  overlap        TEXT NOT NULL,
  catch_up       TEXT NOT NULL,
  workspace      TEXT NOT NULL,
  model          TEXT,
  max_usd        TEXT,
  max_steps      INTEGER,
  timeout_ms     INTEGER,
  creator        TEXT NOT NULL,
  authority      TEXT NOT NULL,
  created_ms     INTEGER NOT NULL,
  paused_ms      INTEGER,
  cursor_ms      INTEGER NOT NULL,
  stamp          TEXT
) STRICT;

-- One row for each moment that was due, and one for each stretch of moments that were missed.
CREATE TABLE slot (
  schedule   TEXT NOT NULL,
  at_ms      INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('due', 'fired', 'ended', 'failed', 'skipped', 'missed')),
  cause      TEXT NOT NULL,
  job        TEXT UNIQUE,
  reason     TEXT,
  until_ms   INTEGER NOT NULL,
  count      INTEGER NOT NULL,
  noted_ms   INTEGER NOT NULL,
  PRIMARY KEY (schedule, at_ms)
) STRICT, WITHOUT ROWID;

CREATE INDEX slot_open ON slot (state, at_ms) WHERE state IN ('due', 'fired');

-- What runs that nobody waited for came to, and what agents wanted to be known.
CREATE TABLE output (
  id       TEXT PRIMARY KEY,
  at_ms    INTEGER NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('answer', 'failure', 'note')),
  title    TEXT NOT NULL,
  source   TEXT NOT NULL UNIQUE,
  schedule TEXT,
  run      TEXT,
  session  TEXT,
  state    TEXT NOT NULL,
  code     TEXT,
  message  TEXT,
  usd      TEXT,
  sha      TEXT,
  bytes    INTEGER NOT NULL,
  read_ms  INTEGER
) STRICT;

CREATE INDEX output_unread ON output (id) WHERE read_ms IS NULL;

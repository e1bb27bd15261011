CREATE TABLE config_rev (
  rev         INTEGER PRIMARY KEY,
  at_ms       INTEGER NOT NULL,
  actor       TEXT NOT NULL,
  parent      INTEGER NOT NULL,
  keys_json   TEXT NOT NULL,
  before_text TEXT NOT NULL,
  after_text  TEXT NOT NULL,
  before_sha  TEXT NOT NULL,
  after_sha   TEXT NOT NULL,
  reverts     INTEGER,
  applied     INTEGER NOT NULL
) STRICT;

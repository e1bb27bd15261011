-- Copies of what counts in memory, for their vectors. All of it can be made again from the memory.
CREATE TABLE copy(
  id INTEGER PRIMARY KEY,
  memory TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE vector(
  id INTEGER PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;

CREATE TABLE space(
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL,
  dimension INTEGER NOT NULL,
  filled INTEGER NOT NULL
) STRICT;

CREATE VIEW embeddable AS SELECT id, text, at, '' AS place FROM copy;

CREATE TRIGGER vector_goes_with_copy AFTER DELETE ON copy BEGIN
  DELETE FROM vector WHERE id = old.id;
  UPDATE space SET filled = min(filled, old.id - 1);
END;

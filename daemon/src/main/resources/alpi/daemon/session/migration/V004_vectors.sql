-- What was said becomes findable by meaning. A vector goes with its message.
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

CREATE VIEW embeddable AS
  SELECT id, text, at, session AS place FROM message WHERE role IN ('user', 'assistant');

CREATE TRIGGER vector_goes_with_message AFTER DELETE ON message BEGIN
  DELETE FROM vector WHERE id = old.id;
  UPDATE space SET filled = min(filled, old.id - 1);
END;

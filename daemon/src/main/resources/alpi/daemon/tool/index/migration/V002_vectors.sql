-- Pieces become findable by meaning. A vector goes with its piece.
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
  SELECT p.id, p.text, d.modified AS at, 'r' || f.root AS place
  FROM piece p JOIN document d ON d.id = p.document JOIN folder f ON f.id = d.folder;

CREATE TRIGGER vector_goes_with_piece AFTER DELETE ON piece BEGIN
  DELETE FROM vector WHERE id = old.id;
  UPDATE space SET filled = min(filled, old.id - 1);
END;

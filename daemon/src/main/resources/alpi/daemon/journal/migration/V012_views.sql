-- Documents of views as they were at some event. Nothing is lost when this is emptied.
CREATE TABLE view_kept (
  view     TEXT PRIMARY KEY,
  version  INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  link     BLOB NOT NULL,
  rev      INTEGER NOT NULL,
  mark     TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;

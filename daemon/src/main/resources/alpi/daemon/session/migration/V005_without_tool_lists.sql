-- Lists of tools are no longer searched. Everything here can be read again from the files.
INSERT INTO message_fts(message_fts) VALUES('delete-all');
DELETE FROM message;
DELETE FROM session;

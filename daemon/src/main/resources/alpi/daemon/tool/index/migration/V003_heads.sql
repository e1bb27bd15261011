-- Texts of which not everything is found are told of in each answer.
CREATE INDEX document_cut ON document(folder, name) WHERE state = 'read' AND note <> '';

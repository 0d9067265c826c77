-- The ids of codes. In: $codes (a relation, column code), $names (rows of core.names, those of the codes at least).
-- Out: rows of $into(code, name).
INSERT INTO $into BY NAME SELECT code, name FROM $names SEMI JOIN $codes USING (code);

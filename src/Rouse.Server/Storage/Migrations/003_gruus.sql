-- Since which REGISTER the temporary GRUUs (RFC 5627 section 5.1) of a binding count; 0: it has none.
ALTER TABLE bindings ADD COLUMN gruu INTEGER NOT NULL DEFAULT 0;

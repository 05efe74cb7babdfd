-- For how many seconds before keep_until the contact takes nothing but MESSAGEs (message-expires); 0 nearly always.
ALTER TABLE bindings ADD COLUMN messages INTEGER NOT NULL DEFAULT 0;

-- What happened to calls and messages that woke a phone. Higher numbers are newer; the name that an operator sees is made from the number.
CREATE TABLE timelines (
    number     INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,        -- milliseconds since 1970
    is_over    INTEGER NOT NULL,        -- 0: it was under way; what followed is not known if the server died
    is_private INTEGER NOT NULL,        -- 1: written without names, numbers and addresses of people
    call_id    TEXT NOT NULL,           -- fit for a terminal, 240 bytes of it at most
    caller     TEXT NOT NULL,           -- URI; empty if private
    callee     TEXT NOT NULL,
    format     INTEGER NOT NULL,        -- of what is written
    size       INTEGER NOT NULL,        -- bytes of what is written
    written    BLOB NOT NULL
) STRICT;

-- Searches, and the sum of sizes, read this alone.
CREATE INDEX timelines_found ON timelines (call_id, size, is_private);

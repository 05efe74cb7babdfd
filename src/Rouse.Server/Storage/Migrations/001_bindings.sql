-- What it takes to reach a phone after a restart. Text of the key is compared byte by byte; times are seconds since 1970.
CREATE TABLE bindings (
    user          TEXT NOT NULL,
    domain        TEXT NOT NULL,
    kind          INTEGER NOT NULL,     -- of the identity: 0 instance, 1 push token, 2 URI
    identity      TEXT NOT NULL,
    contact       BLOB NOT NULL,        -- the Contact value as the phone sent it
    path          BLOB,                 -- Path values (RFC 3327), top first, each behind its length as 4 bytes, least first
    push          INTEGER NOT NULL,     -- 0 nobody, 1 we, 2 a proxy nearer to the phone
    app           TEXT,                 -- pn-provider, a space, pn-param; NULL without a token
    registered_at INTEGER NOT NULL,     -- milliseconds
    keep_until    INTEGER NOT NULL,     -- its end as granted and a lease beyond
    transport     INTEGER NOT NULL,
    local         BLOB,                 -- our side of a UDP flow: address, then port as 2 bytes, greatest first
    remote        BLOB,                 -- the phone's side
    PRIMARY KEY (user, domain, kind, identity)
) STRICT, WITHOUT ROWID;

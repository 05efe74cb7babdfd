// What the load is, from the command line.
#pragma once
#include "link.h"

enum job {
    REFRESH,                                // REGISTER, 200
    TEXT,                                   // MESSAGE to a registered phone, 200
    CALL,                                   // INVITE, 100, 180, 200, ACK, time to talk, BYE, 200
    ASK,                                    // OPTIONS to the server, 200
    WAKE,                                   // a call to a phone that sleeps: its push makes it connect and REGISTER
    HOLD,                                   // INVITEs to phones that sleep and do not come; CANCEL at the end
    IDLE,                                   // connections on which nothing happens
};

struct options {
    struct address server;
    enum job job;
    enum transport transport;
    const char *domain;
    uint32_t users, first_user, callers;
    bool shares_connections;                // one connection for all callers, one for all phones
    bool authenticates, has_push, is_direct, prints_timeline;
    bool registers_first, waits;            // for all phones before the load; for a line on standard input
    double rate, then_rate, warmup_s, measured_s, then_s, settle_s, patience_s;
    uint32_t outstanding;                   // more than 0: a closed loop
    uint64_t units, hold_ns;
    uint16_t push_port;
};

extern struct options options;

void options_parse(int count, char **arguments);

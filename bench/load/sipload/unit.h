// One unit of work, from its first request to its last answer, and what all units came to.
#pragma once
#include "histogram.h"
#include "options.h"

enum method { REGISTER, MESSAGE, INVITE, OPTIONS };

enum step {
    ENDED,
    ASKED,                                  // the first request waits for its final answer
    TALKING,
    LEAVING,                                // BYE or CANCEL waits for its final answer
};

enum { LONGEST_NONCE = 128, LONGEST_REQUEST = 4096 };

struct unit {
    uint64_t id, began, left;
    uint32_t user, caller, cseq, transaction;       // transaction: what a timer of an earlier one does not match
    enum method method;
    enum step step;
    unsigned repeats;
    bool is_counted, is_provisional, is_authorized, has_arrived, is_pushed, has_qop;
    char nonce[LONGEST_NONCE];
    struct link *link;
    struct address local;
    char *ack, *bye;
};

struct user {
    uint32_t cseq;                          // of its REGISTERs, which share a Call-ID (RFC 3261 §10.2)
    uint64_t unit, registered;              // the call that wakes it; when it registered for it
    struct link *link;
};

struct counters {
    uint64_t begun, done, failed, refused, repeated, repeated_by_server, unexpected, late, skipped, pushes;
};

struct latencies {
    struct histogram arrival, final, leaving, push, wake;
};

extern struct counters counters;
extern struct latencies latencies;
extern uint32_t run_id;
extern bool is_measuring;

uint64_t now_ns(void);

void units_start(void);
struct user *user_at(uint32_t number);
struct unit *unit_begin(enum method method, uint32_t user, uint32_t caller, bool is_counted);
struct unit *unit_at(uint64_t id);
struct unit *unit_of_via(struct text via);
void unit_end(struct unit *unit, bool is_done);
uint64_t units_under_way(void);

// All units that may be under way have ids from the one to before the other.
uint64_t units_oldest(void);
uint64_t units_next(void);

// Arms the timers of a request that has just been sent.
void unit_wait_for_answer(struct unit *unit);
void unit_talk(struct unit *unit);

// Runs what is due; the time of the next, at most a few milliseconds away.
uint64_t timers_run(uint64_t now);

// In caller.c.
void caller_repeat(struct unit *unit);
void caller_hang_up(struct unit *unit);

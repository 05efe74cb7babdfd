#include "unit.h"

#include <stdlib.h>
#include <time.h>

enum {
    SLOTS = 1 << 18,
    REPEATS = 4,                            // after T1, 2*T1, 4*T1 and 8*T1 (RFC 3261 §17.1.1.2 Timer A)
    QUEUES = REPEATS + 2,
    HOLD_QUEUE = REPEATS, PATIENCE_QUEUE,
};

#define T1 500000000ull                     // RFC 3261 §17.1.1.1

struct timer {
    uint64_t due, unit;
    uint32_t transaction;
};

// Timers of one length: in the order in which they become due.
struct queue {
    struct timer *timers;
    uint32_t head, tail, capacity;          // the capacity is a power of two
};

struct counters counters;
struct latencies latencies;
uint32_t run_id;
bool is_measuring;

static struct unit *slots;
static struct user *users;
static struct queue queues[QUEUES];
static uint64_t next_id = 1, under_way;

uint64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

void units_start(void)
{
    slots = calloc(SLOTS, sizeof *slots);
    users = calloc(options.users, sizeof *users);
    run_id = (uint32_t)(now_ns() / 1000) & 0x7fffffff;
}

struct user *user_at(uint32_t number)
{
    return &users[number - options.first_user];
}

struct unit *unit_begin(enum method method, uint32_t user, uint32_t caller, bool is_counted)
{
    struct unit *unit = &slots[next_id & (SLOTS - 1)];
    if (unit->step != ENDED)
        return NULL;
    free(unit->ack);
    free(unit->bye);
    *unit = (struct unit){
        .id = next_id++, .began = now_ns(), .user = user, .caller = caller, .cseq = 1, .method = method, .step = ASKED,
        .is_counted = is_counted};
    under_way++;
    counters.begun += is_counted;
    return unit;
}

struct unit *unit_at(uint64_t id)
{
    struct unit *unit = &slots[id & (SLOTS - 1)];
    return unit->id == id && id != 0 ? unit : NULL;
}

struct unit *unit_of_via(struct text via)
{
    // Our branch: z9hG4bK-RUN-UNIT-…
    static const char mark[] = "branch=z9hG4bK-";
    for (int i = 0; i + (int)sizeof mark < via.length; i++) {
        const char *at = via.start + i;
        char *end;
        if (*at != 'b' || !text_is((struct text){at, sizeof mark - 1}, mark))
            continue;
        if (strtoul(at + sizeof mark - 1, &end, 16) != run_id || *end != '-')
            return NULL;
        return unit_at(strtoull(end + 1, NULL, 16));
    }
    return NULL;
}

void unit_end(struct unit *unit, bool is_done)
{
    unit->step = ENDED;
    under_way--;
    if (unit->is_counted && is_done)
        counters.done++;
    else if (!is_done)
        counters.failed++;
}

uint64_t units_under_way(void)
{
    return under_way;
}

uint64_t units_oldest(void)
{
    return next_id > SLOTS ? next_id - SLOTS : 1;
}

uint64_t units_next(void)
{
    return next_id;
}

static void queue_add(struct queue *queue, struct timer timer)
{
    if (queue->tail - queue->head == queue->capacity) {
        uint32_t capacity = queue->capacity > 0 ? queue->capacity * 2 : 1024;
        struct timer *timers = malloc(capacity * sizeof *timers);
        for (uint32_t i = queue->head; i != queue->tail; i++)
            timers[i & (capacity - 1)] = queue->timers[i & (queue->capacity - 1)];
        free(queue->timers);
        queue->timers = timers;
        queue->capacity = capacity;
    }
    queue->timers[queue->tail++ & (queue->capacity - 1)] = timer;
}

static void arm(struct unit *unit, unsigned queue, uint64_t length)
{
    queue_add(&queues[queue], (struct timer){now_ns() + length, unit->id, unit->transaction});
}

void unit_wait_for_answer(struct unit *unit)
{
    unit->transaction++;
    unit->repeats = 0;
    if (unit->link->transport == UDP)
        arm(unit, 0, T1);
    arm(unit, PATIENCE_QUEUE, (uint64_t)(options.patience_s * 1e9));
}

void unit_talk(struct unit *unit)
{
    unit->transaction++;
    unit->step = TALKING;
    arm(unit, HOLD_QUEUE, options.hold_ns);
}

static void repeat(struct unit *unit)
{
    // A provisional answer stops the repetition of an INVITE (RFC 3261 §17.1.1.2).
    if (unit->step == ASKED && unit->method == INVITE && unit->is_provisional)
        return;
    caller_repeat(unit);
    counters.repeated++;
    if (++unit->repeats < REPEATS)
        arm(unit, unit->repeats, T1 << unit->repeats);
}

static void fire(unsigned queue, struct unit *unit)
{
    if (queue < REPEATS)
        repeat(unit);
    else if (queue == HOLD_QUEUE)
        caller_hang_up(unit);
    else
        unit_end(unit, false);
}

uint64_t timers_run(uint64_t now)
{
    uint64_t next = now + 5000000;
    for (unsigned i = 0; i < QUEUES; i++) {
        struct queue *queue = &queues[i];
        while (queue->head != queue->tail) {
            struct timer timer = queue->timers[queue->head & (queue->capacity - 1)];
            if (timer.due > now) {
                next = timer.due < next ? timer.due : next;
                break;
            }
            queue->head++;
            struct unit *unit = unit_at(timer.unit);
            if (unit != NULL && unit->step != ENDED && unit->transaction == timer.transaction)
                fire(i, unit);
        }
    }
    return next;
}

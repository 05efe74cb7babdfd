#include "pace.h"
#include "caller.h"
#include "phone.h"
#include "report.h"

#include <stdio.h>
#include <string.h>

enum {
    REGISTERING_AT_ONCE = 32,
    STARTS_A_TURN = 64,                     // so that answers are read in between
};

#define DRAIN_NS 20000000000ull             // longer than any unit lives whose answers stay away

// A stretch of load: units begin at a rate, or as others end.
struct stretch {
    double rate;
    uint32_t outstanding;
    uint64_t units, begun, started, end;
};

static struct counters at_begin, at_end;
static uint64_t started, begin, end;

static enum method method_of_job(void)
{
    static const enum method methods[] = {[REFRESH] = REGISTER, [TEXT] = MESSAGE, [ASK] = OPTIONS};
    return options.job == REFRESH || options.job == TEXT || options.job == ASK ? methods[options.job] : INVITE;
}

static bool begin_unit(enum method method)
{
    static uint32_t next_user, next_caller;
    uint32_t index = next_user, caller = next_caller;
    // With accounts every caller is one of the users, and not the one that is called.
    if (options.authenticates && method != REGISTER)
        caller = options.first_user + (index + options.users / 2) % options.users;
    if (!caller_begin(method, options.first_user + index, caller))
        return false;
    next_user = (next_user + 1) % options.users;
    next_caller = (next_caller + 1) % options.callers;
    return true;
}

// Begins what is due. When the next is, if the rate says so.
static uint64_t begin_due(struct stretch *stretch, enum method method, uint64_t now)
{
    for (unsigned turn = 0; turn < STARTS_A_TURN && stretch->begun < stretch->units && now < stretch->end; turn++) {
        if (stretch->rate > 0) {
            uint64_t due = stretch->started + (uint64_t)((double)stretch->begun * 1e9 / stretch->rate);
            if (due > now)
                return due;
        } else if (units_under_way() >= stretch->outstanding) {
            return UINT64_MAX;
        }
        if (!begin_unit(method)) {
            counters.skipped++;             // of the slots none is free: the server is far behind
            return stretch->rate > 0 ? (stretch->begun++, now) : UINT64_MAX;
        }
        stretch->begun++;
    }
    return now;
}

static void measure(uint64_t now)
{
    if (begin == 0 || now < begin)
        return;
    if (!is_measuring && at_begin.begun == 0 && now < end) {
        is_measuring = true;
        at_begin = counters;
        begin = now;
        report_event("begin");
    } else if (is_measuring && now >= end) {
        is_measuring = false;
        at_end = counters;
        end = now;
        report_event("end");
    }
}

static void turn(uint64_t next)
{
    uint64_t now = now_ns(), due = timers_run(now);
    if (next < due)
        due = next;
    links_wait(due > now ? due - now : 0);
    if (started > 0)
        timeline_note(now - started);
}

static void run(struct stretch stretch, enum method method)
{
    stretch.started = now_ns();
    for (;;) {
        uint64_t now = now_ns();
        measure(now);
        if (stretch.begun >= stretch.units || now >= stretch.end)
            return;
        turn(begin_due(&stretch, method, now));
    }
}

static void drain(uint64_t patience)
{
    uint64_t last = now_ns() + patience;
    while (units_under_way() > 0 && now_ns() < last) {
        measure(now_ns());
        turn(UINT64_MAX);
    }
}

static void rest(double seconds)
{
    uint64_t last = now_ns() + (uint64_t)(seconds * 1e9);
    while (now_ns() < last) {
        measure(now_ns());
        turn(UINT64_MAX);
    }
}

static bool register_phones(void)
{
    if (options.job == ASK || options.is_direct || (options.job == REFRESH && !options.registers_first))
        return true;
    run((struct stretch){.outstanding = REGISTERING_AT_ONCE, .units = options.users, .end = UINT64_MAX}, REGISTER);
    drain(DRAIN_NS);
    bool all = counters.done == options.users;
    memset(&counters, 0, sizeof counters);
    return all;
}

// As fast as they began.
static void cancel_all(void)
{
    uint64_t due = now_ns(), gap = (uint64_t)(1e9 / options.rate);
    for (uint64_t id = units_oldest(); id < units_next(); id++) {
        struct unit *unit = unit_at(id);
        if (unit == NULL || unit->step != ASKED)
            continue;
        caller_cancel(unit);
        for (due += gap; now_ns() < due;)
            turn(due);
    }
}

static void hold_calls(void)
{
    run((struct stretch){.rate = options.rate, .units = options.units, .end = UINT64_MAX}, INVITE);
    rest(options.settle_s);
    report_event("held");
    rest(options.measured_s);
    cancel_all();
}

static void load(void)
{
    enum method method = method_of_job();
    started = now_ns();
    begin = started + (uint64_t)(options.warmup_s * 1e9);
    end = options.measured_s > 0 ? begin + (uint64_t)(options.measured_s * 1e9) : UINT64_MAX;
    run((struct stretch){options.rate, options.outstanding, options.units, 0, 0, end}, method);
    if (options.then_s > 0)
        run((struct stretch){.rate = options.then_rate, .units = UINT64_MAX, .end = end + (uint64_t)(options.then_s * 1e9)}, method);
}

bool pace_run(void)
{
    if (!register_phones()) {
        report_event("unregistered");
        return false;
    }
    report_event("ready");
    if (options.waits)
        getchar();
    if (options.job == IDLE)
        rest(options.measured_s);
    else if (options.job == HOLD)
        hold_calls();
    else
        load();
    drain(DRAIN_NS);
    counters.failed += units_under_way();
    if (is_measuring || at_end.begun == 0) {
        at_end = counters;
        end = now_ns();
        report_event("end");
    }
    struct counters measured = {
        .done = at_end.done - at_begin.done, .repeated = at_end.repeated - at_begin.repeated,
        .repeated_by_server = at_end.repeated_by_server - at_begin.repeated_by_server};
    report_result(&measured, begin > 0 ? (double)(end - begin) / 1e9 : 0);
    return true;
}

#include "report.h"
#include "stream.h"

#include <stdio.h>

enum { TIMELINE_SIZE = 6000 };

static unsigned timeline[TIMELINE_SIZE], timeline_length;
static uint64_t noted;

void report_event(const char *name)
{
    printf("{\"event\": \"%s\", \"time_ns\": %llu, \"done\": %llu, \"failed\": %llu}\n", name, (unsigned long long)now_ns(),
        (unsigned long long)counters.done, (unsigned long long)counters.failed);
}

void timeline_note(uint64_t since_start)
{
    uint64_t slot = since_start / 100000000;
    if (slot >= TIMELINE_SIZE || counters.done == noted)
        return;
    timeline[slot] += (unsigned)(counters.done - noted);
    noted = counters.done;
    timeline_length = (unsigned)slot + 1;
}

static void print_latency(const char *name, const struct histogram *histogram)
{
    if (histogram->count == 0)
        return;
    printf(", \"%s_us\": {\"count\": %llu", name, (unsigned long long)histogram->count);
    static const struct { const char *name; double fraction; } points[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}};
    for (unsigned i = 0; i < sizeof points / sizeof *points; i++)
        printf(", \"%s\": %.1f", points[i].name, histogram_percentile_us(histogram, points[i].fraction));
    printf(", \"max\": %.1f}", (double)histogram->most / 1e3);
}

static void print_count(const char *name, uint64_t value)
{
    printf(", \"%s\": %llu", name, (unsigned long long)value);
}

void report_result(const struct counters *measured, double seconds)
{
    printf("{\"event\": \"result\", \"seconds\": %.4f", seconds);
    print_count("units", measured->done);
    print_count("failures", counters.failed);
    print_count("retransmissions", measured->repeated + measured->repeated_by_server);
    print_count("refused", counters.refused);
    print_count("unexpected", counters.unexpected);
    print_count("late", counters.late);
    print_count("skipped", counters.skipped);
    print_count("pushes", counters.pushes);
    print_count("lost_connections", streams_lost());
    print_latency("arrival", &latencies.arrival);
    print_latency("final", &latencies.final);
    print_latency("leaving", &latencies.leaving);
    print_latency("push", &latencies.push);
    print_latency("wake", &latencies.wake);
    if (options.prints_timeline) {
        printf(", \"tenths\": [");
        for (unsigned i = 0; i < timeline_length; i++)
            printf(i > 0 ? ", %u" : "%u", timeline[i]);
        printf("]");
    }
    printf("}\n");
}

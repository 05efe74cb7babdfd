#include "options.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options options = {
    .domain = "bench.test", .users = 1600, .callers = 64, .units = UINT64_MAX, .hold_ns = 200000000, .patience_s = 8,
};

static const char *const jobs[] = {"register", "message", "call", "options", "wake", "hold", "idle"};

static const struct option known[] = {
    {"server", required_argument, NULL, 's'}, {"job", required_argument, NULL, 'j'}, {"transport", required_argument, NULL, 't'},
    {"domain", required_argument, NULL, 'd'}, {"users", required_argument, NULL, 'u'}, {"first", required_argument, NULL, 'f'},
    {"callers", required_argument, NULL, 'c'}, {"rate", required_argument, NULL, 'r'}, {"outstanding", required_argument, NULL, 'o'},
    {"units", required_argument, NULL, 'n'}, {"warmup", required_argument, NULL, 'w'}, {"seconds", required_argument, NULL, 'S'},
    {"hold", required_argument, NULL, 'h'}, {"then-rate", required_argument, NULL, 'R'}, {"then-seconds", required_argument, NULL, 'T'},
    {"settle", required_argument, NULL, 'z'}, {"patience", required_argument, NULL, 'p'}, {"push-port", required_argument, NULL, 'P'},
    {"share-connections", no_argument, NULL, '1'}, {"auth", no_argument, NULL, 'a'}, {"push", no_argument, NULL, 'x'},
    {"direct", no_argument, NULL, 'D'}, {"timeline", no_argument, NULL, 'l'}, {"register-first", no_argument, NULL, 'k'},
    {"wait", no_argument, NULL, 'W'}, {0},
};

static struct address parse_server(const char *text)
{
    char host[64];
    unsigned port;
    struct in_addr address;
    if (sscanf(text, "%63[^:]:%u", host, &port) != 2 || inet_pton(AF_INET, host, &address) != 1 || ntohl(address.s_addr) >> 24 != 127)
        fail("--server takes an address of this machine, 127.0.0.1:5060");
    return (struct address){ntohl(address.s_addr), (uint16_t)port};
}

static enum job parse_job(const char *text)
{
    for (unsigned i = 0; i < sizeof jobs / sizeof *jobs; i++)
        if (strcmp(text, jobs[i]) == 0)
            return (enum job)i;
    fail("no job %s", text);
}

static void take(int name, const char *value)
{
    double number = value != NULL ? atof(value) : 0;
    switch (name) {
    case 's': options.server = parse_server(value); break;
    case 'j': options.job = parse_job(value); break;
    case 't': options.transport = strcmp(value, "udp") == 0 ? UDP : strcmp(value, "tcp") == 0 ? TCP : TLS; break;
    case 'd': options.domain = value; break;
    case 'u': options.users = (uint32_t)number; break;
    case 'f': options.first_user = (uint32_t)number; break;
    case 'c': options.callers = (uint32_t)number; break;
    case 'r': options.rate = number; break;
    case 'o': options.outstanding = (uint32_t)number; break;
    case 'n': options.units = (uint64_t)number; break;
    case 'w': options.warmup_s = number; break;
    case 'S': options.measured_s = number; break;
    case 'h': options.hold_ns = (uint64_t)(number * 1e6); break;
    case 'R': options.then_rate = number; break;
    case 'T': options.then_s = number; break;
    case 'z': options.settle_s = number; break;
    case 'p': options.patience_s = number; break;
    case 'P': options.push_port = (uint16_t)number; break;
    case '1': options.shares_connections = true; break;
    case 'a': options.authenticates = true; break;
    case 'x': options.has_push = true; break;
    case 'D': options.is_direct = true; break;
    case 'l': options.prints_timeline = true; break;
    case 'k': options.registers_first = true; break;
    case 'W': options.waits = true; break;
    default: exit(2);
    }
}

void options_parse(int count, char **arguments)
{
    int name;
    while ((name = getopt_long(count, arguments, "", known, NULL)) != -1)
        take(name, optarg);
    if (options.server.port == 0 || options.users == 0 || options.callers == 0)
        fail("--server, --users and --callers are needed");
    if (options.job != IDLE && options.rate <= 0 && options.outstanding == 0)
        fail("--rate or --outstanding is needed");
    if (options.is_direct && options.transport != UDP)
        fail("--direct is for UDP");
    // The phones of these are reached by push only, on a connection that they make then.
    if (options.job == WAKE || options.job == HOLD)
        options.has_push = true;
}

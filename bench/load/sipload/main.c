// Load for a SIP server on this machine: callers and phones in one thread with one clock. Says on standard output, a line of JSON each,
// when phones are registered, when the measured time begins and ends, and what came of it.
#include "caller.h"
#include "pace.h"
#include "phone.h"
#include "push.h"

#include <signal.h>
#include <stdio.h>

static void receive(struct link *link, const struct message *message, struct address local, struct address remote)
{
    if (message->status > 0)
        caller_receive(message);
    else
        phone_receive(link, message, local, remote);
}

int main(int count, char **arguments)
{
    options_parse(count, arguments);
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    units_start();
    links_start(options.server, receive, push_receive);
    if (options.push_port != 0)
        link_push_listener(options.push_port);
    phones_start();
    callers_start();
    return pace_run() ? 0 : 1;
}

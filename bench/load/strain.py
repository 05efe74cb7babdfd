"""More than a server can do, and all that a service does at once."""
import time
from dataclasses import replace

from . import processes
from .faults import LoadError
from .measures import DRAIN_SECONDS, OUTSTANDING, READY_SECONDS, SATURATED_HOLD_MS
from .moment import costs, look
from .runtime import RuntimeEvents
from .sipload import Sipload

AFTERWARDS = 0.7                          # of the most, offered after the overload
FULL = 0.9                                # of what is offered then must be done
TENTHS = 10                               # for so long
MIX_TLS_USERS = 10_000
MIX_PERIOD_S = 600                        # in which everybody registers once
MIX_CALL_USERS = 1600


def overload(server, case, settings):
    """Twice as much as a closed loop gives, then less than that."""
    tool = Sipload(server.folder, server, case, name='most', users=settings.users, outstanding=OUTSTANDING, hold=SATURATED_HOLD_MS,
                   warmup=settings.warmup_s, seconds=settings.seconds)
    result = tool.result(READY_SECONDS + settings.warmup_s + settings.seconds + DRAIN_SECONDS)
    most = result['units'] / result['seconds']
    tool = Sipload(server.folder, server, case, name='twice', first=settings.users, users=settings.users, rate=2 * most, timeline=True,
                   hold=SATURATED_HOLD_MS, seconds=settings.seconds, then_rate=AFTERWARDS * most, then_seconds=2 * settings.seconds)
    tool.wait('begin', READY_SECONDS)
    begin = look(server, [tool.process])
    tool.wait('end', settings.seconds + 60)
    end = look(server, [tool.process])
    result = tool.result(2 * settings.seconds + DRAIN_SECONDS)
    done = result['units'] / result['seconds']
    return {'tool': 'sipload', **costs(begin, end, result['units']), 'most_per_s': round(most, 1), 'offered_per_s': round(2 * most, 1),
            'done_per_s': round(done, 1), 'done_of_most': round(done / most, 3), 'pss_mb': round(processes.pss_mb(server.process), 1),
            'seconds_to_full_rate': _recovery(result['tenths'], settings.seconds, AFTERWARDS * most * FULL / 10),
            **{f'overload_{name}': result[name] for name in ('failures', 'refused', 'retransmissions', 'skipped')}}


def _recovery(tenths, seconds, enough):
    """Seconds after the overload until a second begins in which enough is done; nothing if it never does."""
    first = round(seconds * 10)
    for i in range(first, len(tenths) - TENTHS):
        if sum(tenths[i:i + TENTHS]) >= enough * TENTHS:
            return (i - first) / 10
    return None


def mix(server, case, settings):
    """Everybody registers again within ten minutes, some over TLS connections that they keep, while calls go on."""
    over_tls = min(MIX_TLS_USERS, settings.users // 30)
    over_udp = settings.users - over_tls
    period = settings.period_s
    registering, calling = replace(case, job='register'), replace(case, transport='udp')
    tools = [
        _waiting(server, registering, settings, 'tls', users=over_tls, rate=over_tls / period, push=True, callers=1, register_first=True),
        _waiting(server, replace(registering, transport='udp'), settings, 'udp', first=over_tls, users=over_udp, rate=over_udp / period,
                 push=True, register_first=True),
        _waiting(server, calling, settings, 'calls', first=settings.users, users=min(MIX_CALL_USERS, settings.users), rate=settings.rate,
                 hold=settings.hold_ms)]
    for tool in tools:
        tool.wait('ready', READY_SECONDS * 2)
    for tool in tools:
        tool.go()
    for tool in tools:
        tool.wait('begin', 30)
    events = RuntimeEvents(server, period) if settings.runtime_events else None
    begin = look(server, [tool.process for tool in tools])
    time.sleep(period)
    end, pss = look(server, [tool.process for tool in tools]), processes.pss_mb(server.process)
    told = events.result(0) if events else {}
    results = {tool.name: tool.result(period + DRAIN_SECONDS) for tool in tools}
    if not all(result['units'] for result in results.values()):
        raise LoadError(f'no unit was answered: {results}')
    return {'tool': 'sipload', **costs(begin, end, results['calls']['units']), 'pss_mb': round(pss, 1), **told,
            **{name: sum(result[name] for result in results.values()) for name in ('failures', 'retransmissions', 'lost_connections')},
            **{f'{name}_{what}': result[what] for name, result in results.items() for what in ('units', 'final_us')}}


def _waiting(server, case, settings, name, **options):
    return Sipload(server.folder, server, case, name=name, wait=True, warmup=0.1, seconds=settings.period_s, **options)

"""What is asked about a case: each function drives a server that has just started and returns figures."""
import time
from dataclasses import replace

from . import processes
from .faults import LoadError
from .moment import costs, look
from .phones import Phones
from .runtime import RuntimeEvents
from .server import Server
from .sipload import CALLERS, Sipload
from .sipp import ANSWER_SECONDS, total

READY_SECONDS = 180                       # until all phones are registered
OUTSTANDING = 64                          # units under way in a closed loop
SATURATED_HOLD_MS = 5
WOKEN_HOLD_MS = 20
DRAIN_SECONDS = 60
WARM_CONNECTIONS = 40                     # few beside those whose memory is measured
WARM_RATE = 1000


def cost(server, case, settings):
    """Constant load; what counts lies between two moments of it, so that start, compilation and end do not."""
    if case.by_sipp and not settings.own_tool and not settings.runtime_events:
        return _cost_by_sipp(server, case, settings)
    return _measured(server, case, settings, rate=settings.rate, hold=settings.hold_ms)


def _measured(server, case, settings, **options):
    """A run of the load tool with the costs of its measured time."""
    tool = Sipload(server.folder, server, case, users=settings.users, warmup=settings.warmup_s, seconds=settings.seconds, **options)
    tool.wait('ready', READY_SECONDS)
    tool.wait('begin', settings.warmup_s + 10)
    events = RuntimeEvents(server, settings.seconds - 1) if settings.runtime_events else None
    begin = look(server, [tool.process])
    tool.wait('end', settings.seconds + 30)
    end, pss = look(server, [tool.process]), processes.pss_mb(server.process)
    result = tool.result(DRAIN_SECONDS)
    if not result['units']:
        raise LoadError(f'no unit was answered: {result}')
    told = events.result(result['units'] / result['seconds']) if events else {}
    return {'tool': 'sipload', **costs(begin, end, result['units']), **_told(result), 'pss_mb': round(pss, 1), **told}


def _told(result):
    """What the tool says of failures and latencies; counters of what did not happen are left out."""
    always = {name: result[name] for name in ('failures', 'retransmissions')}
    return always | {name: value for name, value in result.items()
                     if name in ('refused', 'unexpected', 'skipped', 'lost_connections') and value or name.endswith('_us')}


def _cost_by_sipp(server, case, settings):
    if case.job == 'register' and settings.rate * settings.warmup_s < settings.users:
        raise LoadError('the warm-up is too short to register all users once')
    phones = Phones(server.folder, server, case, settings)
    callees, callers = phones.callees(), phones.callers()
    loads = [sipp.process for sipp in (*callers, *callees)]
    time.sleep(settings.warmup_s)
    first, first_of_callees = callers[0].next_row(), total(callees)
    begin = look(server, loads)
    time.sleep(settings.seconds)
    last = callers[0].next_row()
    end, pss = look(server, loads), processes.pss_mb(server.process)
    for caller in callers:
        caller.stop()
    for caller in callers:
        caller.finish(2 * ANSWER_SECONDS)
    for callee in callees:
        callee.next_row()
    complaint = next((caller.complaint() for caller in callers if caller.row().failures), None)
    units = last.answered - first.answered
    if units <= 0:
        raise LoadError(f'no unit was answered: {complaint}')
    since = total(callers) - first + total(callees) - first_of_callees
    return {'tool': 'sipp', **costs(begin, end, units), 'failures': total(callers).failures, 'retransmissions': since.retransmitted,
            'pss_mb': round(pss, 1), **({'complaint': complaint} if complaint else {})}


def saturation(server, case, settings):
    """A closed loop: as fast as it goes."""
    return _measured(server, case, settings, outstanding=OUTSTANDING, hold=SATURATED_HOLD_MS)


def latency(server, case, settings):
    """At a low rate; what it takes without a server is subtracted where that is possible."""
    options = {'rate': settings.rate, 'hold': settings.hold_ms}
    result = _measured(server, case, settings, **options)
    if case.transport != 'udp' or case.job not in ('call', 'message'):
        return result
    # No server answers 407.
    tool = Sipload(server.folder, server, case, name='direct', users=settings.users, warmup=min(1, settings.warmup_s),
                   seconds=settings.seconds, direct=True, auth=False, **options)
    floor = tool.result(settings.seconds + DRAIN_SECONDS)
    return result | _added(result, floor, ('arrival_us', 'final_us'))


def wake(server, case, settings):
    """Calls to phones that sleep, each of which comes when it is pushed; then the same over the bare relay."""
    def woken(by):
        return _measured(by, case, settings, rate=settings.rate, hold=WOKEN_HOLD_MS, push_port=by.push_port)
    result = woken(server)
    if server.template == 'relay':
        return result
    folder = server.folder / 'floor'
    folder.mkdir()
    relay = Server(folder, 'relay', case)
    floor = woken(relay)
    relay.end()
    return result | _added(result, floor, ('push_us', 'wake_us'))


def held(server, case, settings):
    """Calls to phones that sleep and do not come: what each takes while it waits."""
    units = settings.users
    # Each of the callers may cause 600 pushes a minute (push.max_per_caller).
    tool = Sipload(server.folder, server, case, users=units, callers=max(CALLERS, units // 50), units=units, rate=settings.rate,
                   settle=settings.settle_s, patience=600, seconds=settings.settle_s, push_port=server.push_port)
    tool.wait('ready', READY_SECONDS)
    time.sleep(settings.settle_s)
    before, begin = processes.pss_mb(server.process), look(server, [tool.process])
    tool.wait('held', units / settings.rate + 60)
    during, end = processes.pss_mb(server.process), look(server, [tool.process])
    result = tool.result(units / settings.rate + DRAIN_SECONDS)
    if result['pushes'] != units:
        raise LoadError(f'{result["pushes"]} of {units} calls were pushed')
    return {'tool': 'sipload', **costs(begin, end, units), **_told(result), 'pss_before_mb': round(before, 1), 'pss_mb': round(during, 1),
            'bytes_per_held_call': _bytes(during - before, units)}


def memory(server, case, settings):
    """Growth of memory over many new contacts with push parameters; the first tenth of them does not count."""
    warm = settings.users // 10
    _register(server, case, settings, 0, warm)
    time.sleep(settings.settle_s)
    before, begin = processes.pss_mb(server.process), look(server, [])
    result = _register(server, case, settings, warm, settings.users - warm)
    end, units = look(server, []), settings.users - warm
    time.sleep(settings.settle_s)
    after = processes.pss_mb(server.process)
    return {'tool': 'sipload', **costs(begin, end, units), **_told(result), 'contacts': settings.users, 'pss_before_mb': round(before, 1),
            'pss_mb': round(after, 1), 'bytes_per_contact': _bytes(after - before, units)}


def _register(server, case, settings, first, count):
    tool = Sipload(server.folder, server, case, name=f'registrar{first}', first=first, users=count, units=count, rate=settings.rate,
                   push=True)
    return tool.result(count / settings.rate + DRAIN_SECONDS)


def idle(server, case, settings):
    """Growth of memory over connections of registered phones on which nothing happens; the server has worked before, with some others."""
    warm = Sipload(server.folder, server, replace(case, job='register'), name='warm', first=settings.users, users=WARM_CONNECTIONS,
                   rate=WARM_RATE, warmup=settings.warmup_s, seconds=1)
    warm.result(settings.warmup_s + DRAIN_SECONDS)
    time.sleep(settings.settle_s)
    before = processes.pss_mb(server.process)
    tool = Sipload(server.folder, server, case, users=settings.users, callers=1, wait=True, seconds=0.2)
    tool.wait('ready', READY_SECONDS)
    time.sleep(settings.settle_s)
    after = processes.pss_mb(server.process)
    tool.go()
    result = tool.result(DRAIN_SECONDS)
    if result['lost_connections']:
        raise LoadError(f'the server closed {result["lost_connections"]} connections')
    return {'tool': 'sipload', **_told(result), 'connections': settings.users, 'pss_before_mb': round(before, 1), 'pss_mb': round(after, 1),
            'bytes_per_connection': _bytes(after - before, settings.users)}


def _added(result, floor, kinds):
    """What the server adds to a latency that would be there without it."""
    points = ('p50', 'p99')
    return {f'added_{kind}': {point: round(result[kind][point] - floor[kind][point], 1) for point in points} for kind in kinds} | {
        f'floor_{kind}': {point: floor[kind][point] for point in points} for kind in kinds}


def _bytes(megabytes, count):
    return round(megabytes * 1048576 / count)

"""Runs cases and prints a line of JSON for each, and a table. README.md in the folder above tells what the figures mean."""
import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from . import measures, processes, servers, strain
from .cases import CASES, SMOKE, SMOKE_PEER
from .faults import LoadError
from .server import Server
from .table import print_table

RUN_SECONDS = 600                         # no case takes longer, besides what its settings ask for
MEASURES = {name: getattr(measures, name) for name in ('cost', 'saturation', 'latency', 'wake', 'held', 'memory', 'idle')} | {
    'overload': strain.overload, 'mix': strain.mix}
# The log of a server under more load than it can bear may complain.
STRAINED = {'overload', 'saturation'}


@dataclass(frozen=True)
class Settings:
    """How much of everything."""
    rate: float
    users: int
    hold_ms: int
    warmup_s: float
    seconds: float
    settle_s: float                       # between a burst and the look at memory
    period_s: float                       # of the mix
    own_tool: bool
    runtime_events: bool


def main():
    options = parse()
    prepare(options.server, not options.no_build, options.runtime_events)
    cases = [(options.server, name) for name in options.cases or (SMOKE if options.smoke else CASES)]
    if options.smoke and not options.cases:
        cases += [('kamailio', name) for name in SMOKE_PEER]
        require('kamailio')
    results = [run(server, name, options) for server, name in cases]
    print_table(results)
    return int(any(is_bad(result, options) for result in results))


def prepare(server, build, listens):
    """What concerns the whole process: signals, limits, a build of Rouse."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    signal.signal(signal.SIGALRM, give_up)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if server == 'rouse' and build:
        for project in ['src/Rouse', *(['bench/Rouse.Benchmarks'] if listens else [])]:
            subprocess.run(['dotnet', 'build', servers.ROOT / project, '-c', 'Release', '--nologo', '-v', 'quiet'],
                           check=True, stdout=sys.stderr, timeout=600)
    require(server)


def require(server):
    if missing := servers.what_is_missing(server):
        sys.exit(missing)


def give_up(*_):
    raise LoadError('the run takes too long')


def add_options(parser):
    parser.add_argument('cases', nargs='*', metavar='CASE', help=', '.join(CASES))
    parser.add_argument('--rate', type=float, help='units a second')
    parser.add_argument('--users', type=int, help='phones, contacts, connections or calls')
    parser.add_argument('--hold', type=int, default=200, metavar='MS', help='time between ACK and BYE')
    parser.add_argument('--warmup', type=float, metavar='S', help='load before the measured time')
    parser.add_argument('--seconds', type=float, default=10, metavar='S', help='measured time')
    parser.add_argument('--settle', type=float, default=10, metavar='S', help='time between a burst and the look at memory')
    parser.add_argument('--period', type=float, default=strain.MIX_PERIOD_S, metavar='S', help='in which everybody registers, in mix')
    parser.add_argument('--own-tool', action='store_true', help='no SIPp')
    parser.add_argument('--runtime-events', action='store_true', help='allocations and GC pauses of Rouse; listening makes it dearer')
    parser.add_argument('--no-build', action='store_true', help='Rouse as it was built last')
    parser.add_argument('--smoke', action='store_true', help='does everything work? all cases, tiny; no figures')
    parser.add_argument('--keep', action='store_true', help='keep the folders with logs')


def parse():
    parser = argparse.ArgumentParser(prog='bench/run', description=__doc__)
    parser.add_argument('--server', default='rouse', metavar='SERVER', help='rouse, kamailio, relay, or a command line; see README.md')
    add_options(parser)
    return check(parser, parser.parse_args())


def check(parser, options):
    if unknown := set(options.cases) - set(CASES):
        parser.error(f'no case {", ".join(sorted(unknown))}; there are {", ".join(CASES)}')
    if options.smoke:
        options.no_build = True
        options.rate, options.users, options.hold, options.warmup = options.rate or 80, options.users or 120, 20, 0.4
        options.seconds, options.settle, options.period = 0.6, 0.1, 0.5
    return options


def settings_for(case, options):
    def chosen(value, default):
        return default if value is None else value
    return Settings(chosen(options.rate, case.rate), chosen(options.users, case.users), options.hold, chosen(options.warmup, case.warmup_s),
                    options.seconds, options.settle, options.period, options.own_tool or (options.smoke and case.job == 'register'),
                    options.runtime_events)


def run(template, name, options):
    """One case with a fresh server; prints and returns its result."""
    folder = Path(tempfile.mkdtemp(prefix='load.'))
    settings = settings_for(CASES[name], options)
    result = {'case': name, 'server': template}
    signal.alarm(round(RUN_SECONDS + settings.warmup_s + settings.seconds + settings.period_s
                       + 3 * settings.users / max(settings.rate, 100)))
    try:
        drive(template, replace(CASES[name], users=settings.users), settings, folder, result)
    except LoadError as error:
        result['error'] = str(error)
    finally:
        signal.alarm(0)
        processes.end_all()
        if options.keep:
            print(f'logs in {folder}', file=sys.stderr)
        else:
            shutil.rmtree(folder)
    print(json.dumps(result), flush=True)
    return result


def drive(template, case, settings, folder, result):
    if case.rouse_only and template not in ('rouse', 'relay'):
        raise LoadError('only Rouse does this')
    server = Server(folder, template, case)
    result |= {'command': server.command, 'configuration': server.configuration()}
    faults = []
    try:
        result |= MEASURES[case.measure](server, case, settings)
    except LoadError as error:
        faults.append(str(error))
    faults.extend(server.end(case.measure in STRAINED))
    result |= {'users': settings.users, 'warmup_s': settings.warmup_s, 'measured_s': settings.seconds,
               'hold_ms': settings.hold_ms if case.job == 'call' else 0,
               'load_average': round(os.getloadavg()[0], 1), 'processors': os.cpu_count(),
               'at': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}
    if faults:
        result['error'] = '; '.join(faults)


def is_bad(result, options):
    """A busy machine may delay an answer beyond T1, which in a smoke test is no fault."""
    return 'error' in result or result.get('failures', 0) > 0 or (result.get('retransmissions', 0) > 0 and not options.smoke)

"""Counters of processor time at one time, and what lies between two."""
import os
import time
from dataclasses import dataclass

from . import processes
from .processes import Cpu


@dataclass(frozen=True)
class Moment:
    """Processor time so far."""
    time: float
    server: Cpu
    load: Cpu
    busy: float


def look(server, loads):
    """Reads all. What load processes that have ended took is part of the load."""
    ended = os.times()
    load = sum((processes.cpu(process) for process in loads), Cpu(ended.children_user, ended.children_system))
    return Moment(time.monotonic(), processes.cpu(server.process), load, processes.machine_busy())


def costs(begin, end, units):
    """Processor time for a unit."""
    server, load = end.server - begin.server, end.load - begin.load
    seconds = end.time - begin.time
    other = end.busy - begin.busy - server.total - load.total
    return {
        'rate': round(units / seconds, 1), 'units': units,
        'server_cpu_us_per_unit': micros(server.total, units), 'server_user_us_per_unit': micros(server.user, units),
        'server_system_us_per_unit': micros(server.system, units), 'load_cpu_us_per_unit': micros(load.total, units),
        'server_cores': round(server.total / seconds, 3), 'other_cpu_pct': round(100 * max(0, other) / seconds / os.cpu_count(), 1)}


def micros(seconds, units):
    return round(seconds * 1e6 / units, 1) if units else None

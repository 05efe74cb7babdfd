"""Starts, measures and ends the processes of a run. What /proc says is in proc(5)."""
import ctypes
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_SECOND = os.sysconf('SC_CLK_TCK')
PR_SET_PDEATHSIG = 1                      # prctl(2)

_libc = ctypes.CDLL(None)
_started = []


@dataclass(frozen=True)
class Cpu:
    """Seconds of processor time."""
    user: float = 0.0
    system: float = 0.0

    @property
    def total(self):
        return self.user + self.system

    def __add__(self, other):
        return Cpu(self.user + other.user, self.system + other.system)

    def __sub__(self, earlier):
        return Cpu(self.user - earlier.user, self.system - earlier.system)


def spawn(argv, cwd, output, errors=subprocess.STDOUT, env=None, stdin=subprocess.DEVNULL):
    """A process in a session and group of its own, which cannot outlive this one. Output and errors: a file's path, or as for Popen."""
    files = [open(target, 'wb') if isinstance(target, Path) else target for target in (output, errors)]
    process = subprocess.Popen(argv, cwd=cwd, env=env, stdin=stdin, stdout=files[0], stderr=files[1],
                               start_new_session=True, preexec_fn=lambda: _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL))
    for file in files:
        if not isinstance(file, int):
            file.close()
    _started.append(process)
    return process


def end(process, patience=5):
    """Ends the group of a process that spawn() started: asks first, then kills. True if it went when asked."""
    asked = _signal_group(process, signal.SIGTERM, patience)
    if not asked:
        _signal_group(process, signal.SIGKILL, patience)
    _started.remove(process)
    return asked


def end_all():
    for process in list(_started):
        end(process, patience=1)


def _signal_group(process, number, patience):
    deadline = time.monotonic() + patience
    # Only while it has members: the kernel gives the number to nobody else as long as one lives.
    if _members(process):
        os.killpg(process.pid, number)
    while process.poll() is None or _members(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def cpu(process):
    """Processor time of the group of a process so far, with that of children already reaped."""
    ticks = [0, 0, 0, 0]
    # A process that has ended and was not waited for keeps its times.
    for pid in _members(process, with_ended=True):
        ticks = [sum(pair) for pair in zip(ticks, map(int, (_stat(pid) or [0] * 15)[11:15]))]
    user, system, children_user, children_system = ticks
    return Cpu((user + children_user) / TICKS_PER_SECOND, (system + children_system) / TICKS_PER_SECOND)


def pss_mb(process):
    """Proportional set size of the group of a process: a page that several processes share counts once."""
    kilobytes = 0
    for pid in _members(process):
        try:
            with open(f'/proc/{pid}/smaps_rollup', encoding='ascii', errors='replace') as file:
                kilobytes += sum(int(line.split()[1]) for line in file if line.startswith('Pss:'))
        except OSError:
            pass
    return kilobytes / 1024


def machine_busy():
    """Seconds that all processors together have been busy for anybody."""
    with open('/proc/stat', encoding='ascii') as file:
        user, nice, system, _, _, irq, softirq = (int(field) for field in file.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND


def _members(process, with_ended=False):
    """Pids of the processes of its group, the living if not said otherwise."""
    found = []
    for name in os.listdir('/proc'):
        fields = _stat(name) if name.isdigit() else None
        if fields and int(fields[2]) == process.pid and (with_ended or fields[0] != 'Z'):
            found.append(name)
    return found


def _stat(pid):
    """Fields of /proc/PID/stat from the state on (proc(5) counts it as the third), or None if the process is gone."""
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8', errors='replace') as file:
            return file.read().rpartition(')')[2].split()
    except OSError:
        return None

"""SIPp as load generator (https://sipp.readthedocs.io): one process with its statistics."""
import csv
import signal
import time
from dataclasses import astuple, dataclass
from pathlib import Path

from . import processes
from .faults import LoadError
from .ports import free_port

SCENARIOS = Path(__file__).resolve().parent / 'scenarios'
ROW_SECONDS = 0.1                         # how often SIPp writes a row of statistics
ANSWER_SECONDS = 8                        # without an answer for so long a unit has failed; four repetitions of T1 = 0.5 s take 7.5 s


@dataclass(frozen=True)
class Row:
    """SIPp's counters since its start."""
    created: int = 0
    answered: int = 0                     # SIPp counts a success only when the last pause is over
    failed: int = 0
    retransmitted: int = 0

    def __add__(self, other):
        return Row(*map(sum, zip(astuple(self), astuple(other))))

    def __sub__(self, earlier):
        return Row(*(now - then for now, then in zip(astuple(self), astuple(earlier))))

    @property
    def failures(self):
        return max(self.created - self.answered, self.failed)


COLUMNS = ('TotalCallCreated', 'ResponseTimeRepartitionanswer_<60000', 'FailedCall(C)', 'Retransmissions(C)')


class Sipp:
    """One SIPp that plays a scenario. It ends by itself after `seconds` at the latest."""

    def __init__(self, folder, name, scenario, seconds, options, server_port=None, port=None):
        self.name, self.port = name, port or free_port()
        self._statistics, self._output, self._errors = (folder / f'{name}.{kind}' for kind in ('csv', 'out', 'errors'))
        remote = [f'127.0.0.1:{server_port}'] if server_port else []
        self.process = processes.spawn([
            'sipp', *remote, '-sf', scenario_path(scenario), '-i', '127.0.0.1', '-bind_local', '-p', str(self.port),
            '-ci', '127.0.0.1', '-cp', str(free_port()), '-nostdin', '-timeout', str(round(seconds)), '-timeout_error',
            '-timer_resol', '1', '-buff_size', '4194304', '-recv_timeout', str(ANSWER_SECONDS * 1000), '-deadcall_wait', '2000',
            # A machine that is busy for a moment is no reason to give up.
            '-watchdog_minor_maxtriggers', '1000000', '-watchdog_major_maxtriggers', '10000',
            '-trace_stat', '-stf', self._statistics, '-fd', f'{round(ROW_SECONDS * 1000)}ms', '-error_file', self._errors,
            '-key', 'own_port', str(self.port), *options,
        ], folder, self._output)

    def row(self):
        """The last complete row of its statistics."""
        try:
            text = self._statistics.read_text(errors='replace')
        except OSError:
            return Row()
        lines = text[:text.rfind('\n') + 1].splitlines()
        if len(lines) < 2:
            return Row()
        counters = dict(zip(*csv.reader([lines[0], lines[-1]], delimiter=';')))
        return Row(*(int(counters.get(column, 0)) for column in COLUMNS))

    def next_row(self):
        """Waits for the row after the last, so that what is read beside it belongs to the same moment."""
        size = self._size()
        self.wait_until(lambda: self._size() > size, 'writes no statistics', 10)
        return self.row()

    def wait_until(self, condition, otherwise, patience):
        """Waits, or says what is wrong otherwise."""
        deadline = time.monotonic() + patience
        while not condition():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise LoadError(f'SIPp {self.name} {otherwise}: {self.complaint()}')
            time.sleep(0.002)

    def stop(self):
        """Lets it begin no more units; it ends when those under way have ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGUSR1)

    def finish(self, patience):
        """Waits for its end; the last row."""
        deadline = time.monotonic() + patience
        while self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        processes.end(self.process)
        return self.row()

    def complaint(self):
        """What is wrong, in SIPp's words; the first of them."""
        for file in (self._errors, self._output):
            if file.exists() and (text := file.read_text(errors='replace').strip()):
                return text[:800]
        return f'no word, exit code {self.process.poll()}, {self.row()}'

    def _size(self):
        return self._statistics.stat().st_size if self._statistics.exists() else 0


def total(sipps):
    return sum((sipp.row() for sipp in sipps), Row())


def scenario_path(name):
    return str(SCENARIOS / f'{name}.xml')

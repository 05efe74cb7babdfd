"""What the .NET runtime of Rouse tells of itself to the owner of the process: allocations and pauses for garbage collection."""
import json
import subprocess

from . import processes
from .faults import LoadError
from .servers import ROOT

PROGRAM = ROOT / 'bench/Rouse.Benchmarks/bin/Release/net10.0/Rouse.Benchmarks'
START_SECONDS = 30


class RuntimeEvents:
    """Listens for whole seconds, from now on."""

    def __init__(self, server, seconds):
        if not PROGRAM.exists():
            raise LoadError('the listener is not built: dotnet build bench/Rouse.Benchmarks -c Release')
        self._seconds = max(2, round(seconds))
        self._errors = server.folder / 'runtime.err'
        self._process = processes.spawn([str(PROGRAM), 'runtime-events', str(server.process.pid), str(self._seconds)],
                                        server.folder, subprocess.PIPE, self._errors)

    def result(self, rate):
        """What was told; per unit where the rate of units is known."""
        try:
            told, _ = self._process.communicate(timeout=self._seconds + START_SECONDS)
            events = json.loads(told)
        except (ValueError, subprocess.TimeoutExpired) as error:
            raise LoadError(f'nothing was heard of the runtime: {self._errors.read_text(errors="replace")[-400:]}') from error
        if rate:
            events['allocated_bytes_per_unit'] = round(events['allocated_bytes_per_s'] / rate)
        return events

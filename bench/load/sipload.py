"""The load tool of this folder: compiled when it is needed, started, listened to."""
import json
import select
import subprocess
import time
from pathlib import Path

from . import processes
from .faults import LoadError

HERE = Path(__file__).resolve().parent
ARTIFACTS = HERE.parent.parent / 'artifacts/bench'
COMPILER = ['gcc', '-std=gnu17', '-O2', '-Wall', '-Wextra', '-Werror']
CALLERS = 64
PATIENCE_SECONDS = 8                      # without an answer for so long a unit has failed; four repetitions of T1 = 0.5 s take 7.5 s


def build(name, sources, libraries=()):
    """Compiles the program if a source is newer; its path."""
    program = ARTIFACTS / name
    newest = max(file.stat().st_mtime for source in sources for file in source.parent.glob('*.[ch]'))
    if program.exists() and program.stat().st_mtime > newest:
        return program
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run([*COMPILER, '-o', program, *sources, *libraries], check=True, timeout=120, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise LoadError('gcc is missing: apt-get install --no-install-recommends gcc libc6-dev libssl-dev') from error
    except subprocess.CalledProcessError as error:
        raise LoadError(f'{name} does not compile (libssl-dev is needed): {error.stderr[:600]}') from error
    return program


def sipload():
    return build('sipload', sorted((HERE / 'sipload').glob('*.c')), ['-lssl', '-lcrypto'])


def relay():
    return build('relay', [*sorted((HERE / 'relay').glob('*.c')), HERE / 'sipload/message.c'])


class Sipload:
    """One run of the tool. It ends by itself."""

    def __init__(self, folder, server, case, name='sipload', **options):
        self.name = name
        port = server.tls_port if case.transport == 'tls' else server.port
        argv = [str(sipload()), '--server', f'127.0.0.1:{port}', '--job', case.job, '--transport', case.transport,
                '--domain', server.domain]
        options = {'users': case.users, 'callers': CALLERS, 'patience': PATIENCE_SECONDS, 'auth': case.auth,
                   'share_connections': case.shares_connections} | options
        for option, value in options.items():
            if value is not None and value is not False:
                argv += [f'--{option.replace("_", "-")}', *([] if value is True else [f'{value:.10g}'])]
        self._errors = folder / f'{name}.err'
        self._rest = b''
        self.process = processes.spawn(argv, folder, subprocess.PIPE, self._errors, stdin=subprocess.PIPE)

    def go(self):
        """Lets a tool that was told to wait begin."""
        self.process.stdin.write(b'\n')
        self.process.stdin.flush()

    def wait(self, event, patience):
        """What it says with the event; those before it are dropped."""
        deadline = time.monotonic() + patience
        while True:
            told = self._line(deadline, event)
            if told['event'] == event:
                return told
            if told['event'] in ('unregistered', 'result'):
                raise LoadError(f'{self.name}: {told}')

    def result(self, patience):
        result = self.wait('result', patience)
        processes.end(self.process)
        return result

    def _line(self, deadline, event):
        while b'\n' not in self._rest:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            more = self.process.stdout.read1(65536) if ready else b''
            if not more:
                raise LoadError(f'{self.name} does not get to "{event}": {self._errors.read_text(errors="replace")[-600:] or "no word"}')
            self._rest += more
        line, self._rest = self._rest.split(b'\n', 1)
        return json.loads(line)

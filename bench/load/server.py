"""The server under load: started with fresh data, watched, ended."""
import os
import re
import shlex
import socket
import time
from pathlib import Path

import processes
from sipp import LoadError, free_port

ROOT = Path(__file__).resolve().parent.parent
ROUSE = ROOT / 'src/Rouse/bin/Release/net10.0/rouse'
COMMAND = '{rouse} serve --listen udp://127.0.0.1:{port} --listen tcp://127.0.0.1:{port} --domain {domain} --data {work}/data'
DOMAIN = 'bench.test'
START_SECONDS = 30
INFO, ERROR = r'\S+ \S+ info ', r'\S+ \S+ error '      # lines of Rouse's log


class Server:
    """Rouse, or the server of another command. It answers OPTIONS over UDP when the constructor returns."""

    def __init__(self, folder, template, with_auth):
        self.port = free_port()
        self._folder, self._log = folder, folder / 'server.log'
        fields = {'port': self.port, 'work': folder, 'domain': DOMAIN, 'users': folder / 'users.txt', 'rouse': ROUSE}
        template = template or f'{COMMAND} {"--users {users}" if with_auth else "--no-auth"}'
        argv = [re.sub(r'\{(\w+)\}', lambda field: str(fields.get(field[1], field[0])), word) for word in shlex.split(template)]
        self.command = self._shorten(shlex.join(argv))
        # Settings of whoever measures must not reach the server.
        env = {name: value for name, value in os.environ.items() if not name.startswith('ROUSE__')}
        self.process = processes.spawn(argv, folder, self._log, env)
        self._wait()

    def configuration(self):
        """What Rouse says at its start that it chose."""
        return {key: self._shorten(value) for key, value in re.findall(r'^  (\w+) +(.+)$', self._text()[:4000], re.MULTILINE)}

    def end(self):
        """Ends it as an operator does; what was wrong with it."""
        code = self.process.poll()
        if code is not None:
            last = [line for line in self._text().splitlines() if not re.match(INFO, line)][-20:]
            return [f'the server ended by itself with {code}: {" | ".join(last)}']
        faults = [] if processes.end(self.process, patience=15) else ['the server did not end when asked']
        errors = [line for line in self._text().splitlines() if re.match(ERROR, line)]
        return [*faults, *([f'{len(errors)} errors in its log, first: {errors[0]}'] if errors else [])]

    def _wait(self):
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise LoadError(f'the server does not answer OPTIONS: {self._text()[-800:]}')

    def _answers(self):
        with socket.socket(type=socket.SOCK_DGRAM) as probe:
            probe.bind(('127.0.0.1', 0))
            probe.settimeout(0.1)
            number = time.monotonic_ns()
            lines = [f'OPTIONS sip:{DOMAIN} SIP/2.0', f'Via: SIP/2.0/UDP 127.0.0.1:{probe.getsockname()[1]};branch=z9hG4bK{number};rport',
                     'Max-Forwards: 70', f'From: <sip:probe@{DOMAIN}>;tag=probe', f'To: <sip:{DOMAIN}>', f'Call-ID: {number}',
                     'CSeq: 1 OPTIONS', 'Content-Length: 0', '', '']
            try:
                probe.sendto('\r\n'.join(lines).encode(), ('127.0.0.1', self.port))
                return probe.recv(4096).startswith(b'SIP/2.0 ')
            except TimeoutError:
                return False
            except OSError:                       # nobody listens yet
                time.sleep(0.05)
                return False

    def _text(self):
        return self._log.read_text(errors='replace')

    def _shorten(self, text):
        return text.replace(str(self._folder), '{work}').replace(f'{ROOT}/', '')

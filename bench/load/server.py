"""The server under load: started with fresh data, watched, ended."""
import os
import re
import shlex
import socket
import time

from . import processes, servers
from .faults import LoadError
from .ports import free_port

START_SECONDS = 60
INFO, ERROR = r'\S+ \S+ info ', r'(\S+ \S+ error |.*(ERROR|CRITICAL|BUG): )'      # lines of the logs of Rouse and of Kamailio


class Server:
    """A server that answers OPTIONS over UDP when the constructor returns."""

    domain = servers.DOMAIN

    def __init__(self, folder, template, case):
        self.folder, self.template, self._case = folder, template, case
        self.port, self.tls_port, self.push_port = free_port(), free_port(), free_port()
        self._log = folder / 'server.log'
        self._fields = {'port': self.port, 'tls_port': self.tls_port, 'push_port': self.push_port, 'work': folder, 'domain': self.domain,
                        'rouse': servers.ROUSE, **servers.write_certificate(folder),
                        **servers.write_accounts(folder, case.users if case.auth else 0)}
        self._start()

    def _start(self):
        argv = servers.command(self.template, self._case, self._fields)
        self.command = self._shorten(shlex.join(argv))
        # Settings of whoever measures must not reach the server.
        env = {name: value for name, value in os.environ.items() if not name.startswith(('ROUSE__', 'DOTNET_'))}
        deadline = time.monotonic() + START_SECONDS
        try:
            self.process = processes.spawn(argv, self.folder, self._log, env=env)
        except OSError as error:
            raise LoadError(f'the server does not start: {error}') from error
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise LoadError(f'the server does not answer OPTIONS: {self._text()[-800:]}')

    def configuration(self):
        """What it is, and what Rouse says at its start that it chose."""
        # It answers before its log says so.
        deadline = time.monotonic() + START_SECONDS
        while self.template == 'rouse' and not re.search(r'^ready on ', self._text(), re.MULTILINE) and time.monotonic() < deadline:
            time.sleep(0.02)
        said = {key: self._shorten(value) for key, value in re.findall(r'^  (\w+) +(.+)$', self._text()[:4000], re.MULTILINE)}
        if self.template == 'kamailio':
            said['configuration_sha256'] = servers.KAMAILIO_SHA256
        return {'version': servers.version(self.template), **said}

    def end(self, is_strained=False):
        """Ends it as an operator does; what was wrong with it. A strained one may complain in its log."""
        code = self.process.poll()
        if code is not None:
            last = [line for line in self._text().splitlines() if not re.match(INFO, line)][-20:]
            return [f'the server ended by itself with {code}: {" | ".join(last)}']
        faults = [] if processes.end(self.process, patience=30) else ['the server did not end when asked']
        errors = [line for line in self._text().splitlines() if re.match(ERROR, line)]
        return faults if is_strained or not errors else [*faults, f'{len(errors)} errors in its log, first: {errors[0][:400]}']

    def _answers(self):
        with socket.socket(type=socket.SOCK_DGRAM) as probe:
            probe.bind(('127.0.0.1', 0))
            probe.settimeout(0.1)
            try:
                probe.sendto(options(probe.getsockname()[1]), ('127.0.0.1', self.port))
                return probe.recv(4096).startswith(b'SIP/2.0 ')
            except TimeoutError:
                return False
            except OSError:                       # nobody listens yet
                time.sleep(0.02)
                return False

    def _text(self):
        return self._log.read_text(errors='replace')

    def _shorten(self, text):
        return text.replace(str(self.folder), '{work}').replace(f'{servers.ROOT}/', '')


def options(port):
    """Asks whether the server is there."""
    number = time.monotonic_ns()
    return '\r\n'.join([
        f'OPTIONS sip:{servers.DOMAIN} SIP/2.0', f'Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{number};rport', 'Max-Forwards: 70',
        f'From: <sip:probe@{servers.DOMAIN}>;tag=probe', f'To: <sip:{servers.DOMAIN}>', f'Call-ID: {number}', 'CSeq: 1 OPTIONS',
        'Content-Length: 0', '', '']).encode()

"""The phones of a run, played by SIPp: who they are and from where they send."""
from dataclasses import dataclass
from pathlib import Path

from server import DOMAIN
from sipp import ANSWER_SECONDS, LoadError, Sipp, scenario_path

SOURCES = {'udp': 64, 'tcp': 16}          # addresses or connections from which callers send; a connection is a SIPp of its own
PREPARATION_RATE = 500                    # phones registered a second before a run
PHONES_OF_A_SIPP = 10000                  # each has a socket
MOST_SOCKETS = 15000                      # SIPp's own limit is above the number of files that a process may usually open


@dataclass(frozen=True)
class Case:
    """What is driven, and how many units a second where the machine has nothing else to do."""
    scenario: str
    transport: str
    rate: float
    answer: str | None = None

    @property
    def registers(self):
        return self.scenario.startswith('register')

    @property
    def with_auth(self):
        return self.scenario.endswith('auth')


@dataclass(frozen=True)
class Settings:
    rate: float
    users: int
    hold_ms: int
    warmup_s: float
    seconds: float


class Phones:
    """Over UDP each phone has a loopback address of its own. Over TCP a called phone has its own connection, and callers share theirs."""

    def __init__(self, folder: Path, server, case: Case, settings: Settings):
        self._folder, self._server, self._case, self._settings = folder, server, case, settings

    def register(self, users, rate):
        """Registers phones over UDP; the SIPps that did it, all with one port."""
        sipps = []
        for first in range(users.start, users.stop, PHONES_OF_A_SIPP):
            chunk = range(first, min(first + PHONES_OF_A_SIPP, users.stop))
            seconds = len(chunk) / rate + 2 * ANSWER_SECONDS
            sipp = self._sipp(f'registrars{first}', 'register', 'udp', users_lines(chunk), seconds,
                              ['-m', str(len(chunk)), '-r', f'{rate:g}'], port=sipps[0].port if sipps else None)
            row = sipp.finish(seconds + 5)
            if row.answered < len(chunk):
                raise LoadError(f'{len(chunk) - row.answered} of {len(chunk)} phones are not registered: {sipp.complaint()}')
            sipps.append(sipp)
        return sipps

    def callees(self):
        """The registered phones that answer, if the case has such, as one SIPp."""
        if self._case.answer is None:
            return []
        users = self._settings.users
        seconds = users / PREPARATION_RATE + self._settings.warmup_s + self._settings.seconds + 60
        udp = self._case.transport == 'udp'
        return [self._callees_at_addresses(users, seconds) if udp else self._callees_on_connections(users, seconds)]

    def _callees_at_addresses(self, users, seconds):
        port = self.register(range(users), PREPARATION_RATE)[0].port
        sipp = self._sipp('callees', self._case.answer, 'udp', users_lines(range(users)), seconds, [], port=port, is_called=True)
        sipp.wait_until(lambda: f':{port:04X} ' in Path('/proc/net/udp').read_text(), 'does not listen', 10)
        return sipp

    def _callees_on_connections(self, users, seconds):
        # Each registers and stays. Requests that come on its connection are played by the second scenario.
        sipp = self._sipp('callees', 'register', 'tcp', users_lines(range(users)), seconds, [
            '-t', 'tn', '-m', str(users), '-l', str(users), '-r', str(PREPARATION_RATE), '-d', str(round(seconds * 1000)),
            '-oocsf', scenario_path(self._case.answer)])
        sipp.wait_until(lambda: sipp.row().answered == users, 'is not registered', users / PREPARATION_RATE + ANSWER_SECONDS)
        return sipp

    def callers(self):
        """The load: SIPps that together keep the rate of the settings until they are stopped."""
        case, settings = self._case, self._settings
        lines = (users_lines if case.registers else callers_lines)(range(settings.users))
        sipps = 1 if case.transport == 'udp' else SOURCES['tcp']
        rate, hold_ms = settings.rate / sipps, settings.hold_ms if case.scenario == 'call' else 0
        seconds = settings.warmup_s + settings.seconds + hold_ms / 1000 + 4 * ANSWER_SECONDS
        options = ['-r', f'{rate:g}', '-l', str(round(rate * (hold_ms / 1000 + ANSWER_SECONDS)) + 100), '-d', str(hold_ms)]
        return [self._sipp(f'callers{i}', case.scenario, case.transport, lines[i::sipps], seconds, options) for i in range(sipps)]

    def _sipp(self, name, scenario, transport, lines, seconds, options, port=None, is_called=False):
        file = self._folder / f'{name}.lines'
        file.write_text('\n'.join(['SEQUENTIAL', *lines, '']))
        sockets = ['-t', 'ui', '-ip_field', '2'] if transport == 'udp' else ['-t', 't1']
        options = ['-inf', str(file), *sockets, '-max_socket', str(MOST_SOCKETS), '-key', 'domain', DOMAIN, '-auth_uri', DOMAIN, *options]
        # The second scenario makes every request that plays it a complaint.
        complains = [] if '-oocsf' in options else ['-trace_err']
        return Sipp(self._folder, name, scenario, seconds, [*options, *complains], None if is_called else self._server.port, port)


def users_lines(users):
    """User, credentials (a keyword of SIPp), address."""
    return [f'user{i};[authentication username=user{i} password=pw{i}];{address(i)}' for i in users]


def callers_lines(users):
    """Callee, caller, the caller's address."""
    return [f'user{i};caller{i};127.200.0.{i % SOURCES["udp"] + 1}' for i in users]


def address(i):
    """127.1.0.1 and on."""
    return f'127.{1 + i // 62500}.{i // 250 % 250}.{i % 250 + 1}'


def write_accounts(file, users):
    """The users file of the server, which nobody else may read."""
    file.touch(mode=0o600)
    file.write_text('version:1\n' + ''.join(f'user{i}@{DOMAIN} clrtxt:pw{i} ;\n' for i in users))

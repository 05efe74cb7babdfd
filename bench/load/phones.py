"""The phones of a run over UDP, played by SIPp: who they are and from where they send. Each has a loopback address of its own."""
from pathlib import Path

from .servers import DOMAIN
from .sipp import ANSWER_SECONDS, LoadError, Sipp

SOURCES = 64                              # addresses from which callers send
PREPARATION_RATE = 500                    # phones registered a second before a run
MOST_SOCKETS = 15000                      # SIPp's own limit is above the number of files that a process may usually open
ANSWERS = {'call': 'answer_call', 'message': 'answer_message'}


class Phones:
    """Callers and callees of one case."""

    def __init__(self, folder: Path, server, case, settings):
        self._folder, self._server, self._case, self._settings = folder, server, case, settings

    def callees(self):
        """The registered phones that answer, if the case has such, as one SIPp."""
        if self._case.job not in ANSWERS:
            return []
        users = range(self._settings.users)
        seconds = len(users) / PREPARATION_RATE + self._settings.warmup_s + self._settings.seconds + 60
        port = self._register(users)
        sipp = self._sipp('callees', ANSWERS[self._case.job], users_lines(users), seconds, [], port=port, is_called=True)
        sipp.wait_until(lambda: f':{port:04X} ' in Path('/proc/net/udp').read_text(encoding='ascii'), 'does not listen', 10)
        return [sipp]

    def callers(self):
        """The load, which begins at once."""
        settings, users = self._settings, range(self._settings.users)
        registers = self._case.job == 'register'
        lines = users_lines(users) if registers else callers_lines(users)
        hold_ms = settings.hold_ms if self._case.job == 'call' else 0
        seconds = settings.warmup_s + settings.seconds + hold_ms / 1000 + 4 * ANSWER_SECONDS
        most = round(settings.rate * (hold_ms / 1000 + ANSWER_SECONDS)) + 100
        scenario = f'{self._case.job}_auth' if self._case.auth else self._case.job
        return [self._sipp('callers', scenario, lines, seconds, ['-r', f'{settings.rate:g}', '-l', str(most), '-d', str(hold_ms)])]

    def _register(self, users):
        """Registers phones; the port of all of them."""
        seconds = len(users) / PREPARATION_RATE + 2 * ANSWER_SECONDS
        sipp = self._sipp('registrars', 'register', users_lines(users), seconds, ['-m', str(len(users)), '-r', str(PREPARATION_RATE)])
        row = sipp.finish(seconds + 5)
        if row.answered < len(users):
            raise LoadError(f'{len(users) - row.answered} of {len(users)} phones are not registered: {sipp.complaint()}')
        return sipp.port

    def _sipp(self, name, scenario, lines, seconds, options, port=None, is_called=False):
        file = self._folder / f'{name}.lines'
        file.write_text('\n'.join(['SEQUENTIAL', *lines, '']))
        options = ['-inf', str(file), '-t', 'ui', '-ip_field', '2', '-max_socket', str(MOST_SOCKETS), '-key', 'domain', DOMAIN,
                   '-auth_uri', DOMAIN, '-trace_err', *options]
        return Sipp(self._folder, name, scenario, seconds, options, None if is_called else self._server.port, port)


def users_lines(users):
    """User, credentials (a keyword of SIPp), address."""
    return [f'user{i};[authentication username=user{i} password=pw{i}];{address(i)}' for i in users]


def callers_lines(users):
    """Callee, caller, the caller's address."""
    return [f'user{i};caller{i};127.200.0.{i % SOURCES + 1}' for i in users]


def address(i):
    """127.1.0.1 and on."""
    return f'127.{1 + i // 62500}.{i // 250 % 250}.{i % 250 + 1}'

"""Which server is measured, and how it is started for a case."""
import glob
import hashlib
import re
import shlex
import shutil
import sqlite3
import subprocess
from pathlib import Path

from .faults import LoadError
from .sipload import relay

ROOT = Path(__file__).resolve().parent.parent.parent
ROUSE = ROOT / 'src/Rouse/bin/Release/net10.0/rouse'
DOMAIN = 'bench.test'
KAMAILIO = ROOT / 'bench/peers/kamailio.cfg'
# A comparison with another configuration is another comparison.
KAMAILIO_SHA256 = 'e451a54d714967b9cb1e93d20c81f5219a1dbf3759876901f5135463b7a7da26'
# What a run needs, and the packages that have it.
TOOLS = {'sipp': 'sip-tester', 'openssl': 'openssl'}
KAMAILIO_PACKAGES = 'kamailio kamailio-tls-modules kamailio-sqlite-modules'


def rouse(case, fields):
    """Its defaults, and the options that an operator would give it for the job."""
    words = ['{rouse}', 'serve', '--listen', 'udp://127.0.0.1:{port}', '--listen', 'tcp://127.0.0.1:{port}', '--domain', '{domain}',
             '--data', '{work}/data', *(['--users', '{users}'] if case.auth else ['--no-auth'])]
    settings = ''
    if case.transport == 'tls':
        words += ['--listen', 'tls://127.0.0.1:{tls_port}']
        settings += '[tls]\ncertificate = "{certificate}"\nkey = "{key}"\n'
    if case.pushes:
        settings += '[push.http]\nurl = "http://127.0.0.1:{push_port}/push/{{token}}"\n'
    if settings:
        (fields['work'] / 'rouse.toml').write_text(settings.format(**fields))
        words += ['--config', '{work}/rouse.toml']
    return words


def kamailio(case, fields):
    """The same job: registrar in memory, stateful proxy on the Record-Route, as many receivers as there are processors."""
    if hashlib.sha256(KAMAILIO.read_bytes()).hexdigest() != KAMAILIO_SHA256:
        raise LoadError(f'{KAMAILIO} is not the file that KAMAILIO_SHA256 in {Path(__file__).name} names')
    words = ['kamailio', '-f', str(KAMAILIO), '-DD', '-E', '-x', 'fm', '-l', 'udp:127.0.0.1:{port}', '-l', 'tcp:127.0.0.1:{port}',
             '-n', '2', '-N', '2', '-m', '4096', '-M', '16', '-w', '{work}', '-Y', '{work}', '-P', '{work}/kamailio.pid',
             '-A', 'CTL="unix:{work}/ctl"']
    if case.auth:
        words += ['-A', 'WITH_AUTH', '-A', 'DBURL="sqlite:///{accounts}"']
    if case.transport == 'tls':
        words += ['-l', 'tls:127.0.0.1:{tls_port}', '-A', 'TLSCRT="{certificate}"', '-A', 'TLSKEY="{key}"']
    return words


def bare_relay(_, fields):
    """The floor."""
    return [str(relay()), '{port}', '{push_port}']


KNOWN = {'rouse': rouse, 'kamailio': kamailio, 'relay': bare_relay}


def command(template, case, fields):
    """The words of the command line."""
    words = KNOWN[template](case, fields) if template in KNOWN else shlex.split(template)
    return [re.sub(r'\{(\w+)\}', lambda field: str(fields.get(field[1], field[0])), word) for word in words]


def what_is_missing(template):
    """How to install what is needed, or nothing."""
    if template == 'rouse' and not ROUSE.exists():
        return 'Rouse is not built: dotnet build src/Rouse -c Release'
    if template == 'kamailio':
        modules = [glob.glob(f'/usr/lib/*/kamailio/modules/{module}.so') for module in ('tls', 'db_sqlite')]
        if not shutil.which('kamailio') or not all(modules):
            return f'Kamailio is missing: apt-get install --no-install-recommends {KAMAILIO_PACKAGES}'
    if missing := [package for tool, package in TOOLS.items() if not shutil.which(tool)]:
        return f'Not everything is there: apt-get install --no-install-recommends {" ".join(missing)}'
    return None


def version(template):
    """The commit of Rouse or the version of Kamailio."""
    ask = {'rouse': ['git', '-C', str(ROOT), 'describe', '--always', '--dirty'], 'kamailio': ['kamailio', '-v']}.get(template)
    if ask is None:
        return None
    said = subprocess.run(ask, capture_output=True, text=True, timeout=10, check=False).stdout
    return said.splitlines()[0] if said else None


def write_accounts(folder, count):
    """user0 with password pw0 and so on, in the form of each server."""
    numbers = range(count)
    users, accounts = folder / 'users.txt', folder / 'accounts.sqlite'
    users.touch(mode=0o600)
    users.write_text('version:1\n' + ''.join(f'user{i}@{DOMAIN} clrtxt:pw{i} ;\n' for i in numbers))
    with sqlite3.connect(accounts) as database:
        database.executescript('''
            CREATE TABLE version(table_name TEXT, table_version INTEGER);
            INSERT INTO version VALUES ('htable', 2);
            CREATE TABLE htable(
                id INTEGER PRIMARY KEY, key_name TEXT, key_type INTEGER, value_type INTEGER, key_value TEXT, expires INTEGER);''')
        database.executemany('INSERT INTO htable(key_name, key_type, value_type, key_value, expires) VALUES (?, 0, 0, ?, 0)', (
            (f'user{i}', hashlib.md5(f'user{i}:{DOMAIN}:pw{i}'.encode()).hexdigest()) for i in numbers))
    return {'users': users, 'accounts': accounts}


def write_certificate(folder):
    """A certificate for the run."""
    certificate, key = folder / 'certificate.pem', folder / 'key.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30',
                    '-subj', f'/CN={DOMAIN}', '-addext', f'subjectAltName=DNS:{DOMAIN},IP:127.0.0.1', '-keyout', key, '-out', certificate],
                   check=True, capture_output=True, timeout=30)
    return {'certificate': certificate, 'key': key}

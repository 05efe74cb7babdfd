"""What can be measured."""
from dataclasses import dataclass, replace

# Units a second where the machine has nothing else to do, as the targets have them.
RATES = {'call': 400, 'call_auth': 400, 'register': 3000, 'register_auth': 1500, 'message': 1500, 'options': 4000}
LATENCY_RATES = {'call': 100, 'call_auth': 100}
LATENCY_RATE = 200
STREAM_USERS = 400                        # phones that have a connection each
ALL_USERS = 303_945                       # as many as sip.linphone.org had in 2016


@dataclass(frozen=True)
class Case:
    """A job, how it is carried, and what is asked about it."""
    job: str
    transport: str = 'udp'
    measure: str = 'cost'
    rate: float = 0
    auth: bool = False
    shares_connections: bool = False
    users: int = 1600
    warmup_s: float = 10                  # the code of a just-in-time compiler is good by then
    rouse_only: bool = False              # nobody else does the job
    by_sipp: bool = False
    pushes: bool = False                  # to a push service that the load tool plays


def _usual():
    """Every job over every transport: at a rate, as fast as it goes, and how long it takes."""
    for job, rate in RATES.items():
        for suffix, transport, shares in (('udp', 'udp', False), ('tcp', 'tcp', False), ('tcp_one', 'tcp', True), ('tls', 'tls', False)):
            case = Case(job.removesuffix('_auth'), transport, 'cost', rate, job.endswith('_auth'), shares,
                        1600 if transport == 'udp' else STREAM_USERS)
            # SIPp sends one digest-uri for all, has no TLS in Debian, and needs a process for each connection that it shares.
            by_sipp = transport == 'udp' and job != 'call_auth'
            yield f'{job}_{suffix}', replace(case, by_sipp=by_sipp)
            yield f'{job}_{suffix}_saturation', replace(case, measure='saturation')
            yield f'{job}_{suffix}_latency', replace(case, measure='latency', rate=LATENCY_RATES.get(job, LATENCY_RATE))


CASES = dict(_usual()) | {
    'call_udp_memory': Case('call', 'udp', 'cost', 5000, warmup_s=40),
    'call_udp_overload': Case('call', 'udp', 'overload'),
    'register_udp_overload': Case('register', 'udp', 'overload'),
    'message_udp_overload': Case('message', 'udp', 'overload'),
    'wake': Case('wake', 'udp', 'wake', 200, users=4000, rouse_only=True, pushes=True),
    'held': Case('hold', 'udp', 'held', 1500, users=50_000, rouse_only=True, pushes=True),
    'memory': Case('register', 'udp', 'memory', 5000, users=ALL_USERS),
    'idle_tcp': Case('idle', 'tcp', 'idle', users=4000),
    'idle_tls': Case('idle', 'tls', 'idle', users=4000),
    'mix': Case('call', 'tls', 'mix', 200, users=ALL_USERS),
}

# One of everything.
SMOKE = ['call_udp', 'call_tcp', 'call_auth_udp', 'register_udp', 'register_tcp_one', 'register_auth_udp', 'message_udp_latency',
         'options_udp', 'call_udp_saturation', 'call_udp_overload', 'call_tls', 'wake', 'held', 'memory', 'idle_tcp', 'idle_tls']
SMOKE_PEER = ['call_udp', 'register_auth_udp', 'call_tls', 'idle_tls', 'mix']

"""Runs two servers in turn, A B A B …, each time with fresh data, and prints a line of JSON for each run and a table of their ratios."""
import argparse

from . import run
from .cases import CASES
from .table import print_ratios, print_table


def main():
    parser = argparse.ArgumentParser(prog='bench/compare', description=__doc__)
    parser.add_argument('--a', default='rouse', metavar='SERVER', help='rouse, kamailio, relay, or a command line')
    parser.add_argument('--b', default='kamailio', metavar='SERVER', help='the same')
    parser.add_argument('--rounds', type=int, default=5, help='pairs')
    run.add_options(parser)
    options = run.check(parser, parser.parse_args())
    if not options.cases:
        parser.error('which case?')
    run.prepare(options.a, not options.no_build, options.runtime_events)
    run.require(options.b)
    pairs = {name: [] for name in options.cases}
    for _ in range(options.rounds):
        for name in options.cases:
            pairs[name].append((run.run(options.a, name, options), run.run(options.b, name, options)))
    results = [result for both in pairs.values() for pair in both for result in pair]
    print_table(results)
    print_ratios(pairs)
    return int(any(run.is_bad(result, options) for result in results if CASES[result['case']].measure != 'overload'))

"""Results for people."""
import statistics
import sys

COLUMNS = {
    'rate': 'units/s', 'server_cpu_us_per_unit': 'server µs', 'server_system_us_per_unit': 'system µs', 'load_cpu_us_per_unit': 'load µs',
    'pss_mb': 'PSS MB', 'failures': 'failed', 'retransmissions': 'again', 'other_cpu_pct': 'others %'}
# What stands beside the columns, where a case has it.
MORE = ('bytes_per_contact', 'bytes_per_connection', 'bytes_per_held_call', 'most_per_s', 'done_of_most',
        'seconds_to_full_rate', 'allocated_bytes_per_unit', 'gc_pauses', 'gc_pause_p999_ms')
LATENCIES = ('arrival_us', 'final_us', 'added_arrival_us', 'added_final_us', 'push_us', 'wake_us', 'added_push_us', 'added_wake_us')


def figures(result):
    """All that can be compared, by name."""
    found = {name: result[name] for name in (*COLUMNS, *MORE) if isinstance(result.get(name), (int, float))}
    for name in LATENCIES:
        for point in ('p50', 'p99'):
            if name in result:
                found[f'{name.removesuffix("_us")} {point} µs'] = result[name][point]
    return found


def print_table(results):
    rows = [['case', 'server', *COLUMNS.values(), '']]
    for result in results:
        more = [f'{name} {value}' for name, value in figures(result).items() if name not in COLUMNS]
        rows.append([result['case'], result['server'].split(' ')[0], *(str(result.get(name, '')) for name in COLUMNS),
                     f'NO FIGURES: {result["error"][:160]}' if 'error' in result else ', '.join(more)])
    _print(rows)


def print_ratios(pairs):
    """Of each figure of each case the ratio first to second, pair by pair."""
    rows = [['case', 'figure', 'first', 'second', 'ratio: least', 'median', 'most', 'pairs']]
    for case, results in pairs.items():
        good = [(figures(first), figures(second)) for first, second in results if 'error' not in first and 'error' not in second]
        for name in (good[0][0] if good else ()):
            both = [(a[name], b[name]) for a, b in good if name in a and b.get(name)]
            if not both or name in ('failures', 'retransmissions', 'other_cpu_pct'):
                continue
            ratios = sorted(a / b for a, b in both)
            medians = (statistics.median(a for a, _ in both), statistics.median(b for _, b in both))
            rows.append([case, COLUMNS.get(name, name), *(f'{median:g}' for median in medians),
                         *(f'{ratio:.2f}' for ratio in (ratios[0], statistics.median(ratios), ratios[-1])), str(len(both))])
        if len(good) < len(results):
            rows.append([case, f'{len(results) - len(good)} of {len(results)} pairs without figures', *[''] * 6])
    _print(rows)


def _print(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print('  '.join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip(), file=sys.stderr)

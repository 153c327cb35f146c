"""What becomes of rebuilding and reading when there are ten times as many answers.

    python -m bench.growth [--answers 10000] [--times 10] [--keep DIR]

Prints a Markdown table. Each step is a process of its own, so that its memory is its own; both
servers run while one of them is asked, so that what the machine does meanwhile falls on both.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench import api, load
from bench.server import server
from bench.tables import as_table

ROOT = Path(__file__).resolve().parent.parent
REBUILT = ("search", "renditions")
MOST_GROWTH, MOST_PEAK_MB, LEAST_RATE = 1.3, 1024, 0.8
ROUNDS, SECONDS = 3, 6.0
Step = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures growth.")
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--keep", type=Path, help="a directory to fill, or to use again")
    parser.add_argument("--step", nargs=2, metavar=("NAME", "PLACE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(take(options.step[0], Path(options.step[1]), answers=options.answers)))
        return 0
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        return measure(
            options.keep or Path(made), (options.answers, options.answers * options.times)
        )


def measure(place: Path, sizes: tuple[int, int]) -> int:
    filled = [run_step("fill", place / str(size), answers=size) for size in sizes]
    steps = {
        name: [run_step(name, place / str(size), answers=size) for size in sizes]
        for name in REBUILT
    }
    rates = read_rates([place / str(size) for size in sizes], [step["asked"] for step in filled])
    print(table(sizes, steps, rates))
    grown = [growth(pair, sizes) <= MOST_GROWTH for pair in steps.values()]
    small = [step["peak_mb"] <= MOST_PEAK_MB for pair in steps.values() for step in pair]
    return 0 if all([*grown, *small, rates[1] >= LEAST_RATE * rates[0]]) else 1


def run_step(name: str, place: Path, *, answers: int) -> Step:
    command = [sys.executable, "-m", "bench.growth", "--step", name, str(place)]
    command += ["--answers", str(answers)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    step: Step = json.loads(done.stdout.splitlines()[-1])
    print(f"{name} at {answers}: {step['seconds']:.0f} s", file=sys.stderr, flush=True)
    return step


def take(name: str, place: Path, *, answers: int) -> Step:
    """One step in this process; `asked`: for `fill` alone, what to ask the server for."""
    api.prepare(place)
    began, cpu = time.perf_counter(), time.process_time()
    asked: list[tuple[str, str]] = []
    if name == "fill":
        filled = api.fill(answers)
        asked = list(zip(filled.keys, filled.secrets, strict=True))
    else:
        from kb.publication import projections

        projections.rebuild(name)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        # Linux gives kilobytes.
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "asked": asked,
    }


def read_rates(places: list[Path], asked: list[list[list[str]]]) -> list[float]:
    """Requests a second of each, the median of rounds in which they take turns."""
    rates: list[list[float]] = [[] for _ in places]
    small, large = (api.environment_of(place) for place in places)
    with server(places[0], **small) as first, server(places[1], **large) as second:
        doors = [
            (address, requests_of(pairs, address=address))
            for address, pairs in zip((first, second), asked, strict=True)
        ]
        for address, requests in doors:
            # Each text is kept as evidence when it is first served, which is no part of reading.
            warm_up = 3 * len(requests) / api.SLOWEST_FIRST_READS
            load.run(address, requests, connections=api.CONNECTIONS, seconds=warm_up)
        for _round in range(ROUNDS):
            for number, (address, requests) in enumerate(doors):
                rates[number].append(rate_of(address, requests))
    return [median(found) for found in rates]


def rate_of(address: tuple[str, int], requests: list[bytes]) -> float:
    run = load.run(address, requests, connections=api.CONNECTIONS, seconds=SECONDS)
    if run.wrong:
        raise SystemExit(f"{run.wrong} answers were not 200")
    return run.per_second


def requests_of(pairs: list[list[str]], *, address: tuple[str, int]) -> list[bytes]:
    host = f"{address[0]}:{address[1]}"
    return [
        load.request_for(
            f"/api/v1/answers/{key}", host=host, headers={"Authorization": f"Bearer {secret}"}
        )
        for key, secret in pairs
    ]


def growth(pair: list[Step], sizes: tuple[int, int]) -> float:
    """Cost of one answer at the larger size to that at the smaller, in the processor's time."""
    per_answer = [step["cpu"] / size for step, size in zip(pair, sizes, strict=True)]
    return float(per_answer[1] / per_answer[0])


def table(sizes: tuple[int, int], steps: dict[str, list[Step]], rates: list[float]) -> str:
    heads = ("", *(f"{size:,} answers" for size in sizes), "ratio", "needed")
    rows: list[tuple[object, ...]] = []
    for name, pair in steps.items():
        each = [1000 * s["seconds"] / size for s, size in zip(pair, sizes, strict=True)]
        costs = [1000 * s["cpu"] / size for s, size in zip(pair, sizes, strict=True)]
        rows += [
            (f"rebuild {name}, s", *(f"{s['seconds']:.0f}" for s in pair), "", ""),
            ("ms an answer, clock", *each, each[1] / each[0], ""),
            ("ms an answer, processor", *costs, growth(pair, sizes), f"≤ {MOST_GROWTH:g}"),
            ("peak memory, MB", *(f"{s['peak_mb']:.0f}" for s in pair), "", f"≤ {MOST_PEAK_MB}"),
        ]
    rows.append(("reads by key a second", *(f"{r:.0f}" for r in rates), rates[1] / rates[0],
                 f"≥ {LEAST_RATE:g}"))  # fmt: skip
    return as_table(heads, rows)


if __name__ == "__main__":
    sys.exit(main())

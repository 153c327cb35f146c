"""`make bench`: every measurement, each in a process of its own, as Markdown for the docs.

    python -m bench [NAME …] [--answers 10000]

Ends with 1 where a figure falls short.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.tables import describe_machine

ROOT = Path(__file__).resolve().parent.parent
# In this order: what the API's measurement has published, search asks again.
TITLES = {
    "retrieval": "How well search finds",
    "decisions": "Answering, asking back, handing over",
    "engines": "The embedded engine beside a search server",
    "importing": "Importing and publishing",
    "api": "Reading by key",
    "searching": "Searching",
    "search_speed": "Searching and completing, within the process",
    "freshness": "From publishing to being found",
    "fanout": "A change that many answers follow",
    "granulating": "Taking long documents apart",
    "words": "Plain language while somebody types",
    "impact": "The impact of a change, foreseen",
    "editor": "The editor with and without what the house adds",
    "misses": "Misses",
    "surges": "Surges",
    "care": "Looking after a large stock",
    "supervising": "Figures for supervisors",
    "desk": "A contact centre at work",
    "growth": "Growing tenfold",
}
# A quarter and three quarters of an hour, so only when they are named.
LONG = {"desk", "growth"}
CHOOSES_ITS_ANSWERS = {
    "retrieval",
    "decisions",
    "freshness",
    "granulating",
    "words",
    "editor",
    "misses",
}
SHARE_A_PLACE = {"api", "searching", "search_speed", "desk"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures Granule on this machine.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TITLES))
    parser.add_argument("--answers", type=int, default=10_000)
    options = parser.parse_args()
    if unknown := set(options.names) - set(TITLES):
        parser.error(f"{', '.join(sorted(unknown))}: choose from {', '.join(TITLES)}")
    print(f"{describe_machine()}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        short = [
            TITLES[name]
            for name in TITLES
            if (name in options.names if options.names else name not in LONG)
            and not measure(name, answers=options.answers, place=Path(made))
        ]
    if short:
        print(f"Short of what is needed, or not measured: {', '.join(short)}", file=sys.stderr)
    return 1 if short else 0


def measure(name: str, *, answers: int, place: Path) -> bool:
    """Prints the measurement's table under its title; False where a figure falls short."""
    print(f"### {TITLES[name]}\n", flush=True)
    command = [sys.executable, "-m", f"bench.{name}"]
    if name not in CHOOSES_ITS_ANSWERS:
        command += ["--answers", str(answers)]
    if name in SHARE_A_PLACE:
        command += ["--keep", str(place)]
    done = subprocess.run(command, cwd=ROOT, check=False)
    print(flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())

"""Search through the API, on the server we ship, with nothing else to do for it.

    python -m bench.searching [--answers 10000] [--seconds 10] [--keep DIR]

Prints a Markdown table of what one caller waits for. The questions share their few words with
thousands of answers, so every one has much to rank.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import urllib.request
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from bench import api, load
from bench.tables import as_table

QUERIES = 1000
WARM_UP_SECONDS = 2.0
MOST_P50, MOST_P95 = 10.0, 30.0


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures search through the API.")
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--keep", type=Path, help="a directory to fill, or to use again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        place = options.keep or Path(made)
        api.prepare(place)
        api.fill(options.answers)
        with api.server(place) as address:
            outcome, took = measure(address, make_key(), seconds=options.seconds)
    print(table(outcome, took, answers=options.answers))
    return 0 if outcome.percentile(0.5) <= MOST_P50 and outcome.percentile(0.95) <= MOST_P95 else 1


def make_key() -> str:
    from channels.api.keys import KeyWish, create_key
    from channels.api.models import ApiKey

    name = "bench search"
    ApiKey.objects.filter(name=name).delete()
    return create_key(KeyWish(name, "web", "public", ("*",), ("search:read",))).secret


def measure(
    address: tuple[str, int], secret: str, *, seconds: float
) -> tuple[load.Outcome, list[float]]:
    """One caller after the other, and what the server itself says each question took."""
    from bench.sayings import make_queries

    host = f"{address[0]}:{address[1]}"
    headers = {"Authorization": f"Bearer {secret}"}
    paths = [f"/api/v1/search?locale=zh-Hans&q={quote(text)}" for text in make_queries(QUERIES)]
    requests = [load.request_for(path, host=host, headers=headers) for path in paths]
    load.run(address, requests, connections=1, seconds=WARM_UP_SECONDS)
    outcome = load.run(address, requests, connections=1, seconds=seconds)
    if outcome.wrong:
        raise SystemExit(f"{outcome.wrong} answers were not 200")
    return outcome, [took_ms(f"http://{host}{path}", headers) for path in paths[:200]]


def took_ms(url: str, headers: dict[str, str]) -> float:
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        page = json.load(answer)
    if not page["results"]:
        raise SystemExit(f"nothing found for {url}")
    return float(page["took_ms"])


def table(outcome: load.Outcome, took: list[float], *, answers: int) -> str:
    shares = quantiles(took, n=20)
    heads = (f"search, {answers} answers, {len(outcome.latencies)} questions", "p50 ms", "p95 ms")
    return as_table(
        heads,
        [
            ("the whole request, as the caller waits", *map(outcome.percentile, (0.5, 0.95))),
            ("of it, searching and checking (`took_ms`)", shares[9], shares[18]),
            ("needed", f"≤ {MOST_P50:g}", f"≤ {MOST_P95:g}"),
        ],
    )


if __name__ == "__main__":
    sys.exit(main())

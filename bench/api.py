"""Reading an answer by key, beside Wagtail's API v3 and a bare view, on the server we ship.

    python -m bench.api [--answers 10000] [--seconds 6] [--rounds 3] [--keep DIR]

Prints a Markdown table. The three doors stand in one process and are asked in turn, so that what
the machine does meanwhile falls on all alike.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from bench import load
from bench.server import WORKERS, server
from bench.tables import as_table

ASKED = 1000
CALLERS = 1000
CONNECTIONS = 8
TOPICS, BATCH = 10, 200
WARM_UP_SECONDS = 2.0
# Requests a second while texts are written as evidence, on a slow machine.
SLOWEST_FIRST_READS = 400
OURS, V3, BARE = "answers/{key}", "Wagtail's API v3, page detail", "a bare DRF view, one row"
NEEDED = {V3: 8.0, BARE: 0.5}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: some answers spread over all of them, with 1,000 keys of the API."""

    keys: list[str]
    pages: list[int]
    secrets: list[str]


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures reading by key.")
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--asked", type=int, default=ASKED, help="how many of them are asked for")
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="a directory to fill, or to use again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        place = options.keep or Path(made)
        prepare(place)
        asked = fill(options.answers, asked=options.asked)
        outcomes = measure(place, asked, seconds=options.seconds, rounds=options.rounds)
    print(table(outcomes, answers=options.answers, asked=len(asked.keys)))
    return 0 if all(ratio_to(name, outcomes) >= least for name, least in NEEDED.items()) else 1


def measure(
    place: Path, asked: Asked, *, seconds: float, rounds: int
) -> dict[str, list[load.Outcome]]:
    """What each door did in each round."""
    with server(place) as address:
        doors = requests_of(asked, host=f"{address[0]}:{address[1]}")
        check_bodies(address, doors)
        for name, requests in doors.items():
            # Ours each text some times: it is kept as evidence when it is first served, once.
            needed = 3 * len(requests) / SLOWEST_FIRST_READS if name == OURS else 0.0
            warm_up = max(WARM_UP_SECONDS, needed)
            load.run(address, requests, connections=CONNECTIONS, seconds=warm_up)
        outcomes: dict[str, list[load.Outcome]] = {name: [] for name in doors}
        for _round in range(rounds):
            for name, requests in doors.items():
                run = load.run(address, requests, connections=CONNECTIONS, seconds=seconds)
                if run.wrong:
                    raise SystemExit(f"{name}: {run.wrong} answers were not 200")
                outcomes[name].append(run)
    return outcomes


def prepare(place: Path) -> None:
    """Settings are read when Django starts, so the place must be known before."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "static").mkdir(exist_ok=True)
    os.environ |= environment_of(place)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def environment_of(place: Path) -> dict[str, str]:
    return {
        "VAR_DIR": str(place),
        "DJANGO_SETTINGS_MODULE": "bench.api_settings",
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
        "API_RATE_PER_MINUTE": "1000000",
    }


def fill(answers: int, *, asked: int = ASKED) -> Asked:
    from kb.authoring.models import KnowledgePage

    if not KnowledgePage.objects.exists():
        began = time.perf_counter()
        publish(answers)
        spent = time.perf_counter() - began
        print(f"{answers} answers published in {spent:.0f} s", file=sys.stderr)
    pages = list(KnowledgePage.objects.order_by("key").values_list("key", "pk"))
    chosen = pages[:: max(len(pages) // asked, 1)][:asked]
    return Asked([key for key, _pk in chosen], [pk for _key, pk in chosen], make_callers())


def publish(answers: int) -> None:
    """As an import does: in batches, with log, live answers and every projection."""
    from django.utils import timezone

    from bench.answers import make_answers
    from kb.authoring.importers.bulk import Editor, add_answers
    from kb.authoring.models import TopicPage
    from kb.publication import projections

    library = TopicPage.objects.get(key="library", locale__language_code="zh-hans")
    topics = [
        library.add_child(instance=TopicPage(title=f"测量{n}", slug=f"bench-{n}")).pk
        for n in range(TOPICS)
    ]
    for batch in batched(make_answers(answers, topics=topics), BATCH):
        add_answers(batch, editor=Editor(at=timezone.now()))
    projections.catch_up()


def batched(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def make_callers() -> list[str]:
    """Keys of the API for the channel that carries all eight elements, as Wagtail's page does."""
    from django.conf import settings

    from channels.api.key_format import hash_of, new_key, tail_of
    from channels.api.key_scopes import ANSWERS_READ
    from channels.api.models import ApiKey

    secrets = [new_key(settings.API_KEY_PREFIX) for _ in range(CALLERS)]
    ApiKey.objects.all().delete()
    ApiKey.objects.bulk_create(
        ApiKey(
            name=f"bench {number}",
            prefix=settings.API_KEY_PREFIX,
            tail=tail_of(secret),
            hash=hash_of(secret),
            channel="agent_desk",
            audience="agent",
            topics=["*"],
            locales=["zh-Hans", "en"],
            scopes=[ANSWERS_READ],
        )
        for number, secret in enumerate(secrets)
    )
    return secrets


def requests_of(asked: Asked, *, host: str) -> dict[str, list[bytes]]:
    ours = [
        load.request_for(f"/api/v1/answers/{key}", host=host,
                         headers={"Authorization": f"Bearer {secret}"})
        for key, secret in zip(asked.keys, cycle(asked.secrets), strict=False)
    ]  # fmt: skip
    v3 = [load.request_for(f"/bench/v3/pages/{page}/", host=host) for page in asked.pages]
    bare = [load.request_for(f"/bench/one-row/{key}", host=host) for key in asked.keys]
    return {OURS: ours, V3: v3, BARE: bare}


def check_bodies(address: tuple[str, int], doors: dict[str, list[bytes]]) -> None:
    """Each door gives all eight elements of an answer, or nothing is compared."""
    for name, requests in doors.items():
        path, headers = _path_and_headers(requests[0])
        request = urllib.request.Request(f"http://{address[0]}:{address[1]}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            content: Any = json.load(answer)
        found = content.get("parts") or content.get("elements") or content["document"]["passages"]
        if len(found) != 8:
            raise SystemExit(f"{name}: {len(found)} elements instead of 8")


def _path_and_headers(request: bytes) -> tuple[str, dict[str, str]]:
    first, *lines = request.decode().strip().split("\r\n")
    return first.split()[1], dict(line.split(": ", 1) for line in lines)


def table(outcomes: dict[str, list[load.Outcome]], *, answers: int, asked: int) -> str:
    heads = ("door", "requests/s", "p50 ms", "p95 ms", "ours to it", "needed")
    rows = [
        (
            name,
            f"{median(run.per_second for run in runs):.0f}",
            median(run.percentile(0.5) for run in runs),
            median(run.percentile(0.95) for run in runs),
            ratio_to(name, outcomes) if name in NEEDED else "",
            f"at least {NEEDED[name]:g}" if name in NEEDED else "",
        )
        for name, runs in outcomes.items()
    ]
    return (
        f"{answers} answers of 8 elements, {asked} of them asked evenly with {CALLERS} keys, "
        f"{WORKERS} workers, {CONNECTIONS} connections, every answer 200 with its whole body. The "
        "load comes from bench/load.py on the same machine. Ratios are medians of "
        f"{len(outcomes[OURS])} rounds.\n\n{as_table(heads, rows)}"
    )


def ratio_to(name: str, outcomes: dict[str, list[load.Outcome]]) -> float:
    """Ours to that door, round by round: what else the machine does falls on both."""
    pairs = zip(outcomes[OURS], outcomes[name], strict=True)
    return median(ours.per_second / other.per_second for ours, other in pairs)


if __name__ == "__main__":
    sys.exit(main())

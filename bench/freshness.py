"""How soon a publication is found: from its commit until another process finds it.

    python -m bench.freshness [--answers 2000] [--publications 100]

Prints a Markdown table: on the embedded default, with RabbitMQ and workers where the machine has
RabbitMQ, and with a search server besides where it has what OpenSearch needs. Every publication is
one page with one text of its own, published as the editor does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

from bench import place as installation
from bench.tables import as_table
from tests.servers import opensearch, private, rabbitmq

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED, WORKERS, SERVER = "embedded", "workers", "workers and search server"
MOST_P99 = {EMBEDDED: 1.0, WORKERS: 5.0, SERVER: 5.0}
# What is published in one run is not what was published in another.
RUN = "GRANULE_BENCH_RUN"
GIVE_UP_SECONDS, LOOK_SECONDS = 60.0, 0.005
WARM_UP = 5


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures how soon a publication is found.")
    parser.add_argument("--answers", type=int, default=2_000)
    parser.add_argument("--publications", type=int, default=100)
    parser.add_argument("--step", nargs=2, metavar=("NAME", "PLACE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        installation.prepare(Path(options.step[1]))
        STEPS[options.step[0]](options)
        return 0
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        return measure(Path(made), options)


def measure(place: Path, options: argparse.Namespace) -> int:
    run("fill", place, options)
    found = {EMBEDDED: run("publish", place, options, **{RUN: "embedded"})}
    if rabbitmq.find() is None:
        print(f"{rabbitmq.WHAT_TO_DO}\n")
    else:
        found[WORKERS] = run_with_workers(place, options, **{RUN: "workers"})
        if opensearch.find() is None:
            print(f"{opensearch.WHAT_TO_DO}\n")
        else:
            found[SERVER] = run_with_server(place, options)
    print(table(found, options))
    return 0 if all(p99(delays) <= MOST_P99[name] for name, delays in found.items()) else 1


def run_with_workers(place: Path, options: argparse.Namespace, **settings: str) -> list[float]:
    with workers(place, **settings) as address:
        return run("publish", place, options, CELERY_BROKER_URL=address, **settings)


def run_with_server(place: Path, options: argparse.Namespace) -> list[float]:
    opensearch.prepare()
    with opensearch.running() as address:
        settings = {RUN: "server", "SEARCH_URL": f"opensearch://{address}/granule"}
        run("index", place, options, **settings)
        return run_with_workers(place, options, **settings)


def run(name: str, place: Path, options: argparse.Namespace, **settings: str) -> list[float]:
    """A process of its own, since settings are read once; what it printed last."""
    command = [sys.executable, "-m", "bench.freshness", "--step", name, str(place)]
    command += ["--answers", str(options.answers), "--publications", str(options.publications)]
    environment = os.environ | settings
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, env=environment)
    delays: list[float] = json.loads(done.stdout.splitlines()[-1])
    return delays


@contextmanager
def workers(place: Path, **more: str) -> Iterator[str]:
    """The broker's address, with workers and beat at work."""
    with rabbitmq.running() as broker:
        settings = {"VAR_DIR": str(place), "CELERY_BROKER_URL": broker.address, "DEBUG": "0"} | more
        command = [sys.executable, "-m", "tools.worker"]
        options = {"cwd": ROOT, "env": os.environ | settings}
        log = place / "workers.log"
        with (
            private.process(command, log=log, **options),
            private.process([*command, "beat"], log=place / "beat.log", **options),
        ):
            yield broker.address


def fill(options: argparse.Namespace) -> None:
    from bench.api import publish

    publish(options.answers)
    print("[]")


def index(_options: argparse.Namespace) -> None:
    """Everything published so far, on the search server."""
    from django.core.management import call_command

    call_command("rebuild", "search")
    print("[]")


def publish_one_after_another(options: argparse.Namespace) -> None:
    """Prints the seconds of each; the first ones start connections and workers, and count not."""
    from kb.authoring.models import TopicPage

    topic = TopicPage.objects.get(slug="bench-0")
    word = os.environ[RUN]
    command = [sys.executable, "-m", "bench.freshness", "--step", "look", os.environ["VAR_DIR"]]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdin and reader.stdout
        delays = []
        for number in range(WARM_UP + options.publications):
            key = f"{word}{number}"
            print(key, file=reader.stdin, flush=True)
            committed = publish_one(topic, key)
            delays.append(float(reader.stdout.readline()) - committed)
        reader.stdin.close()
    print(json.dumps(delays[WARM_UP:]))


def publish_one(topic: object, key: str) -> float:
    """The moment of its commit, before anything that follows it is done."""
    from django.db import transaction

    from tests.library import block, publish_answer

    moments: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: moments.append(time.monotonic()))
        publish_answer(topic, key, f"{key}怎么办？", block("answer", f"{key}，请到网点。"))
    return moments[0]


def look(_options: argparse.Namespace) -> None:
    """Searches for one text after another; prints the moment at which each was found."""
    from django.utils import timezone

    from kb.access import ALL_TOPICS, Audience, Scope
    from kb.search.queries import search

    for line in sys.stdin:
        key, until = line.strip(), time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < until:
            scope = Scope(
                channels=frozenset({"web"}), audience=Audience.PUBLIC, topics=ALL_TOPICS,
                locales=frozenset({"zh-Hans"}), now=timezone.now(),
            )  # fmt: skip
            found = search(scope=scope, text=key, locale="zh-Hans", limit=1).results
            if found and found[0].key == key:
                break
            time.sleep(LOOK_SECONDS)
        print(time.monotonic(), flush=True)


STEPS = {"fill": fill, "index": index, "publish": publish_one_after_another, "look": look}


def p99(delays: list[float]) -> float:
    return quantiles(delays, n=100, method="inclusive")[98]


def table(found: dict[str, list[float]], options: argparse.Namespace) -> str:
    heads = (f"{options.publications} publications among {options.answers} answers", "p50 s",
             "p95 s", "p99 s", "most s", "needed")  # fmt: skip
    rows = []
    for name, delays in found.items():
        shares = quantiles(delays, n=100, method="inclusive")
        needed = f"p99 ≤ {MOST_P99[name]:g}"
        rows.append((name, shares[49], shares[94], shares[98], max(delays), needed))
    return as_table(heads, rows)


if __name__ == "__main__":
    sys.exit(main())

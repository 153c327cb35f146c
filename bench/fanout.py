"""A shared element that many answers use changes: when have all followed, and what does somebody
notice who publishes meanwhile?

    python -m bench.fanout [--answers 2000]

Embedded, as it ships: SQLite, the index on disk, the clock as a process beside. A fresh publication
is timed as its editor meets it, with all that is done after the commit in the same request.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench import place
from bench.tables import as_table

ROOT = Path(__file__).resolve().parent.parent
USERS = 500
# Besides the users the library need not be larger: nothing here reads all of it.
MOST_ANSWERS = 2_000
MOST_SECONDS, MOST_DELAY = 60.0, 1.0
QUIET_PUBLICATIONS = 10
BETWEEN_SECONDS = 0.5
GIVE_UP_SECONDS = 600.0


@dataclass(slots=True)
class Run:
    """Seconds. `quiet` and `busy`: fresh publications before and during the fan-out."""

    saving: float = 0.0
    following: float = 0.0
    quiet: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    @property
    def delay(self) -> float:
        """The most that a publication took longer than usual."""
        return max(self.busy, default=0.0) - median(self.quiet)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures how a change reaches many answers.")
    parser.add_argument("--answers", type=int, default=MOST_ANSWERS)
    count = max(USERS, min(parser.parse_args().answers, MOST_ANSWERS))
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        place.prepare(Path(made))
        run = measure(count)
    print(table(run, count))
    return 0 if run.following <= MOST_SECONDS and run.delay <= MOST_DELAY else 1


def measure(count: int) -> Run:
    shared, fresh = make_library(count)
    run = Run()
    with clock():
        for number in range(QUIET_PUBLICATIONS):
            run.quiet.append(publish(fresh, f"平时{number}"))
        started = time.perf_counter()
        change(shared)
        run.saving = time.perf_counter() - started
        number = 0
        while not has_followed():
            run.busy.append(publish(fresh, f"其间{number}"))
            number += 1
            time.sleep(BETWEEN_SECONDS)
            if time.perf_counter() - started > GIVE_UP_SECONDS:
                raise SystemExit("the answers did not follow")
        run.following = time.perf_counter() - started
    check()
    return run


def make_library(count: int) -> tuple[Any, Any]:
    """`count` answers, USERS of which use one shared element; and one more that uses nothing."""
    from django.utils import timezone

    from bench.answers import make_answers
    from bench.importing import make_topics
    from kb.authoring.importers.batches import cut
    from kb.authoring.importers.bulk import Editor, add_answers
    from kb.authoring.models import KnowledgePage

    shared, topics = make_shared(), make_topics()
    answers = [*make_answers(count + 1, topics=topics)]
    users = [using(answer, shared) for answer in answers[1 : USERS + 1]]
    for batch in cut([answers[0], *users, *answers[USERS + 1 :]]):
        add_answers(batch, editor=Editor(at=timezone.now()))
    return shared, KnowledgePage.objects.get(key=answers[0].key)


def make_shared() -> Any:
    import json

    from wagtail.models import Locale

    from kb.authoring.models import SharedElement

    value = {"text": "请带身份证。", "audience": "public"}
    return SharedElement.objects.create(
        key="bring-id", title="带什么", locale=Locale.objects.get(language_code="zh-hans"),
        element=json.dumps([{"type": "note", "value": value}]),
    )  # fmt: skip


def using(answer: Any, shared: Any) -> Any:
    from dataclasses import replace
    from uuid import uuid5

    block = {
        "type": "shared", "id": str(uuid5(answer.translation_key, "shared")),
        "value": {"element": shared.pk, "audience": "public"},
    }  # fmt: skip
    return replace(answer, elements=(*answer.elements, block))


@contextmanager
def clock() -> Iterator[None]:
    """As it runs beside the server."""
    command = [sys.executable, str(ROOT / "manage.py"), "keep_time"]
    process = subprocess.Popen(command, env=dict(os.environ))
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=40)


def publish(page: Any, title: str) -> float:
    """Until the editor has the answer and readers find it."""
    from kb.publication import log
    from kb.publication.models import Live

    page.title = f"{title}怎么办"
    revision = page.save_revision()
    started = time.perf_counter()
    revision.publish()
    took = time.perf_counter() - started
    if not Live.objects.filter(key=page.key, question=page.title).exists():
        raise SystemExit(f"{title} is not live at {log.head()}")
    return took


def change(shared: Any) -> None:
    block = shared.element.get_prep_value()[0]
    block["value"]["text"] = "请带护照。"
    shared.element = [block]
    shared.save()


def has_followed() -> bool:
    """Every answer, and every projection to where it was when the last one had."""
    from kb.publication import following, projections

    done = all(one.done == one.total for one in following.newest(1))
    return done and not any(projections.lag(name) for name in projections.names())


def check() -> None:
    """Nothing counts unless every channel says the new text in every answer that uses it."""
    from channels import registry
    from channels.renditions.models import Rendition
    from kb.publication.models import LiveUse

    users = set(LiveUse.objects.filter(ref__startswith="shared:").values_list("key", flat=True))
    bodies = Rendition.objects.filter(key__in=users).values_list("body", flat=True)
    new = sum("请带护照。" in str(body) for body in bodies)
    if (len(users), new) != (USERS, USERS * len(registry.enabled())):
        raise SystemExit(f"{new} renditions of {len(users)} answers say the new text")


def table(run: Run, count: int) -> str:
    rows = [
        ("the change itself, as its editor waits", run.saving, ""),
        (f"**all {USERS} answers, every channel and the index**", run.following,
         f"≤ {MOST_SECONDS:g}"),
        ("a fresh publication before, median", median(run.quiet), ""),
        ("a fresh publication meanwhile, median", median(run.busy or [0.0]), ""),
        ("meanwhile, the longest", max(run.busy, default=0.0), ""),
        ("**longer than usual, at most**", run.delay, f"≤ {MOST_DELAY:g}"),
    ]  # fmt: skip
    heads = (f"{count} answers, {len(run.busy)} publications meanwhile", "seconds", "needed")
    return as_table(heads, rows)


if __name__ == "__main__":
    sys.exit(main())

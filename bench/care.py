"""Looking after a large stock: the check of wordings at save, the reports and the dashboard.

python -m bench.care [--answers 10000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench import place
from bench.tables import as_table

MOST_SAVE_MS, MOST_DASHBOARD_MS = 50.0, 1000.0
WORDINGS, TIMES = 200, 9


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures the care of a large stock.")
    parser.add_argument("--answers", type=int, default=10_000)
    count = parser.parse_args().answers
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        place.prepare(Path(made))
        rows, is_well = measure(count)
    print(as_table((f"{count} answers", "ms", "needed"), rows))
    return int(not is_well)


def measure(count: int) -> tuple[list[tuple[Any, ...]], bool]:
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.utils import timezone

    from bench.impact import log_in
    from kb.authoring.same_wordings import clashes_of
    from kb.care import contradictions, health, rows

    settings.ALLOWED_HOSTS = ["*"]
    call_command("collectstatic", interactive=False, verbosity=0)
    unsaved = fill(count)
    client = log_in()
    editor = User.objects.get(username="editor")
    found: list[tuple[Any, ...]] = []

    def note(name: str, act: Callable[[], Any], *, times: int = TIMES, most: float = 0) -> float:
        act() if times > 1 else None
        took = median(timed(act) for _ in range(times))
        found.append((name, f"{took:.0f}", f"≤ {most:g}" if most else ""))
        return took

    note(
        "owners and reviews made for all", lambda: rows.settle(today=timezone.localdate()), times=1
    )
    save = note(f"check of {WORDINGS} wordings at save", lambda: clashes_of(unsaved, editor),
                most=MOST_SAVE_MS)  # fmt: skip
    note(
        "all looked at, in the background", lambda: health.look_at_all(now=timezone.now()), times=1
    )
    note("contradictions looked for, in the background", contradictions.scan, times=1)
    dashboard = note("dashboard", lambda: get(client, "/admin/care/health/"),
                     most=MOST_DASHBOARD_MS)  # fmt: skip
    note("list of what is due", lambda: get(client, "/admin/care/lists/everything/"))
    note("conflict report, a page", lambda: get(client, "/admin/care/conflicts/"))
    note(
        "conflict report, the whole table",
        lambda: get(client, "/admin/care/conflicts/export/"),
        times=1,
    )
    return found, save <= MOST_SAVE_MS and dashboard <= MOST_DASHBOARD_MS


def fill(count: int) -> Any:
    """`count` live answers, and one that is not saved whose wordings are all new."""
    from django.utils import timezone
    from wagtail.models import Locale

    from bench.answers import make_answers
    from bench.importing import make_topics
    from kb.authoring.importers.batches import cut
    from kb.authoring.importers.bulk import Editor, add_answers
    from kb.authoring.models import KnowledgePage

    for batch in cut(make_answers(count, topics=make_topics())):
        add_answers(batch, editor=Editor(at=timezone.now()))
    lines = "\n".join(f"没有人问过的第 {n} 个问题" for n in range(WORDINGS))
    locale = Locale.objects.get(language_code="zh-hans")
    return KnowledgePage(title="新问题？", wordings=lines, locale=locale)


def get(client: Any, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")
    if response.streaming:
        b"".join(response.streaming_content)


def timed(act: Callable[[], Any]) -> float:
    """Milliseconds of the processor: on a machine with other work the clock says nothing of us."""
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main())

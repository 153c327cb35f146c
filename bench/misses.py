"""How well questions without an answer come to their like, and what counting and gathering cost.

    python -m bench.misses [--data DIRECTORY]

Prints Markdown tables. Queries with a known intent stand for questions that mean the same, real
questions with two or more askers for near duplicates; neither is part of this project: without them
their lines are left out. The bound was chosen on the half of the intents' test rows; the training
rows are the report.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import place
from bench.tables import as_table

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
CHOSEN_ON, REPORTED_ON = "banking77_test_half.csv", "banking77_train.csv"
REAL = "nonghang_qa.csv"
BOUNDS = (0.4, 0.45, 0.5, 0.55)
FORMS = ("请问{}", "{}呢", "{}？", "我想问一下{}", "{} ")
CALLS = 10_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="granule-misses-") as made:
        place.prepare(Path(made))
        if options.data.exists():
            tell_groups(options.data)
            tell_forms(options.data / REAL)
        tell_costs()
    return 0


def tell_groups(data: Path) -> None:
    from kb.feedback.misses import grouping

    rows = []
    chosen, bound = labelled(data / CHOSEN_ON), grouping.ALIKE
    for tried in BOUNDS:
        grouping.ALIKE = tried
        rows.append([f"to choose, bound {tried}", *quality(chosen)])
    grouping.ALIKE = bound
    rows.append([f"to report, bound {bound}", *quality(labelled(data / REPORTED_ON))])
    heads = ["rows", "questions", "groups of two or more", "coverage", "purity", "CPU, s"]
    print(as_table(heads, rows) + "\n")


def labelled(path: Path) -> Mapping[str, str]:
    from kb.search.segmentation import normalise

    with path.open(encoding="utf-8", newline="") as file:
        return {normalise(row["text"]): row["category"] for row in csv.DictReader(file)}


def quality(known: Mapping[str, str]) -> list[object]:
    """Coverage: the share of questions that found their like; purity: the share of these that are
    of the intent most in their group have."""
    from kb.feedback.misses.grouping import group

    begun = time.process_time()
    groups = [some for some in group(known).groups if len(some) > 1]
    seconds = time.process_time() - begun
    inside = sum(map(len, groups))
    most = sum(Counter(known[text] for text in some).most_common(1)[0][1] for some in groups)
    return [len(known), len(groups), inside / len(known), most / max(1, inside), seconds]


def tell_forms(path: Path) -> None:
    """Real titles, and the same as somebody else would type them."""
    from kb.feedback.misses.grouping import group
    from kb.search.segmentation import normalise

    titles = sorted({normalise(title) for title in _titles(path)})
    begun = time.process_time()
    heads = group(titles).heads
    seconds = time.process_time() - begun
    begins = sorted(set(heads.values()))
    forms = [(text, normalise(form.format(text))) for text in titles[:500] for form in FORMS]
    found = group([form for _text, form in forms], heads=begins).heads
    same = sum(found[form] == heads[text] for text, form in forms)
    rows = [
        ["titles", len(titles)],
        ["groups", len(begins)],
        ["titles with their like", sum(n for n in Counter(heads.values()).values() if n > 1)],
        ["in the largest group", max(Counter(heads.values()).values())],
        [f"of {len(forms)} other forms, in their title's group", same / len(forms)],
        ["CPU for all titles, s", seconds],
    ]
    print(as_table(["real Chinese questions", ""], rows) + "\n")
    for head, texts in _samples(heads):
        print(f"- {head}: {' / '.join(texts)}")
    print()


def _titles(path: Path) -> Iterable[str]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from (row["title"] for row in csv.DictReader(file))


def _samples(heads: Mapping[str, str]) -> Sequence[tuple[str, Sequence[str]]]:
    """The largest groups, to be read."""
    groups: dict[str, list[str]] = defaultdict(list)
    for text, head in sorted(heads.items()):
        if text != head:
            groups[head].append(text)
    largest = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:5]
    return [(head, texts[:3]) for head, texts in largest]


def tell_costs() -> None:
    from kb.feedback.misses import counting, gathering
    from kb.feedback.misses.calls import Call, Outcome

    counting.writes_by_itself, counting.MOST_WAITING = False, CALLS
    now = datetime.now(UTC)
    calls = [
        Call(now - timedelta(minutes=2), "web", 0, "zh-Hans", Outcome.NOTHING, f"{n % 2000}怎么办")
        for n in range(CALLS)
    ]
    rows = []
    for name, act in (
        ("a call, to whoever asks, µs", lambda: [counting.count(call) for call in calls]),
        ("a call, masked and written beside, µs", counting.flush),
        ("a call, settled and grouped by the clock, µs", lambda: gathering.gather(now=now)),
    ):
        begun = time.process_time()
        act()
        rows.append([name, (time.process_time() - begun) / CALLS * 1e6])
    print(as_table(["CPU", ""], rows))


if __name__ == "__main__":
    sys.exit(main())

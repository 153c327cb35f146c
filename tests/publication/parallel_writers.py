"""Many processes publish at once by every way there is, and one reads the log as it grows.

    python -m tests.publication.parallel_writers SEED PUBLICATIONS

Run on a committed database with DATABASE_URL; prints what came of it as JSON. The bell is left
out: whoever publishes rings it after the commit, and here nobody listens.
"""

import json
import os
import random
import sys
import time
import traceback
import uuid
from dataclasses import asdict, dataclass
from multiprocessing import Queue, get_context
from typing import Any

import django

WRITERS = 8
SHARED_PAGES = 12
# Seconds. Drawn by the seed before each piece of work, and again between a row's number and its
# commit: so that the writers meet in another order each time, and a reader who went by numbers
# that come before their commits would skip some.
LONGEST_SLEEP = 0.01
# Of the writers: one in eight imports, one in eight approves, the others publish page by page.
IMPORTER, APPROVER = 0, 1


@dataclass(frozen=True)
class Outcome:
    """`seen`: the numbers the reader was given, in that order; `failed`: of the writers."""

    published: int
    seconds: float
    seen: list[int]
    failed: list[str]
    deadlocks: int


def main(seed: int, publications: int) -> Outcome:
    django.setup()
    from django.db import connections

    shared = prepare()
    before = head()
    connections.close_all()
    context = get_context("fork")
    results: Any = context.Queue()
    started = time.monotonic()
    reader = context.Process(target=read, args=(before + publications, results))
    each = publications // WRITERS
    writers = [
        context.Process(target=run_writer, args=(number, seed, each, shared, results))
        for number in range(WRITERS)
    ]
    for process in (reader, *writers):
        process.start()
    told = [results.get(timeout=1800) for _ in range(WRITERS + 1)]
    for process in (reader, *writers):
        process.join()
    return Outcome(
        published=sum(one.get("done", 0) for one in told),
        seconds=round(time.monotonic() - started, 1),
        seen=next(one["seen"] for one in told if "seen" in one),
        failed=[one["failed"] for one in told if one.get("failed")],
        deadlocks=sum(one.get("deadlocks", 0) for one in told),
    )


def prepare() -> list[int]:
    """Topics, people, and pages that all writers publish again and again; the ids of those."""
    from tests.authoring.making import draft_answer, make_topic, make_user

    make_topic("cards")
    for number in range(2):
        make_topic(f"topic-{number}")
    make_user("editor", "Editors")
    make_user("approver", "Approvers")
    return [draft_answer(f"shared-{number}").pk for number in range(SHARED_PAGES)]


def head() -> int:
    from kb.publication import log

    return log.head()


def read(last_one: int, results: "Queue[dict[str, Any]]") -> None:
    """As every projection and the change feed read: what is behind the last number seen."""
    from kb.publication.projections import entries_after

    seen: list[int] = []
    quiet_since, last = time.monotonic(), 0
    while last < last_one and time.monotonic() - quiet_since < 60:
        for entry in entries_after(last, limit=100):
            seen.append(entry.seq)
            last, quiet_since = entry.seq, time.monotonic()
    results.put({"seen": seen})


def run_writer(
    number: int, seed: int, count: int, shared: list[int], results: "Queue[dict[str, Any]]"
) -> None:
    from kb import transactions

    met: list[str] = []
    transactions.logger.warning = lambda *words: met.append(str(words))  # type: ignore[method-assign]
    dice = random.Random(f"{seed} {number}")
    dawdle_before_commits(dice)
    write = {IMPORTER: import_some, APPROVER: approve_one}.get(number % 8, publish_one)
    done = 0
    try:
        while done < count:
            # So that the writers meet in ever other orders.
            time.sleep(dice.uniform(0, LONGEST_SLEEP))
            done += write(dice, f"w{number}-{done}", count - done, shared)
        results.put({"done": done, "deadlocks": len(met)})
    except Exception as error:
        where = "".join(traceback.format_exception(error)[-4:])
        results.put({"done": done, "failed": f"writer {number}: {error!r} {where}"})


def dawdle_before_commits(dice: random.Random) -> None:
    """In this process: a number is given, and others have time before it is committed."""
    from kb.publication import log

    append = log.append

    def append_and_dawdle(rows: Any) -> Any:
        written = append(rows)
        time.sleep(dice.uniform(0, LONGEST_SLEEP))
        return written

    log.append = append_and_dawdle


def publish_one(dice: random.Random, name: str, most: int, shared: list[int]) -> int:
    """A new answer, or another wording of one that others are writing as well. A draft is saved as
    a request of the admin saves it: read, written whole, and all of that once more where a deadlock
    ended it."""
    from kb.authoring.models import KnowledgePage
    from kb.transactions import in_one_transaction
    from tests.authoring.making import draft_answer, element

    known = dice.choice(shared) if dice.random() < 0.5 else None
    topic = None if known else any_topic(dice)

    def save_draft() -> Any:
        if topic:
            page = draft_answer(name, element("answer", f"新的 {name}。"), topic=topic)
            return page.get_latest_revision()
        page = KnowledgePage.objects.get(pk=known)
        page.elements = json.dumps([element("answer", f"改成 {name}。")])
        return page.save_revision()

    in_one_transaction(save_draft).publish()
    return 1


def import_some(dice: random.Random, name: str, most: int, shared: list[int]) -> int:
    """A file of a few answers, under a topic that the others write in as well."""
    from django.utils import timezone

    from kb.authoring.importers.bulk import Editor, NewAnswer
    from kb.authoring.importers.elements import raw_element
    from kb.authoring.importers.runs import run_import

    count, topic = min(most, dice.randint(1, 9)), any_topic(dice)
    answers = [
        NewAnswer(
            key=f"{name}-{n}",
            translation_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{name}-{n}"),
            locale="zh-Hans",
            topic=topic.pk,
            question=f"问题 {name}-{n}？",
            elements=(
                raw_element(
                    "answer",
                    {"text": f"导入 {name}-{n}。", "audience": "public"},
                    answer=uuid.uuid5(uuid.NAMESPACE_URL, f"{name}-{n}"),
                    name="answer",
                ),
            ),
        )
        for n in range(count)
    ]
    report = run_import(enumerate(answers), editor=Editor(at=timezone.now()))
    assert not report.problems, report.problems
    return report.published


def approve_one(dice: random.Random, name: str, most: int, shared: list[int]) -> int:
    """One person writes and hands in, another lets it out."""
    from django.contrib.auth.models import User

    from tests.authoring.making import draft_answer, element

    editor, approver = (User.objects.get(username=name) for name in ("editor", "approver"))
    page = draft_answer(
        name, element("answer", f"批准 {name}。"), topic=any_topic(dice), user=editor
    )
    state = page.get_workflow().start(page, editor).current_task_state
    state.task.specific.on_action(state, approver, "approve")
    return 1


def any_topic(dice: random.Random) -> Any:
    from kb.authoring.models import TopicPage

    return TopicPage.objects.get(key=f"topic-{dice.randrange(2)}")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    print(json.dumps(asdict(main(int(sys.argv[1]), int(sys.argv[2])))))

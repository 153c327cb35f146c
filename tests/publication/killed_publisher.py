"""A process that publishes each waiting answer once and is killed at a given statement, again and
again, until nothing waits; the test looks at what is left.

    python -m tests.publication.killed_publisher SEED KILLS MOST

MOST: the farthest statement in a life at which death may come.

A child is forked for each life, which costs a hundredth of a new start. It counts the statements
it sends and the commits, and ends itself with SIGKILL before or after the chosen one, where no
`finally` and no rollback of Python's runs. `done KEY` is printed when a publication has returned.
"""

import os
import random
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import django

GROUP = 3


@dataclass
class Death:
    """Comes `before` or after the n-th statement or commit; with `only_commits`, others do not
    count."""

    left: int
    before: bool = True
    only_commits: bool = False

    def around(self, act: Callable[[], Any]) -> Any:
        self.left -= 1
        if self.left == 0 and self.before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = act()
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    def statement(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        act = partial(execute, sql, params, many, context)
        return act() if self.only_commits else self.around(act)


def live_through(death: Death) -> None:
    """Publishes what waits, until death comes or nothing waits any more."""
    from django.db import connection

    commit = connection._commit
    connection._commit = lambda: death.around(commit)
    with connection.execute_wrapper(death.statement):
        for way, keys in waiting():
            way(keys)
            os.write(1, "".join(f"done {key}\n" for key in keys).encode())


def waiting() -> list[tuple[Callable[[list[str]], None], list[str]]]:
    """What is not live yet, and how it goes out: by its name, so that a later life goes on the
    same way."""
    from kb.authoring.models import KnowledgePage

    drafts = KnowledgePage.objects.filter(live=False).order_by("pk")
    keys = list(drafts.values_list("key", flat=True))
    bulk = [key for key in keys if key.startswith("bulk")]
    found = [(publish_together, bulk[n : n + GROUP]) for n in range(0, len(bulk), GROUP)]
    for key in keys:
        if not key.startswith("bulk"):
            found.append((approve if key.startswith("approved") else publish, [key]))
    random.Random(len(keys)).shuffle(found)
    return found


def page(key: str) -> Any:
    from kb.authoring.models import KnowledgePage

    return KnowledgePage.objects.get(key=key)


def publish(keys: list[str]) -> None:
    page(keys[0]).get_latest_revision().publish()


def publish_together(keys: list[str]) -> None:
    from kb.authoring.announcements import one_announcement

    with one_announcement():
        for key in keys:
            page(key).get_latest_revision().publish()


def approve(keys: list[str]) -> None:
    """Handed in by its author, approved by somebody else; an earlier life may have begun it."""
    from django.contrib.auth.models import User

    answer = page(keys[0])
    if answer.current_workflow_state is None:
        answer.get_workflow().start(answer, User.objects.get(username="author"))
        answer = page(keys[0])
    state = answer.current_workflow_task_state
    state.task.specific.on_action(state, User.objects.get(username="approver"), "approve")


def one_life(death: Death) -> int:
    """Its end as a number: the signal that killed it, or 0."""
    from django.db import connection

    connection.close()
    child = os.fork()
    if child == 0:
        try:
            live_through(death)
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        sys.exit(1)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def choose(dice: random.Random, *, most: int) -> Death:
    """Every third at a commit, where what is done and what is answered part."""
    before = dice.random() < 0.5
    if dice.random() < 1 / 3:
        return Death(dice.randint(1, max(1, most // 40)), before=before, only_commits=True)
    return Death(dice.randint(1, most), before=before)


def main(seed: int, kills: int, most: int) -> None:
    from kb.publication import bell

    bell._listeners.clear()
    dice, killed = random.Random(seed), 0
    while killed < kills:
        if not one_life(choose(dice, most=most)):
            sys.exit("nothing was left to publish before the last kill: use more answers")
        killed += 1
    one_life(Death(10**9))
    print(f"killed {killed}", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(*map(int, sys.argv[1:4]))

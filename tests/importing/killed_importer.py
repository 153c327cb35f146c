"""A process that brings the same file in and is killed at a chosen statement or commit, again and
again; the last life has no death. Says after each how many whole answers there are.

    python -m tests.importing.killed_importer FILE SEED KILLS MOST

MOST: the farthest statement in a life at which death may come.
"""

import os
import random
import sys
from pathlib import Path

import django

from tests.publication.killed_publisher import Death, choose

A_BATCH = 5


def bring_in(path: Path) -> None:
    """As the command does it: questions from a CSV file, anything else as an export."""
    from kb.authoring.importers import batches

    batches.BATCH = A_BATCH
    if path.suffix == ".csv":
        from tests.importing.files import run

        run(path, map="", topic="cards")
    else:
        from tests.exchange.steps import take

        take(path)


def live_through(death: Death, path: Path) -> None:
    from django.db import connection

    commit = connection._commit
    connection._commit = lambda: death.around(commit)
    with connection.execute_wrapper(death.statement):
        bring_in(path)


def whole_answers() -> int:
    """Fails on a half one."""
    from wagtail.models import Page

    from kb.authoring.models import AnswerKey, KnowledgePage

    pages = list(KnowledgePage.objects.all())
    assert AnswerKey.objects.count() == len(pages) == len({page.key for page in pages})
    assert all(page.latest_revision and len(page.elements) for page in pages)
    assert not Page.find_problems()[0]
    return len(pages)


def main(path: Path, seed: int, kills: int, most: int) -> None:
    from django.db import connections

    dice = random.Random(seed)
    for life in range(kills + 1):
        death = choose(dice, most=most) if life < kills else Death(10**9)
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                live_through(death, path)
            except BaseException as error:
                os.write(2, f"{type(error).__name__}: {error}\n".encode())
                os._exit(1)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or not os.WEXITSTATUS(status)
        print("killed" if os.WIFSIGNALED(status) else "lived", whole_answers(), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))

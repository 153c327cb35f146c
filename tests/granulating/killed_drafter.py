"""A process that makes the drafts of a document and is killed at a chosen statement, again and
again; the last life has no death.

    python -m tests.granulating.killed_drafter DOCUMENT TOPIC SEED KILLS MOST
"""

import os
import random
import sys

import django

from tests.publication.killed_publisher import Death


def live_through(death: Death | None, *, document: int, topic: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from kb.authoring.granulating.drafting import create_drafts
    from kb.authoring.granulating.models import SourceDocument
    from kb.authoring.importers.bulk import Editor

    if death is not None:
        commit = connection._commit
        connection._commit = lambda: death.around(commit)
        connection.execute_wrappers.append(death.statement)
    found = SourceDocument.objects.get(pk=document)
    create_drafts(found, topic=topic, editor=Editor(at=timezone.now()))


def main(document: int, topic: int, seed: int, kills: int, most: int) -> None:
    django.setup()
    chance, died = random.Random(seed), 0
    for life in range(kills + 1):
        death = Death(chance.randint(1, most), before=chance.random() < 0.5)
        if os.fork() == 0:
            live_through(death if life < kills else None, document=document, topic=topic)
            os._exit(0)
        _pid, status = os.wait()
        died += os.WIFSIGNALED(status)
    print(f"killed {died}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main(*map(int, sys.argv[1:]))

"""After commit, tell the projections to look at the log. A bell that is lost changes nothing."""

from __future__ import annotations

from django.db import connection, transaction


def ring() -> None:
    from kb.tasks import ring as task

    task.delay()


def ring_after_commit() -> None:
    """Once for each transaction, however many changes it holds; a failure there never reaches
    the person whose change is already committed."""
    waiting = {entry[1] for entry in connection.run_on_commit}
    if ring not in waiting:
        transaction.on_commit(ring, robust=True)

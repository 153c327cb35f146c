"""The slow lane: answers that use a changed fact, term or shared element are assembled again, one
transaction each, so a fresh publication never waits for them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kb.authoring.models import KnowledgePage
from kb.problem import say
from kb.publication import answers, log
from kb.publication.acting import acting
from kb.publication.errors import Refused
from kb.publication.models import Dirty, Live, LiveUse, Withheld


def drain() -> int:
    """Assemble every waiting answer; returns how many were done. One that cannot be assembled is
    parked with its reason and keeps its last good state, without what is withheld."""
    done = 0
    waiting = list(Dirty.objects.filter(parked="").order_by("since").values_list("pk", flat=True))
    for pk in waiting:
        done += _assemble_one(pk, now=timezone.now())
    clear_withheld()
    return done


def _assemble_one(pk: int, *, now: datetime) -> int:
    try:
        with transaction.atomic():
            log.lock()
            row = Dirty.objects.filter(pk=pk).first()
            if row is None:
                return 0
            with acting(cause=f"follows {row.ref}"):
                _publish_again(row.page_id, now=now)
            row.delete()
    except Refused as refused:
        reason = " ".join(say(problem) for problem in refused.problems)
        Dirty.objects.filter(pk=pk).update(parked=reason)
        return 0
    return 1


def _publish_again(page_id: int, *, now: datetime) -> None:
    pages = KnowledgePage.objects.filter(pk=page_id, live=True, alias_of__isnull=True)
    answers.publish(pages.select_related("locale"), now=now, cause="", refuse=False)
    # Also where nothing visible changed: from this position on, the answer knows of the change.
    Live.objects.filter(page_id=page_id).update(seq=max(log.head(), 1))


def clear_withheld() -> None:
    """Drop what no answer published earlier uses any more."""
    for withheld in Withheld.objects.all():
        users = LiveUse.objects.filter(ref=withheld.ref).values("page_id")
        if not Live.objects.filter(page_id__in=users, seq__lt=withheld.seq).exists():
            withheld.delete()

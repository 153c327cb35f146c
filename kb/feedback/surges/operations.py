"""The only writers of surges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from kb.feedback.surges.looking import Found
from kb.feedback.surges.models import LONGEST_REASON, Counts, Surge, SurgeEvent
from kb.problem import msgid as _

# It is over when it has been usual for so long.
REST = timedelta(hours=1)
# As long as other figures that tell of nobody.
KEPT = timedelta(days=400)
KNOW = "kb.know_surge"
Act = SurgeEvent.Act


class CannotKnow(Exception):
    """`message`: what to do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def open_surges() -> list[Surge]:
    return list(Surge.objects.filter(ended_at=None).order_by("pk"))


def begin(found: Found, *, now: datetime) -> Surge | None:
    """None where another process was faster. What is known already goes on as what it was."""
    subject = found.judged.looked.subject
    same = Surge.objects.filter(kind=subject.kind, name=subject.name, locale=subject.locale)
    known = same.filter(known_until__gt=now).order_by("-pk").first()
    try:
        with transaction.atomic():
            if known is None:
                return _made(found, now=now)
            known.ended_at = None
            go_on(known, found, now=now)
            return known
    except IntegrityError:
        return None


def go_on(surge: Surge, found: Found, *, now: datetime) -> None:
    """Its figures are those of its height."""
    surge.last_at = now
    if found.judged.looked.calls > sum(one["calls"] for one in surge.counts):
        surge.minutes, surge.counts = found.minutes, _counts(found)
    surge.save(update_fields=["last_at", "ended_at", "minutes", "counts"])


def end_rested(surges: Iterable[Surge], *, now: datetime) -> None:
    rested = [one.pk for one in surges if now - one.last_at >= REST]
    if rested:
        Surge.objects.filter(pk__in=rested, ended_at=None).update(ended_at=now)


def take_untold(*, now: datetime) -> list[Surge]:
    """Those that people are to be told of now; of two processes that ask, one gets each. One that
    was known and still goes on afterwards is told again."""
    found = []
    for one in open_surges():
        due = one.told_at is None or (one.known_until is not None and one.told_at < one.known_until)
        if due and one.is_open(now):
            mine = Surge.objects.filter(pk=one.pk, told_at=one.told_at)
            if mine.update(told_at=now):
                found.append(one)
    return found


def know(surge: Surge, *, by: Any, hours: int, reason: str, at: datetime) -> None:
    """Nobody is told of it for so many hours. Raises CannotKnow."""
    if not by.has_perm(KNOW):
        raise CannotKnow(NO_RIGHT)
    if not reason.strip():
        raise CannotKnow(NO_REASON)
    until = at + timedelta(hours=hours)
    with transaction.atomic():
        Surge.objects.filter(pk=surge.pk).update(known_until=until)
        _note(surge, Act.KNOWN, by=by, at=at, reason=reason, until=until)
    surge.known_until = until


def note_notice(surge: Surge, *, notice_id: int, by: Any, at: datetime) -> None:
    """Somebody has begun an emergency notice from it."""
    _note(surge, Act.NOTICE, by=by, at=at, notice_id=notice_id)


def forget_old(*, now: datetime) -> None:
    Surge.objects.filter(ended_at__lt=now - KEPT).delete()


def _made(found: Found, *, now: datetime) -> Surge:
    subject = found.judged.looked.subject
    return Surge.objects.create(
        kind=subject.kind,
        name=subject.name,
        locale=subject.locale,
        began_at=found.judged.looked.window.begins,
        noticed_at=now,
        last_at=now,
        minutes=found.minutes,
        counts=_counts(found),
        at_least=settings.SURGE_AT_LEAST,
        times=settings.SURGE_TIMES,
    )


def _counts(found: Found) -> Counts:
    return [asdict(part.place) | {"calls": part.calls, "usual": part.usual} for part in found.parts]


def _note(surge: Surge, act: str, *, by: Any, at: datetime, reason: str = "", **more: Any) -> None:
    SurgeEvent.objects.create(
        surge=surge, act=act, by_id=by.pk, by_name=by.get_username(), at=at,
        reason=reason.strip()[:LONGEST_REASON], **more,
    )  # fmt: skip


NO_RIGHT = _("You may not do this. Ask whoever keeps the groups for the right.")
NO_REASON = _("Say why nobody needs to be told: the others read it here.")

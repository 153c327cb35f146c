"""Required reading at the desk: what is due, and confirming it once it was really open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import push_url, trigger_client_event

from channels.desk.lists import DeskList
from channels.desk.scopes import for_staff, own_scope
from channels.desk.screens import draw_list, is_part
from channels.desk.study import may_stand
from channels.desk.whats_new import kind_name
from channels.renditions.queries import ServedAnswer
from kb.access import Scope
from kb.reading.asking import Person, confirm
from kb.reading.due import Reading, count_due, readings_of
from kb.reading.standing import DueElement

SALT = "granule.reading"
# A page that was left open since yesterday is opened again before anything is confirmed.
LONGEST_OPEN_SECONDS = 12 * 3600
MOST_SIGNED = 20_000


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """`signed`: by what is confirmed, what stood before whom and since when. `is_later`: some of it
    is not to be shown while a customer is on the line."""

    reading: Reading
    signed: str
    elements: tuple[tuple[Any, DueElement], ...]
    is_late: bool
    is_later: bool = False


@require_safe
@for_staff
def reading_list(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """What is due first, then what was confirmed."""
    found = readings_of(int(request.user.pk or 0), scope=own_scope(request))
    rows = sorted(found, key=lambda one: not one.due)
    listed = DeskList("reading", readings=tuple(_shown(rows, user_id=0, now=scope.now)))
    response = draw_list(request, listed, scope=scope)
    return push_url(response, request.path) if is_part(request) else response


@require_POST
@for_staff
def confirm_reading(request: HttpRequest, *, scope: Scope, pk: int) -> HttpResponse:
    person = Person(int(request.user.pk or 0), request.user.get_username())
    digests = _opened(request.POST.get("signed", ""), pk=pk, user_id=person.user_id)
    if digests is None:
        return _draw(request, problem=NOT_OPEN, status=422)
    since, seen = digests
    if scope.now.timestamp() - since < settings.READING_SECONDS:
        return _draw(request, problem=TOO_SOON, status=422)
    own = own_scope(request)
    reading = confirm(pk, seen, person=person, scope=own)
    if reading is None:
        return _draw(request, problem=GONE, status=404)
    left = count_due(person.user_id, scope=own)
    if reading.due:
        return _draw(request, problem=CHANGED, status=422, left=left)
    return trigger_client_event(_draw(request, left=left), "reading-confirmed")


def readings_on(
    request: HttpRequest, served: ServedAnswer, *, scope: Scope
) -> tuple[ReadingShown, ...]:
    """What is asked of this person about one answer."""
    user_id, own = int(request.user.pk or 0), own_scope(request)
    found = readings_of(user_id, scope=own, key=served.key)
    here = [one for one in found if one.answer.locale == served.locale]
    return tuple(
        replace(one, is_later=not may_stand(elements_of(one.reading), served, request))
        for one in _shown(here, user_id=user_id, now=scope.now)
    )


def elements_of(reading: Reading) -> set[str]:
    return {element.element for element in reading.due}


def _shown(readings: Iterable[Reading], *, user_id: int, now: datetime) -> Iterable[ReadingShown]:
    for one in readings:
        digests = sorted(element.digest for element in one.due)
        opened = {"who": user_id, "what": one.pk, "since": now.timestamp(), "digests": digests}
        yield ReadingShown(
            reading=one,
            signed=signing.dumps(opened, salt=SALT) if one.due and user_id else "",
            elements=tuple((kind_name(element.kind), element) for element in one.due),
            is_late=one.is_late(now),
        )


def _opened(signed: str, *, pk: int, user_id: int) -> tuple[float, frozenset[str]] | None:
    """Since when, and which words; None where it was not open before this person."""
    if len(signed) > MOST_SIGNED:
        return None
    try:
        told = signing.loads(signed, salt=SALT, max_age=LONGEST_OPEN_SECONDS)
    except signing.BadSignature:
        return None
    if (told["who"], told["what"]) != (user_id, pk):
        return None
    return told["since"], frozenset(told["digests"])


def _draw(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "desk/reading_outcome.html", context, status=status)


NOT_OPEN = _("Open the answer again, read what is marked, then confirm.")
TOO_SOON = _("Please read what is marked first, then press once more.")
GONE = _("This is not asked of you any more.")
CHANGED = _("It has changed since you opened it. Open the answer again and read what is marked.")

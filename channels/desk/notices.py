"""Emergency notices on every open desk. Each desk asks every few seconds, and nearly always it is
told that nothing has changed, for which nothing is looked up (decision 0038)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from channels.desk.scopes import at_desk, for_staff
from channels.desk.views import screen_locale
from kb.access import Scope
from kb.notices import board
from kb.notices.queries import Told, notices_for
from kb.notices.reading import note_read, note_shown, readings_of
from kb.publication.readers import staff_scope, team_of, told_as

# So often each desk is looked at whole, whatever it has: a right that was taken meanwhile shows.
WHOLE_SECONDS = 60
MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class OnDesk:
    """`read_at`: when this agent confirmed it; `seconds_left`: until it ends by itself."""

    told: Told
    read_at: datetime | None
    seconds_left: int


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """304 for a desk that was given just this within the last minute."""
    known = request.headers.get("If-None-Match", "")
    now = timezone.now()
    if known and constant_time_compare(known, tag_of(request, now=now)):
        response = HttpResponse(status=304)
        response["Cache-Control"] = "no-store"
        return response
    return _whole(request)


@for_staff
def _whole(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    return _drawn(request, scope=scope)


@require_POST
@for_staff
def read(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """Only of what this person is told now; anything else in the form is passed over."""
    teams = told_as(request.user)
    own = _own(request, scope)
    shown = notices_for(scope=own, locale=screen_locale(), teams=teams)
    asked = set(request.POST.getlist("version"))
    versions = [told.version for told in shown if str(told.version) in asked]
    if versions:
        user_id, team = int(request.user.pk or 0), team_of(request.user)
        note_read(versions, user_id=user_id, team=team, at=scope.now)
    if not request.headers.get("HX-Request"):
        return redirect("desk:home")
    return _drawn(request, scope=scope)


def tag_of(request: HttpRequest, *, now: datetime) -> str:
    """Only who was given it can name it: it is signed, and of one session. Asks the database once
    a second for all desks together."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    offset = int(salted_hmac("granule.desk.offset", session).hexdigest()[:4], 16)
    period = (int(now.timestamp()) + offset) // WHOLE_SECONDS
    stamp = board.stamp_of(board.glance(now), at=now)
    pieces = "|".join((session, str(period), get_language() or "", stamp))
    return f'"{salted_hmac("granule.desk.notices", pieces).hexdigest()[:32]}"'


def _drawn(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    # Before the rows are read: what changes in between is asked for once more.
    tag = tag_of(request, now=scope.now)
    rows = _on_desk(request, scope=scope)
    unread = [row for row in rows if row.read_at is None]
    context = {"rows": rows, "unread": unread}
    response = render(request, "desk/notices.html", context)
    response["ETag"] = tag
    return response


def _on_desk(request: HttpRequest, *, scope: Scope) -> list[OnDesk]:
    """The first time it is shown is kept: by this it is known how many desks have it."""
    if not board.glance(scope.now):
        return []
    teams, user_id = told_as(request.user), int(request.user.pk or 0)
    own = _own(request, scope)
    told = notices_for(scope=own, locale=screen_locale(), teams=teams)[:MOST_AT_ONCE]
    known = readings_of(user_id, [one.version for one in told])
    new = [one.version for one in told if one.version not in known]
    if new:
        note_shown(new, user_id=user_id, team=team_of(request.user), at=scope.now)
    return [
        OnDesk(one, known.get(one.version), int((one.until - scope.now).total_seconds()))
        for one in told
    ]


def _own(request: HttpRequest, scope: Scope) -> Scope:
    """The agent's, whoever is on the line: a notice stands there through all customers."""
    return at_desk(staff_scope(request.user, now=scope.now) or scope)

"""What stands beside an answer for the person who opens it: whether it is pinned, what of it is new
to them, and what they are asked to read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from channels.desk.models import Kept
from channels.desk.reading import readings_on
from channels.desk.scopes import own_scope
from channels.desk.screens import is_part
from channels.desk.study import may_stand
from channels.desk.whats_new import kind_name
from channels.renditions.queries import ServedAnswer
from kb.access import Scope
from kb.publication.queries import Candidate
from kb.reading.news import News, news_for
from kb.reading.shifts import mark_seen

RIGHTS = {"keeps": "channels.keep_favourites", "asks": "kb.ask_reading"}
RIGHTS_TOLD = "desk_rights"


def for_this_reader(request: HttpRequest, served: ServedAnswer, *, scope: Scope) -> dict[str, Any]:
    user_id = int(request.user.pk or 0)
    named = Candidate(served.key, served.locale)
    found = {
        "is_pinned": is_pinned(user_id, named),
        "rights": rights_of(request),
        "readings": readings_on(request, served, scope=scope),
    }
    if "news" in request.GET:
        found |= _changed(request, served, scope=scope) | {"is_part": is_part(request)}
    return found


def rights_of(request: HttpRequest) -> list[str]:
    """What of RIGHTS this person has. The whole page asks; pieces of it go by what it was told, and
    each door asks for itself."""
    if is_part(request) and RIGHTS_TOLD in request.session:
        return list(request.session[RIGHTS_TOLD])
    rights = [name for name, right in RIGHTS.items() if request.user.has_perm(right)]
    if request.session.get(RIGHTS_TOLD) != rights:
        request.session[RIGHTS_TOLD] = rights
    return rights


def is_pinned(user_id: int, answer: Candidate) -> bool:
    mine = Kept.objects.filter(kind=Kept.Kind.PIN, user_id=user_id)
    return mine.filter(key=answer.key, locale=answer.locale).exists()


def _changed(request: HttpRequest, served: ServedAnswer, *, scope: Scope) -> dict[str, Any]:
    """Opened from the list of what is new, it has been seen."""
    user_id, own = int(request.user.pk or 0), own_scope(request)
    news: News = news_for(user_id, scope=own, locale=served.locale)
    item = news.find(served.key, served.locale)
    if item is None:
        return {}
    told = [one.element for one in item.elements if one.element and one.state != "gone"]
    found: dict[str, Any] = {"learnt": item, "since": news.since}
    if not may_stand(told, served, request):
        return found | {"is_later": True, "news_left": news.unseen}
    mark_seen(user_id, [item])
    changes = [(kind_name(one.kind), one) for one in item.elements]
    return found | {"changes": changes, "news_left": news.unseen - (not item.is_seen)}

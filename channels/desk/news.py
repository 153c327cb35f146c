"""The list of what is new since somebody's last shift, and putting it away as seen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import push_url

from channels.desk.lists import DeskList
from channels.desk.scopes import for_staff, own_scope
from channels.desk.screens import draw_list, is_part, screen_locale
from channels.desk.whats_new import whats_new
from kb.access import Scope
from kb.reading.news import news_for
from kb.reading.shifts import mark_seen


@require_safe
@for_staff
def news(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    own = own_scope(request)
    found = whats_new(_person(request), scope=own, locale=screen_locale())
    response = draw_list(request, DeskList("news", news=found), scope=scope)
    return push_url(response, request.path) if is_part(request) else response


@require_POST
@for_staff
def mark_news_seen(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """All that was on the list: what has come since stays new."""
    through = request.POST.get("through", "")
    limit = int(through) if through.isdecimal() and len(through) < 19 else 0
    user_id, own = _person(request), own_scope(request)
    found = news_for(user_id, scope=own, locale=screen_locale())
    mark_seen(user_id, [item for item in found.items if item.seq <= limit])
    if not is_part(request):
        return redirect("desk:news")
    fresh = whats_new(user_id, scope=own, locale=screen_locale())
    return render(request, "desk/list.html", {"list": DeskList("news", news=fresh)})


def _person(request: HttpRequest) -> int:
    return int(request.user.pk or 0)

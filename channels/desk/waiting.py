"""What waits for somebody at the desk, as badges in its bar: asked for when the page is there, and
every few minutes after that."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from channels.desk.scopes import for_staff, own_scope
from channels.desk.screens import screen_locale
from kb.access import Scope
from kb.reading.due import count_due
from kb.reading.news import news_for


@require_safe
@for_staff
def waiting(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    own, user_id = own_scope(request), int(request.user.pk or 0)
    context = {
        "reading": count_due(user_id, scope=own),
        "news": news_for(user_id, scope=own, locale=screen_locale()).unseen,
    }
    return render(request, "desk/waiting_counts.html", context)

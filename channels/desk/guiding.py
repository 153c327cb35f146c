"""One step of a guide at the desk: the guide alone comes back, the answer stays as it is."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from channels.contacts.models import ContactStep
from channels.contacts.operations import Step
from channels.desk.scopes import CHANNEL, for_staff
from channels.desk.serving import note
from channels.guide_pages import guide_pages
from channels.paths import shown_locales
from channels.renditions.queries import find_rendition
from channels.trails import PARAMETER, read_trail
from kb.access import Scope


@require_safe
@for_staff
def guide(request: HttpRequest, *, scope: Scope, key: str, element: uuid.UUID) -> HttpResponse:
    """What is gone meanwhile, or never was there, is said in the place of the guide."""
    locale = request.GET.get("locale", "")
    known = locale if locale in shown_locales() else shown_locales()[0]
    served = find_rendition(scope=scope, channel=CHANNEL, key=key, locale=known)
    trail = read_trail(request.GET.get(PARAMETER, ""), key=key)
    page = guide_pages(served.parts, trail=trail).get(str(element)) if served else None
    if served is None or page is None:
        return render(request, "desk/guide_gone.html", status=404)
    note(request, Step(ContactStep.Kind.OPENED, key, known, element=str(element)), at=scope.now)
    query = request.GET.get("q", "").strip()
    return render(request, "desk/guide.html", {"guide": page, "served": served, "query": query})

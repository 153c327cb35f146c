"""Tells people what has become of the work they started, on the next page of the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from kb.authoring.jobs.addresses import FILE, JOB, PROGRESS, address_of
from kb.authoring.jobs.kinds import kind_of
from kb.authoring.jobs.models import Job
from kb.authoring.jobs.queries import finished_untold

# These show it themselves.
SILENT = frozenset({JOB, PROGRESS, FILE})
SHOWN = 5


class TellingMiddleware:
    """One question to the database for each page of the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        if _is_page_of_admin(request) and request.user.is_authenticated:
            tell(request)


def _is_page_of_admin(request: HttpRequest) -> bool:
    """As a person opens it: what scripts ask for would swallow the message."""
    is_asked_by_script = (
        request.headers.get("sec-fetch-dest", "document") != "document"
        or request.headers.get("x-requested-with") == "XMLHttpRequest"
    )
    match = request.resolver_match
    return (
        request.method == "GET"
        and not is_asked_by_script
        and request.path.startswith(reverse("wagtailadmin_home"))
        and match is not None
        and match.url_name not in SILENT
    )


def tell(request: HttpRequest) -> None:
    jobs = list(finished_untold(request.user)[:SHOWN])
    if not jobs:
        return
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(is_told=True)
    for job in jobs:
        button = messages.button(address_of(job), _("Look at it"))
        if job.state == Job.State.DONE:
            messages.success(request, label_of(job) + _(": ") + (job.said or _("Done")), [button])
        else:
            messages.error(request, label_of(job) + _(": ") + job.said_error, [button])


def label_of(job: Job) -> str:
    kind = kind_of(job)
    return str(kind.label) if kind else job.kind

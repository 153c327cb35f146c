"""The screens of background work: what I started, how far it is, and what came of it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem

from kb.authoring.jobs import operations, queries
from kb.authoring.jobs.addresses import CANCEL, FILE, JOB, LIST, PROGRESS, address_of
from kb.authoring.jobs.kinds import kind_of
from kb.authoring.jobs.middleware import label_of
from kb.authoring.jobs.models import Job

A_PAGE = 30


@require_safe
def my_jobs(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.jobs_of(request.user), A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _heading(request.user),
        "header_icon": "tasks",
        "breadcrumbs_items": _way(_heading(request.user)),
        "rows": [(job, label_of(job), address_of(job)) for job in page],
        "page_obj": page,
        "shows_starter": request.user.is_superuser,
    }
    return render(request, "jobs/list.html", context)


def _heading(user: Any) -> str:
    return _("Background work of everybody") if user.is_superuser else _("My background work")


def _way(*labels: str) -> list[dict[str, str]]:
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    steps = [{"url": reverse(LIST), "label": label} for label in labels]
    steps[-1]["url"] = ""
    return [home, *steps]


@require_safe
def one_job(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    if job.is_over and job.starter_id == request.user.pk and not job.is_told:
        Job.objects.filter(pk=pk).update(is_told=True)
    kind = kind_of(job)
    context = {
        "page_title": label_of(job),
        "header_icon": "tasks",
        "breadcrumbs_items": _way(_heading(request.user), label_of(job)),
        "job": job,
        "said_now": _said_now(job),
        "template": kind.template if kind and job.state == Job.State.DONE else "",
        "next": kind.address(job) if kind and kind.address and job.state == Job.State.DONE else "",
        "again": kind.again if kind and job.is_over and job.state != Job.State.DONE else "",
        "progress_url": reverse(PROGRESS, args=[pk]),
        "file_name": name_of_file(job),
    }
    return render(request, "jobs/job.html", context)


def _job(request: HttpRequest, pk: int) -> Job:
    """Somebody else's looks like none."""
    return get_object_or_404(queries.jobs_of(request.user), pk=pk)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """For the page that asks again and again."""
    job = _job(request, pk)
    return JsonResponse(
        {
            "state": job.state,
            "label": job.get_state_display(),
            "is_over": job.is_over,
            "done": job.done,
            "total": job.total,
            "percent": job.percent,
            "said": _said_now(job),
        }
    )


def _said_now(job: Job) -> str:
    """What a person who looks at it while it goes on should know."""
    if not queries.is_left_waiting(job, now=timezone.now()):
        return job.said
    return _(
        "Nothing has taken it up. Ask whoever runs Granule to start what does such work: the "
        "server as in “make run”, the command keep_time, or, with a broker, a worker and beat."
    )


def name_of_file(job: Job) -> str:
    """As it is downloaded; empty where there is none, or its day is over."""
    return PurePath(job.file.name or "").name


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    if operations.cancel(job, now=timezone.now()):
        messages.success(request, _("It is cancelled, and ends at its next step."))
    else:
        messages.info(request, _("It was over already."))
    return redirect(address_of(job))


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    job = _job(request, pk)
    if not job.file:
        raise Http404
    try:
        content = job.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=name_of_file(job))
    response["Cache-Control"] = "private, no-store"
    return response


def menu_item() -> MenuItem:
    """For Wagtail's hook register_reports_menu_item."""
    label = gettext_lazy("Background work")
    return MenuItem(label, reverse(LIST), icon_name="tasks", order=70)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [
        path("background/", my_jobs, name=LIST),
        path("background/<int:pk>/", one_job, name=JOB),
        path("background/<int:pk>/progress/", progress, name=PROGRESS),
        path("background/<int:pk>/cancel/", cancel, name=CANCEL),
        path("background/<int:pk>/file/", file, name=FILE),
    ]

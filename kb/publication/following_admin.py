"""How far answers have followed changes, and what is parked: a report, with a way to try again."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem

from kb.publication import bell, following, lane, parking, projections, sources
from kb.publication.admin import VIEW
from kb.publication.models import Dirty, Parked

NAME = "following_report"
PROGRESS = "following_progress"
RETRY = "following_retry"
MAY_RETRY = "kb.change_parked"
SHOWN = 50
logger = logging.getLogger(__name__)


@require_safe
@permission_required(VIEW)
def report(request: HttpRequest) -> HttpResponse:
    context = {
        "page_title": _("Updates of answers"),
        "header_icon": "rotate",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Updates of answers")},
        ],
        "newest": _newest(),
        "parked": parking.parked_answers(),
        "may_retry": request.user.has_perm(MAY_RETRY),
    }
    return render(request, "publication/following.html", context)


def _newest() -> list[tuple[Any, str, str]]:
    """Each change alone in a list, as the bars are drawn; its name; where its bar is asked for."""
    newest = following.newest(SHOWN)
    names = sources.names_of({one.ref for one in newest})
    return [
        ([one], names.get(one.ref, one.ref), f"{reverse(PROGRESS)}?id={one.id}") for one in newest
    ]


@require_safe
@permission_required(VIEW)
def progress(request: HttpRequest) -> HttpResponse:
    """The bars alone, for pages that ask again and again."""
    ids = [int(text) for text in request.GET.getlist("id")[:SHOWN] if text.isdecimal()]
    context = {"progress": following.progress_of(ids)}
    response = render(request, "publication/progress.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@permission_required(MAY_RETRY)
def retry(request: HttpRequest, place: str, row: int) -> HttpResponse:
    try:
        is_taken = _retry(place, row)
    except (Parked.DoesNotExist, Dirty.DoesNotExist):
        raise Http404 from None
    except Exception as error:
        logger.error("%s: not tried again: %s", place, type(error).__name__)
        messages.error(request, _("This cannot be tried now. Nothing is lost: try again later."))
        return redirect(NAME)
    if is_taken:
        messages.success(request, _("The answer is parked no more."))
    else:
        messages.error(request, _("It failed again and stays parked; the reason is below."))
    return redirect(NAME)


def _retry(place: str, row: int) -> bool:
    if place != parking.LANE:
        return projections.retry(Parked.objects.get(projection=place, pk=row))
    is_taken = lane.try_again(Dirty.objects.get(pk=row))
    bell.ring_after_commit()
    return is_taken


def script() -> Any:
    """For Wagtail's hook insert_global_admin_js."""
    return format_html('<script src="{}" defer></script>', static("granule/progress.js"))


class FollowingMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(VIEW))


def menu_item() -> MenuItem:
    """For Wagtail's hook register_reports_menu_item."""
    label = gettext_lazy("Updates of answers")
    return FollowingMenuItem(label, reverse(NAME), icon_name="rotate", order=55)


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [
        path("reports/following/", report, name=NAME),
        path("reports/following/progress/", progress, name=PROGRESS),
        path("reports/following/retry/<slug:place>/<int:row>/", retry, name=RETRY),
    ]

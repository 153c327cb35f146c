"""One notice: what it says to whom, who has read it, and what may be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from kb.access import Scope
from kb.authoring.grants_admin import topics as all_topics
from kb.authoring.label_values import choices_for
from kb.authoring.staff_scopes import staff_scope
from kb.notices import operations
from kb.notices.linking import questions_of
from kb.notices.list_admin import row_of
from kb.notices.operations import RELEASE, SUBMIT
from kb.notices.reach import addressed_by, may_address
from kb.notices.reading import counts_by_team
from kb.notices.screens import ONE, show
from kb.notices.seeing import VIEW, find_notice, screen_locale
from kb.notices.tables import Notice, NoticeEvent, NoticeVersion


@require_safe
@permission_required(VIEW)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    one, scope = _found(request, pk)
    row = row_of(one, now=scope.now)
    newest = one.versions.all()[0]
    return show(
        request,
        "notices/notice.html",
        title=one.title,
        row=row,
        newest=newest,
        cards=_cards(row.shown, newest, scope=scope),
        counts=_counts(row.shown),
        events=NoticeEvent.objects.filter(version__notice=one).select_related("version"),
        **_rights(request.user, newest, row.shown, scope=scope),
    )


@require_safe
@never_cache
@permission_required(VIEW)
def counts(request: HttpRequest, pk: int) -> HttpResponse:
    """The readers by team alone, for a page that looks again by itself."""
    one, scope = _found(request, pk)
    row = row_of(one, now=scope.now)
    return render(request, "notices/counts.html", {"row": row, "counts": _counts(row.shown)})


@require_POST
@permission_required(RELEASE)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    one, scope = _found(request, pk)
    version = _version_named(request, one)
    released = operations.release(version, by=request.user, scope=scope, locale=screen_locale())
    if released.holds(scope.now):
        messages.success(request, _("Released: it stands on every desk within ten seconds."))
    else:
        messages.success(request, _("Released: it begins by itself at its time."))
    return redirect(ONE, pk)


@require_POST
@permission_required(RELEASE)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    one, scope = _found(request, pk)
    why = request.POST.get("why", "")
    version = _version_named(request, one)
    operations.send_back(version, by=request.user, scope=scope, locale=screen_locale(), why=why)
    messages.success(request, _("Sent back. Whoever submitted it reads your reason."))
    return redirect(ONE, pk)


@require_POST
@permission_required(VIEW)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    one, scope = _found(request, pk)
    why = request.POST.get("why", "")
    operations.end_early(one, by=request.user, scope=scope, locale=screen_locale(), why=why)
    messages.success(request, _("Ended: it is gone with the next look of every desk."))
    return redirect(ONE, pk)


def _found(request: HttpRequest, pk: int) -> tuple[Notice, Scope]:
    scope = staff_scope(request.user, now=timezone.now())
    one = find_notice(pk, scope=scope)
    if one is None or scope is None:
        raise Http404
    return one, scope


def _version_named(request: HttpRequest, one: Notice) -> NoticeVersion:
    """The one that was on the screen of whoever decides: a newer one is refused, not taken."""
    asked = request.POST.get("version", "")
    found = [row for row in one.versions.all() if str(row.pk) == asked]
    if not found:
        raise Http404
    return found[0]


def _rights(
    user: Any, newest: NoticeVersion, shown: NoticeVersion, *, scope: Scope
) -> dict[str, bool]:
    may_release = user.has_perm(RELEASE)
    may_reach = may_address(scope, addressed_by(shown), locale=screen_locale())
    is_author = user.pk in operations.authors_of(newest)
    return {
        "may_release": may_release and not is_author,
        "is_author": may_release and is_author,
        "may_submit": user.has_perm(SUBMIT),
        "may_end": may_reach and (user.has_perm(SUBMIT) or may_release),
    }


def _cards(shown: NoticeVersion, newest: NoticeVersion, *, scope: Scope) -> list[dict[str, Any]]:
    """What waits, and what stands where that is another version."""
    versions = [newest] if newest == shown else [newest, shown]
    keys = {key for one in versions for key in one.answers}
    questions = questions_of(keys, scope=scope)
    return [
        {
            "version": one,
            "readers": _readers(one),
            "answers": [(key, questions.get(key, "")) for key in one.answers],
        }
        for one in versions
    ]


def _readers(version: NoticeVersion) -> list[str]:
    """Whom it is for, in words; empty where it is for everybody of its audience."""
    regions, topics = dict(choices_for("regions")), dict(all_topics())
    return [
        *(regions.get(code, code) for code in version.regions),
        *(topics.get(key, key).removeprefix("— ") for key in version.topics),
        *version.teams,
    ]


def _counts(version: NoticeVersion) -> dict[str, Any]:
    teams = counts_by_team(version)
    return {
        "teams": teams,
        "shown": sum(one.shown for one in teams),
        "read": sum(one.read for one in teams),
    }

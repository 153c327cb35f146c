"""The list of notices: what holds, what waits, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from kb.authoring.staff_scopes import staff_scope
from kb.notices.operations import SUBMIT
from kb.notices.screens import show
from kb.notices.seeing import VIEW, seen_notices
from kb.notices.standing import Standing, standing_of
from kb.notices.tables import Notice, NoticeTemplate, NoticeVersion

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """`shown`: the version that holds, else the newest."""

    notice: Notice
    shown: NoticeVersion
    standing: Standing


@require_safe
@permission_required(VIEW)
def notices(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = [row_of(one, now=now) for one in seen_notices(staff_scope(request.user, now=now))]
    past = [row for row in found if row.standing.is_past]
    may_submit = request.user.has_perm(SUBMIT)
    return show(
        request,
        "notices/list.html",
        title=_("Emergency notices"),
        current=[row for row in found if not row.standing.is_past],
        page=Paginator(past, A_PAGE).get_page(request.GET.get("p")),
        templates=NoticeTemplate.objects.all() if may_submit else (),
        may_submit=may_submit,
    )


def row_of(notice: Notice, *, now: datetime) -> Row:
    versions = list(notice.versions.all())
    held = next((one for one in versions if one.holds(now)), versions[0])
    return Row(notice, held, standing_of(versions, now=now))

"""The conflict report on screen: what stands twice, and what contradicts, each with a decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from kb.authoring.jobs import operations as jobs
from kb.authoring.jobs.addresses import address_of
from kb.authoring.same_wordings import HERE, KEEP, LONGEST_REASON
from kb.care import conflicts
from kb.care.clashes import digest_of_pair
from kb.care.conflict_jobs import SCAN, last_scan
from kb.care.models import ConflictDecision, Contradiction, Wording
from kb.care.screens import go_back, show
from kb.care.seeing import VIEW, editable_answers, told_answers
from kb.care.wording_decisions import draft_without
from kb.spreadsheets import IS_UTF8, csv_line

NAME, DECIDE, SETTLE, EXPORT, RUN = (
    "care_conflicts", "care_conflict_decide", "care_conflict_settle", "care_conflict_export",
    "care_conflict_scan",
)  # fmt: skip
A_PAGE = 25
EXPORT_BATCH = 200


@require_safe
@permission_required(VIEW)
def report(request: HttpRequest) -> HttpResponse:
    stock = conflicts.stock_of(request.user, now=timezone.now())
    wordings = Paginator(conflicts.repeated_wordings(stock), A_PAGE).get_page(request.GET.get("p"))
    found = Paginator(conflicts.contradictions(stock), A_PAGE).get_page(request.GET.get("c"))
    rows = list(found)
    conflicts.name_sides(rows)
    groups = conflicts.details(list(wordings), stock.pages)
    numbers = {place.page_id for group in groups for place in group.places}
    numbers |= {n for row in rows for n in (row.page_id, row.other_page_id) if n}
    mine = set(editable_answers(request.user).filter(pk__in=numbers).values_list("pk", flat=True))
    return show(
        request,
        "care/conflicts.html",
        title=_("Conflicts"),
        icon="warning",
        wordings=groups,
        wordings_page=wordings,
        contradictions=rows,
        contradictions_page=found,
        mine=mine,
        scanned=last_scan(),
    )


@require_POST
@permission_required(VIEW)
def decide(request: HttpRequest) -> HttpResponse:
    """About one wording and all of its places: keep it everywhere, or leave it to one of them."""
    locale, folded = request.POST.get("locale", ""), request.POST.get("folded", "")
    rows = list(Wording.objects.filter(locale=locale, folded=folded).order_by("pk"))
    told = told_answers(request.user, {row.page_id for row in rows}, now=timezone.now())
    rows = [row for row in rows if row.page_id in told]
    mine = set(
        editable_answers(request.user)
        .filter(pk__in=[row.page_id for row in rows])
        .values_list("pk", flat=True)
    )
    if len(rows) < 2 or not mine:
        raise Http404
    why = request.POST.get("why", "").strip()[:LONGEST_REASON]
    stays = request.POST.get("stays", "")
    if stays == KEEP and not why:
        messages.error(request, _("Say why it may stay on all of them."))
    elif stays == KEEP:
        _remember(request, rows, KEEP, why, mine=mine)
        messages.success(request, _("Noted, with your name and reason."))
    elif stays.isdecimal() and int(stays) in {row.page_id for row in rows}:
        _leave_to(request, rows, int(stays), mine=mine, why=why)
    else:
        messages.error(request, _("Choose first what is meant."))
    return go_back(request, reverse(NAME))


def _remember(
    request: HttpRequest, rows: list[Wording], verdict: str, why: str, *, mine: set[int]
) -> None:
    """Of two that are both somebody else's, nothing is said."""
    for i, one in enumerate(rows):
        for other in rows[i + 1 :]:
            if mine.isdisjoint({one.page_id, other.page_id}):
                continue
            digest = digest_of_pair(one.locale, one.folded, one.page_id, other.page_id)
            _note(request, digest, about=one.text, verdict=verdict, why=why)


def _leave_to(
    request: HttpRequest, rows: list[Wording], stays: int, *, mine: set[int], why: str
) -> None:
    """The others get a draft without it, where this person may edit and it is no question."""
    done = 0
    keeper = next(row for row in rows if row.page_id == stays)
    for row in rows:
        if row.page_id == stays or row.is_question or row.page_id not in mine:
            continue
        page = editable_answers(request.user).get(pk=row.page_id)
        draft_without(page, row.text, user=request.user)
        digest = digest_of_pair(row.locale, row.folded, keeper.page_id, row.page_id)
        _note(request, digest, about=row.text, verdict=HERE, why=why)
        done += 1
    left = len(rows) - 1 - done
    if done:
        text = ngettext(
            "%(count)s draft was made; hand it in.",
            "%(count)s drafts were made; hand them in.",
            done,
        )
        messages.success(request, text % {"count": done})
    if left:
        text = ngettext(
            "%(count)s keeps it: it is its standard question, or you may not edit it.",
            "%(count)s keep it: it is their standard question, or you may not edit them.",
            left,
        )
        messages.warning(request, text % {"count": left})


def _note(request: HttpRequest, digest: str, *, about: str, verdict: str, why: str) -> None:
    user: Any = request.user
    ConflictDecision.objects.update_or_create(
        digest=digest,
        defaults={
            "about": about[:255],
            "verdict": verdict,
            "why": why,
            "by_id": user.pk,
            "by_name": user.get_username(),
            "at": timezone.now(),
        },
    )


@require_POST
@permission_required(VIEW)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A contradiction that is none: with a reason, it is not shown again."""
    stock = conflicts.stock_of(request.user, now=timezone.now())
    row = conflicts.contradictions(stock).filter(pk=pk).first()
    if row is None or not editable_answers(request.user).filter(pk=row.page_id).exists():
        raise Http404
    why = request.POST.get("why", "").strip()[:LONGEST_REASON]
    if why:
        _note(request, row.digest, about=str(row), verdict=KEEP, why=why)
        messages.success(request, _("Noted, with your name and reason."))
    else:
        messages.error(request, _("Say why both are right."))
    return go_back(request, reverse(NAME))


@require_POST
@permission_required(VIEW)
def start_scan(request: HttpRequest) -> HttpResponse:
    return redirect(address_of(jobs.start(SCAN, user=request.user, arguments={})))


@require_safe
@permission_required(VIEW)
def export(request: HttpRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(request.user), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="conflicts.csv"'
    return response


def _lines(user: Any) -> Iterator[str]:
    stock = conflicts.stock_of(user, now=timezone.now())
    yield IS_UTF8 + csv_line([_("Kind"), _("Language"), _("What"), _("Answers"), _("Said")])
    groups = list(conflicts.repeated_wordings(stock))
    for start in range(0, len(groups), EXPORT_BATCH):
        for one in conflicts.details(groups[start : start + EXPORT_BATCH], stock.pages):
            keys = "; ".join(place.key for place in one.places)
            yield csv_line([_("Same wording"), one.locale, one.text, keys, ""])
    rows: list[Contradiction] = list(conflicts.contradictions(stock))
    conflicts.name_sides(rows)
    for row in rows:
        sides = f"{row.question} / {row.other}"  # type: ignore[attr-defined]
        said = f"{row.said} ≠ {row.other_said}"
        yield csv_line([_("Contradiction"), row.locale, row.thing, sides, said])


def urls() -> list[Any]:
    return [
        path("care/conflicts/", report, name=NAME),
        path("care/conflicts/decide/", decide, name=DECIDE),
        path("care/conflicts/<int:pk>/settle/", settle, name=SETTLE),
        path("care/conflicts/export/", export, name=EXPORT),
        path("care/conflicts/scan/", start_scan, name=RUN),
    ]

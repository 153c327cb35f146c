"""The review screen: the source beside what is proposed of it, and every act of the editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kb.authoring.granulating import editing, operations, updating
from kb.authoring.granulating.editing import CannotEdit
from kb.authoring.granulating.models import ProposedPoint, SourceDocument
from kb.authoring.granulating.proposal import Point
from kb.authoring.granulating.screens import page as pages
from kb.authoring.granulating.screens.addresses import LIST, REVIEW
from kb.authoring.granulating.screens.forms import DraftsForm
from kb.authoring.granulating.screens.left_out import left_out_of, show_left_out
from kb.authoring.granulating.seeing import documents_for
from kb.problem import Refused, say


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(documents_for(request.user), pk=pk)
    context = {
        "page_title": document.name,
        "header_icon": "cut",
        "breadcrumbs_items": way(document),
        **work_of(document, page=request.GET.get("p"), user=request.user),
    }
    return render(request, "granulating/review.html", context)


def way(document: SourceDocument, *more: str) -> list[dict[str, str]]:
    steps = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse(LIST), "label": _("Split documents")},
        {"url": reverse(REVIEW, args=[document.pk]), "label": document.name},
        *({"url": "", "label": label} for label in more),
    ]
    steps[-1]["url"] = ""
    return steps


def work_of(document: SourceDocument, *, page: Any, user: Any) -> dict[str, Any]:
    """Everything that changes with an act, for the whole screen and for the part sent after it."""
    rows = list(document.points.filter(merged_into=None).select_related("page"))
    shown = Paginator(rows, pages.A_PAGE).get_page(page)
    blocks = document.source_blocks
    left_out = left_out_of(document, rows)
    first, last = pages.range_of(rows, start=shown.start_index() - 1 if rows else 0, blocks=blocks)
    return {
        "document": document,
        "points": pages.show_points(list(shown.object_list), of=rows),
        "blocks": list(pages.show_blocks(blocks, left_out, first=first, last=last)),
        "left_out": show_left_out(document, left_out),
        "counts": pages.counts_of(rows),
        "page_obj": shown,
        "drafts_form": DraftsForm(user=user, document=document),
    }


Act = Callable[[ProposedPoint, Any], int | None]


@require_POST
def act(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """One act on one proposed answer. A script gets the changed part, a browser goes back."""
    document = get_object_or_404(documents_for(request.user), pk=pk)
    row = get_object_or_404(document.points, pk=point)
    done = ACTS.get(request.POST.get("act", ""))
    if done is None:
        raise Http404
    problem, place = "", row.pk
    try:
        place = done(row, request) or row.pk
    except CannotEdit as error:
        problem = say(error.problem)
    except Refused as error:
        problem = " ".join(say(one) for one in error.problems)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return _part(request, document, problem=problem)
    if problem:
        messages.error(request, problem)
    number = request.POST.get("p", "1")
    number = number if number.isdecimal() else "1"
    return redirect(f"{reverse(REVIEW, args=[pk])}?p={number}#p{place}")


def _part(request: HttpRequest, document: SourceDocument, *, problem: str) -> HttpResponse:
    context = work_of(document, page=request.POST.get("p"), user=request.user)
    response = render(request, "granulating/work.html", context | {"problem": problem})
    response["Cache-Control"] = "no-store"
    return response


def _on_piece(change: Callable[[Point, int, Any], Point]) -> Act:
    """An act on one piece, as the editor saw it."""

    def done(row: ProposedPoint, request: Any) -> None:
        name, as_seen = request.POST.get("piece", ""), request.POST.get("seen", "")

        def on_point(point: Point) -> Point:
            place = editing.place_of(point.pieces, name, as_seen=as_seen)
            return change(point, place, request)

        operations.edit(row.pk, on_point)

    return done


def _with(change: Callable[..., editing.Pieces], **fixed: Any) -> Callable[..., Point]:
    return lambda point, place, request: editing.with_pieces(
        point, change(point.pieces, place, **fixed)
    )


def _split(point: Point, place: int, request: Any) -> Point:
    said = request.POST.get("at", "")
    at = int(said) if said.isdecimal() else 0
    return editing.with_pieces(point, editing.split(point.pieces, place, at=at))


def _kind(point: Point, place: int, request: Any) -> Point:
    kind = request.POST.get("kind", "")
    return editing.with_pieces(point, editing.change_kind(point.pieces, place, kind=kind))


def _ask(row: ProposedPoint, request: Any) -> None:
    question = request.POST.get("question", "")
    wordings = request.POST.get("wordings", "").splitlines()
    operations.edit(row.pk, lambda point: editing.ask(point, question=question, wordings=wordings))


def _divide(row: ProposedPoint, request: Any) -> int:
    name, as_seen = request.POST.get("piece", ""), request.POST.get("seen", "")
    return operations.divide(row.pk, name, as_seen=as_seen).pk


def _take(row: ProposedPoint, request: Any) -> None:
    if row.is_open:
        operations.settle(row.pk, take=True)
    else:
        updating.take_into_draft(row.pk, user=request.user)


ACTS: dict[str, Act] = {
    "split": _on_piece(_split),
    "merge": _on_piece(_with(editing.merge)),
    "kind": _on_piece(_kind),
    "up": _on_piece(_with(editing.move, by=-1)),
    "down": _on_piece(_with(editing.move, by=1)),
    "drop": _on_piece(_with(editing.mark, dropped=True)),
    "restore": _on_piece(_with(editing.mark, dropped=False)),
    "wording": _on_piece(lambda point, place, request: editing.as_wording(point, place)),
    "divide": _divide,
    "ask": _ask,
    "unite": lambda row, request: operations.unite(row.pk).pk,
    "drop-point": lambda row, request: operations.mark_dropped(row.pk, dropped=True),
    "restore-point": lambda row, request: operations.mark_dropped(row.pk, dropped=False),
    "take": _take,
    "leave": lambda row, request: operations.settle(row.pk, take=False),
}

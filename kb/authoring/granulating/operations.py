"""What an editor does to proposed answers, each act in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.db.models import F

from kb.authoring.granulating import editing
from kb.authoring.granulating.models import ProposedPoint
from kb.authoring.granulating.proposal import (
    Point,
    digest_of,
)
from kb.authoring.granulating.rows import EDITED, write_point
from kb.transactions import in_one_transaction

Change = ProposedPoint.Change


def edit(pk: int, act: Callable[[Point], Point]) -> None:
    """One act on one proposed answer. Raises editing.CannotEdit."""

    def once() -> None:
        row = _open_row(pk)
        write_point(row, act(row.point))
        row.save(update_fields=EDITED)

    in_one_transaction(once)


def _open_row(pk: int) -> ProposedPoint:
    row = ProposedPoint.objects.select_for_update().get(pk=pk)
    if not row.is_open:
        raise editing.CannotEdit(editing.IS_DRAFT)
    return row


def mark_dropped(pk: int, *, dropped: bool) -> None:
    """The whole proposed answer, to be put back any time. Raises editing.CannotEdit."""

    def once() -> None:
        row = _open_row(pk)
        row.is_dropped = dropped
        row.save(update_fields=["is_dropped"])

    in_one_transaction(once)


def divide(pk: int, name: str, *, as_seen: str) -> ProposedPoint:
    """The piece of this name begins a proposed answer of its own, right behind."""

    def once() -> ProposedPoint:
        row = _open_row(pk)
        place = editing.place_of(row.point.pieces, name, as_seen=as_seen)
        anchor = digest_of(row.anchor, name, str(row.document.points.count()))[:20]
        first, second = editing.divide(row.point, place, anchor=anchor)
        write_point(row, first)
        row.save(update_fields=EDITED)
        made = ProposedPoint(document=row.document, anchor=anchor, position=row.position + 1)
        write_point(made, second)
        _make_room(row)
        made.save()
        return made

    return in_one_transaction(once)


def _make_room(row: ProposedPoint) -> None:
    later = row.document.points.filter(position__gt=row.position)
    later.update(position=F("position") + 1)


def unite(pk: int) -> ProposedPoint:
    """Joins the kept proposed answer before it, and is told as merged from then on."""

    def once() -> ProposedPoint:
        row = _open_row(pk)
        before = (
            row.document.points.select_for_update()
            .filter(position__lt=row.position, is_dropped=False, drafted_at=None)
            .last()
        )
        if before is None:
            raise editing.CannotEdit(editing.NOTHING_BEFORE)
        write_point(before, editing.unite(before.point, row.point))
        before.save(update_fields=EDITED)
        if row.base:
            write_point(row, replace(row.point, pieces=()))
            row.is_dropped, row.merged_into = True, before
            row.save(update_fields=EDITED)
        else:
            row.delete()
        return before

    return in_one_transaction(once)


def settle(pk: int, *, take: bool) -> None:
    """What a newer version of the document says of it is taken, or seen and left."""

    def once() -> None:
        row = ProposedPoint.objects.select_for_update().get(pk=pk)
        arriving = row.arriving
        if take and arriving is not None and row.is_open:
            write_point(row, arriving)
            row.is_dropped, row.merged_into = False, None
        elif take and row.change == Change.GONE:
            row.is_dropped = True
        row.incoming, row.change = None, Change.NONE
        row.save(update_fields=EDITED)

    in_one_transaction(once)

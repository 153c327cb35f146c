"""A document that was read is kept; of one that comes again, only the difference is proposed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.authoring.granulating import differences
from kb.authoring.granulating.models import ProposedPoint, SourceDocument, content_of
from kb.authoring.granulating.proposal import (
    Point,
    Proposal,
    point_to_json,
)
from kb.authoring.granulating.proposing import propose
from kb.authoring.granulating.rows import EDITED, write_point
from kb.authoring.granulating.source import Source, block_to_json
from kb.transactions import in_one_transaction

NAMESPACE = uuid.UUID("7b0a3c5e-2f0d-5c1b-9d52-0c6f1f6b8a41")
Change = ProposedPoint.Change


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of reading a document: how many proposed answers of each."""

    document: SourceDocument
    added: int = 0
    changed: int = 0
    gone: int = 0
    same: int = 0

    @property
    def is_same(self) -> bool:
        return not (self.added or self.changed or self.gone)


def uid_of(*, name: str, locale: str, topic: Any) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{topic.translation_key}\n{locale}\n{name}")


def keep(source: Source, *, digest: str, topic: Any, locale: str, user: Any, now: datetime) -> Kept:
    """Stores what is proposed of a document. Of one that is known already only the difference,
    and nothing of an editor's work is written over."""
    proposal = propose(source, locale=locale)

    def act() -> Kept:
        uid = uid_of(name=source.name, locale=locale, topic=topic)
        # Two people may bring it at once: one makes the row, and both take turns.
        SourceDocument.objects.get_or_create(
            uid=uid,
            defaults={"name": source.name, "locale": locale, "topic": topic, "read_at": now},
        )
        document = SourceDocument.objects.select_for_update().get(uid=uid)
        if document.digest == digest:
            return Kept(document, same=len(proposal.points))
        moved = _moved(document, source)
        document.format, document.digest = source.format, digest
        document.blocks = [block_to_json(block) for block in source.blocks]
        document.left_out = [[one.block, one.why, one.text] for one in proposal.left_out]
        document.uploader, document.read_at = user, now
        document.save()
        return _keep_points(document, proposal, moved)

    return in_one_transaction(act)


def _moved(document: SourceDocument, source: Source) -> dict[int, int]:
    return differences.moved_blocks(document.source_blocks, source.blocks)


def _keep_points(document: SourceDocument, proposal: Proposal, moved: Mapping[int, int]) -> Kept:
    is_first = not document.points.exists()
    rows = {row.anchor: row for row in document.points.select_for_update()}
    old = [row.proposed for row in rows.values() if row.proposed is not None]
    pairs = differences.pair(old, proposal.points)
    counts = {"added": len(pairs.added), "changed": 0, "gone": 0, "same": 0}
    for anchor, point in pairs.met.items():
        is_changed = _meet(rows[anchor], point, moved)
        counts["changed" if is_changed else "same"] += 1
    for anchor in pairs.gone:
        counts["gone"] += _lose(rows[anchor], moved)
    for row in rows.values():
        if row.proposed is None:
            write_point(row, differences.renumbered(row.point, moved))
    added = [_new_row(document, point, is_first=is_first) for point in pairs.added]
    _place([*rows.values(), *added], pairs.order)
    _save(list(rows.values()))
    ProposedPoint.objects.bulk_create(added)
    return Kept(document, **counts)


def _meet(row: ProposedPoint, point: Point, moved: Mapping[int, int]) -> bool:
    """The point is still in the document; True where it says something else now."""
    proposed = row.proposed
    assert proposed is not None
    if content_of(point) == content_of(proposed):
        current = point if not row.is_edited else differences.renumbered(row.point, moved)
        write_point(row, current)
        row.base = point_to_json(point)
        row.change = Change.CHANGED if row.incoming else Change.NONE
        return False
    point = differences.carry_names(proposed, point)
    row.change = Change.CHANGED
    if row.is_edited or not row.is_open or row.merged_into_id:
        row.incoming = point_to_json(point)
        write_point(row, differences.renumbered(row.point, moved))
    else:
        row.incoming = None
        write_point(row, point)
    row.base = point_to_json(point)
    return True


def _lose(row: ProposedPoint, moved: Mapping[int, int]) -> bool:
    """True where it was there until now."""
    was_there = row.change != Change.GONE
    row.change, row.incoming = Change.GONE, None
    write_point(row, differences.renumbered(row.point, moved))
    return was_there


def _new_row(document: SourceDocument, point: Point, *, is_first: bool) -> ProposedPoint:
    row = ProposedPoint(document=document, anchor=point.anchor, base=point_to_json(point))
    row.change = Change.NONE if is_first else Change.ADDED
    write_point(row, point)
    return row


def _place(rows: Sequence[ProposedPoint], order: Sequence[str]) -> None:
    """In the document's order; what is no longer in it, and an editor's own, stays behind what it
    stood behind."""
    places = {anchor: n for n, anchor in enumerate(order)}
    last = -1
    found: list[tuple[int, int, ProposedPoint]] = []
    for row in sorted(rows, key=lambda row: (row.pk is None, row.position or 0)):
        last = places.get(row.anchor, last)
        found.append((last, row.anchor not in places, row))
    in_order = sorted(found, key=lambda one: one[:2])
    for position, (_last, _is_behind, row) in enumerate(in_order):
        row.position = position


def _save(rows: list[ProposedPoint]) -> None:
    ProposedPoint.objects.bulk_update(rows, EDITED, batch_size=200)

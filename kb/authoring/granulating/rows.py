"""Putting a proposed answer into its row; who may call this are the writers alone."""

from __future__ import annotations

from kb.authoring.granulating.models import ProposedPoint
from kb.authoring.granulating.proposal import Point, piece_to_json

EDITED = ["question", "wordings", "pieces", "block", "base", "incoming", "change", "position",
          "is_dropped", "merged_into"]  # fmt: skip


def write_point(row: ProposedPoint, point: Point) -> None:
    """Into the row; the caller saves it."""
    row.question, row.wordings, row.block = point.question, list(point.wordings), point.block
    row.pieces = [piece_to_json(piece) for piece in point.pieces]

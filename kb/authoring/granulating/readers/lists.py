"""CSV → rows, with a bad row named and the others read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kb.authoring.granulating import limits
from kb.authoring.granulating.readers.errors import too_much
from kb.authoring.granulating.readers.tables import Line, read_rows
from kb.authoring.granulating.source import Blocks, Pair
from kb.authoring.granulating.wordlists import Words
from kb.authoring.importers.tables import table_of


def read_list(data: bytes, *, name: str, words: Words) -> tuple[Blocks, list[Pair]]:
    """Raises BadFile."""
    table = table_of(data, name=name)
    if len(table.columns) > limits.MAX_COLUMNS:
        raise too_much(_("columns"), most=limits.MAX_COLUMNS)
    if len(table.rows) > limits.MAX_ROWS:
        raise too_much(_("rows"), most=limits.MAX_ROWS)
    blocks = Blocks()
    head = Line(1, table.columns)
    lines = [Line(row.line, tuple(row.cells[c] for c in table.columns)) for row in table.rows]
    for problem in table.problems:
        blocks.omit("bad row", problem.message, line=problem.line)
    return blocks, read_rows([head, *lines], words=words, blocks=blocks)

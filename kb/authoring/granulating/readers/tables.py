"""Rows of a CSV or XLSX file → a list of questions where the columns say so, else one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kb.authoring.granulating import limits
from kb.authoring.granulating.source import Blocks, Pair
from kb.authoring.granulating.wordlists import Words
from kb.authoring.importers.problems import BadFile
from kb.text import clean

LONGEST_TABLE = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One row where it stands; `line` counts from 1."""

    line: int
    cells: tuple[str, ...]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    question: int
    answer: int
    brief: int | None = None
    wordings: int | None = None


def find_columns(head: Sequence[str], words: Words) -> Columns | None:
    """By the names people give them: 问题 and 答案, Question and Answer."""
    places: dict[str, int] = {}
    for position, name in enumerate(head):
        for column, names in words.columns.items():
            if " ".join(name.split()).casefold() in names:
                places.setdefault(column, position)
    if "question" not in places or "answer" not in places:
        return None
    return Columns(**places)


def read_rows(lines: Sequence[Line], *, words: Words, blocks: Blocks) -> list[Pair]:
    """Adds one block a row of a list of questions, or tables of a readable length."""
    if not lines:
        return []
    _refuse_long_cells(lines)
    columns = find_columns(lines[0].cells, words)
    if columns is None:
        add_tables(lines, blocks)
        return []
    found = (_pair(line, columns, head=lines[0], blocks=blocks) for line in lines[1:])
    return [pair for pair in found if pair is not None]


def _refuse_long_cells(lines: Sequence[Line]) -> None:
    for line in lines:
        if any(len(cell) > limits.MAX_CELL for cell in line.cells):
            text = _("Line %(line)d has a cell of more than %(most)s characters. Split it.")
            raise BadFile(text % {"line": line.line, "most": f"{limits.MAX_CELL:,}"})


def add_tables(lines: Sequence[Line], blocks: Blocks) -> None:
    """Each repeats the heading, as on paper."""
    if len(lines) == 1:
        blocks.add("paragraph", " ".join(filter(None, lines[0].cells)), line=lines[0].line,
                   sheet=lines[0].sheet)  # fmt: skip
    head, body = lines[0], lines[1:]
    for start in range(0, len(body), LONGEST_TABLE):
        part = body[start : start + LONGEST_TABLE]
        rows = (
            tuple(" ".join(cell.split()) for cell in head.cells),
            *(tuple(" ".join(clean(cell).text.split()) for cell in line.cells) for line in part),
        )
        blocks.add("table", rows=rows, line=part[0].line, sheet=head.sheet)


def _pair(line: Line, columns: Columns, *, head: Line, blocks: Blocks) -> Pair | None:
    texts = [clean(cell).text.strip() for cell in line.cells]
    question, answer = " ".join(texts[columns.question].split()), texts[columns.answer]
    place = {"line": line.line, "sheet": line.sheet}
    if not question or not answer:
        blocks.omit("half", " ".join(filter(None, texts)), **place)
        return None
    rows = tuple((name, text) for name, text in zip(head.cells, texts, strict=True) if text)
    blocks.add("table", f"{question}\n{answer}", rows=rows, **place)
    number = blocks.found[-1].number
    for position, text in enumerate(texts):
        if text and position not in _used(columns):
            blocks.omit("column", f"{head.cells[position]}: {text}", **place)
    wordings = texts[columns.wordings] if columns.wordings is not None else ""
    return Pair(
        block=number,
        question=question,
        answer=answer,
        brief=texts[columns.brief] if columns.brief is not None else "",
        wordings=tuple(w.strip() for w in wordings.replace("|", "\n").split("\n") if w.strip()),
    )


def _used(columns: Columns) -> set[int | None]:
    return {columns.question, columns.answer, columns.brief, columns.wordings}

"""Rows of a file → questions with their answers: columns mapped, rows chosen, doubles merged."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from kb.authoring.answer_keys import PATTERN
from kb.authoring.importers.bulk import NewAnswer
from kb.authoring.importers.elements import raw_element
from kb.authoring.importers.problems import BadFile, RowProblem
from kb.authoring.importers.tables import Row, Table
from kb.text import clean

FIELDS = ("question", "answer", "brief", "wordings")
NEEDED = ("question", "answer")
BETWEEN_WORDINGS = re.compile(r"[\n|]")
NAMESPACE = uuid.UUID("0d5a2f4e-95f6-5b52-8c3c-5a1f6c1d9e10")
MAX_SOURCE = 40


@dataclass(frozen=True, slots=True)
class Question:
    """One row, cleaned; `cleaned` says whether invisible characters were taken out of it."""

    line: int
    question: str
    answer: str
    brief: str = ""
    wordings: tuple[str, ...] = ()
    cleaned: bool = False


@dataclass(frozen=True, slots=True)
class Questions:
    """`left_out`: how many rows `where` did not choose."""

    questions: tuple[Question, ...]
    problems: tuple[RowProblem, ...]
    left_out: int


def choose_columns(mapping: Mapping[str, str], *, columns: Sequence[str]) -> dict[str, str]:
    """Our field → its column. Raises BadFile where one is unknown or missing.

    A field that is not mapped takes the column of its own name.
    """
    unknown = [name for name in mapping if name not in FIELDS]
    if unknown:
        text = _("“%(name)s” is nothing that can be imported; use one of: %(fields)s.")
        raise BadFile(text % {"name": unknown[0], "fields": ", ".join(FIELDS)})
    wanted = {name: mapping.get(name, name) for name in FIELDS if name in mapping or
              name in NEEDED or name in columns}  # fmt: skip
    refuse_missing(wanted.values(), columns=columns)
    return wanted


def refuse_missing(wanted: Iterable[str], *, columns: Sequence[str]) -> None:
    """Raises BadFile, naming the columns that are there."""
    missing = [column for column in wanted if column not in columns]
    if missing:
        text = _(
            "There is no column “%(missing)s”. The file has: %(columns)s. "
            "Name the right one, as in --map question=title,answer=reply."
        )
        raise BadFile(text % {"missing": missing[0], "columns": ", ".join(columns)})


def read_questions(
    table: Table, *, mapping: Mapping[str, str], where: Mapping[str, str]
) -> Questions:
    """Every row that `where` chooses. Raises BadFile."""
    columns = choose_columns(mapping, columns=table.columns)
    refuse_missing(where, columns=table.columns)
    chosen = [row for row in table.rows if all(row.cells[c].strip() == v for c, v in where.items())]
    found = [_read(row, columns) for row in chosen]
    read = [item for item in found if isinstance(item, Question)]
    kept, doubles = _merge(read)
    bad = [item for item in found if isinstance(item, RowProblem)]
    problems = sorted([*table.problems, *bad, *doubles], key=lambda problem: problem.line)
    return Questions(tuple(kept), tuple(problems), left_out=len(table.rows) - len(chosen))


def _read(row: Row, columns: Mapping[str, str]) -> Question | RowProblem:
    texts = {name: clean(row.cells[column]) for name, column in columns.items()}
    question = " ".join(texts["question"].text.split())
    answer = texts["answer"].text.strip()
    if not question or not answer:
        empty = columns["answer" if question else "question"]
        return RowProblem(row.line, _("The column “%(column)s” is empty.") % {"column": empty})
    wordings = texts["wordings"].text if "wordings" in texts else ""
    return Question(
        line=row.line,
        question=question,
        answer=answer,
        brief=texts["brief"].text.strip() if "brief" in texts else "",
        wordings=tuple(" ".join(w.split()) for w in BETWEEN_WORDINGS.split(wordings) if w.strip()),
        cleaned=any(text.removed for text in texts.values()),
    )


def _merge(read: Iterable[Question]) -> tuple[list[Question], list[RowProblem]]:
    """The first row of each question is kept."""
    first: dict[str, Question] = {}
    doubles = []
    for question in read:
        kept = first.setdefault(question.question, question)
        if kept is not question:
            same = kept.answer == question.answer
            text = (
                _("The same row as line %(line)d; left out.")
                if same
                else _(
                    "The same question as line %(line)d with another answer; line %(line)d is kept."
                )
            )
            doubles.append(RowProblem(question.line, text % {"line": kept.line}))
    return list(first.values()), doubles


def source_name(path: Path) -> str:
    """The file's name as a part of keys: a file of the same name is the same source."""
    name = re.sub("-{2,}", "-", slugify(path.stem).replace("_", "-"))[:MAX_SOURCE].strip("-")
    return name or "import"


def check_source(name: str) -> str:
    """Raises BadFile for a name that keys cannot begin with."""
    if not re.fullmatch(PATTERN, name) or len(name) > MAX_SOURCE:
        text = _("“%(name)s” cannot begin a key: use small letters, digits and single hyphens.")
        raise BadFile(text % {"name": name})
    return name


def new_answers(
    questions: Iterable[Question], *, source: str, topic: int, locale: str, publish: bool
) -> Iterator[NewAnswer]:
    """Keys follow from source and question, so the same row is the same answer on every run."""
    for question in questions:
        digest = hashlib.sha256(question.question.encode()).hexdigest()
        name = uuid.uuid5(NAMESPACE, f"{source}\n{question.question}")
        value = {"text": question.answer, "brief": question.brief}
        yield NewAnswer(
            key=f"{source}.{digest[:12]}",
            translation_key=name,
            locale=locale,
            topic=topic,
            question=question.question,
            wordings=question.wordings,
            elements=(raw_element("answer", value, answer=name, name="answer"),),
            publish=publish,
        )

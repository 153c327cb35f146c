"""Steps and tables as people write them in Markdown."""

from __future__ import annotations

import re
from typing import Any

STEP = re.compile(r"^\d+\.(?: |$)", re.MULTILINE)
INDENT = "   "
RULE = re.compile(r"\|?(?: *:?-+:? *\|)* *:?-+:? *\|?")
CELL_BORDER = re.compile(r"(?<!\\)\|")


def steps_text(steps: list[str]) -> str:
    """Further lines of a step stand below its first."""
    lines = []
    for number, step in enumerate(steps, start=1):
        first, *others = step.split("\n")
        lines += [f"{number}. {first}", *(INDENT + line if line else "" for line in others)]
    return "\n".join(lines)


def steps_from(text: str) -> list[str]:
    """Raises ValueError where the first line is no step."""
    if not text.strip():
        return []
    if not STEP.match(text):
        raise ValueError
    _before, *found = STEP.split(text)
    return [_step(step) for step in found]


def _step(text: str) -> str:
    return "\n".join(line.removeprefix(INDENT) for line in text.split("\n")).strip()


def to_markdown(table: dict[str, Any]) -> str:
    rows = [table["columns"], ["---"] * len(table["columns"]), *table["rows"]]
    return "\n".join(f"| {' | '.join(map(_escaped, row))} |" for row in rows)


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")


def from_markdown(text: str) -> dict[str, Any]:
    """Raises ValueError for what is no table."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not RULE.fullmatch(lines[1]):
        raise ValueError
    columns, *rows = (_cells(line) for line in (lines[0], *lines[2:]))
    if any(len(row) != len(columns) for row in rows):
        raise ValueError
    return {"columns": columns, "rows": rows}


def _cells(line: str) -> list[str]:
    inner = line.removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.strip().replace("\\|", "|") for cell in CELL_BORDER.split(inner)]

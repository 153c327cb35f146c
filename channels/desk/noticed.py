"""Answers that an emergency notice names are marked in the desk's lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from channels.desk.lists import DeskList
from channels.desk.scopes import at_desk
from channels.desk.shelf import Section
from channels.rows import Row
from kb.access import Scope
from kb.notices import board
from kb.notices.queries import marked_keys
from kb.publication.readers import told_as


def with_notices(listed: DeskList, *, user: Any, scope: Scope, locale: str) -> DeskList:
    """Asks the database only while a notice stands."""
    if not board.glance(scope.now) or not listed.has_rows:
        return listed
    rows = [*listed.rows, *listed.other, *(r for s in listed.sections for _n, r in s.rows)]
    keys = marked_keys(
        [row.key for row in rows], scope=at_desk(scope), locale=locale, teams=told_as(user)
    )
    if not keys:
        return listed
    return replace(
        listed,
        rows=_marked(listed.rows, keys),
        other=_marked(listed.other, keys),
        sections=tuple(_section(section, keys) for section in listed.sections),
    )


def _marked(rows: Iterable[Row], keys: Collection[str]) -> tuple[Row, ...]:
    return tuple(replace(row, is_noticed=row.key in keys) for row in rows)


def _section(section: Section, keys: Collection[str]) -> Section:
    numbers = [number for number, _row in section.rows]
    rows = _marked((row for _number, row in section.rows), keys)
    return replace(section, rows=tuple(zip(numbers, rows, strict=True)))

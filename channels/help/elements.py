"""The elements of an answer as a public page draws them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from channels.channel import Part
from channels.guide_pages import GuidePage
from channels.kinds import KIND_NAMES, LINKED_KINDS
from kb.document import Kind

# They speak for themselves; a heading would only repeat the question.
NO_GUIDES: Mapping[str, GuidePage] = MappingProxyType({})
WITHOUT_HEADING = frozenset({Kind.ANSWER, Kind.IMAGE})


@dataclass(frozen=True, slots=True)
class HelpElement:
    """`heading`: the editor's title or the name of the kind; empty where none is needed."""

    part: Part
    heading: Any
    guide: GuidePage | None = None


def help_elements(
    parts: Iterable[Part], *, guides: Mapping[str, GuidePage] = NO_GUIDES
) -> tuple[HelpElement, ...]:
    return tuple(
        HelpElement(part, _heading(part), guides.get(part.element)) for part in parts if part.html
    )


def _heading(part: Part) -> Any:
    kind = Kind(part.kind)
    if kind in WITHOUT_HEADING or kind in LINKED_KINDS:
        return ""
    return part.label or KIND_NAMES[kind]

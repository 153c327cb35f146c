"""Where the guides of an answer may lead a reader, decided anew on every read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from channels.channel import Part
from channels.guides import Open, answers_named
from channels.renditions.bodies import Body, part_of
from kb.access import Scope
from kb.publication.queries import Candidate, authorize

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Goals:
    """`until`: when the first of the answers it leads to changes for this reader."""

    open: Open
    until: datetime | None = None


NONE = Goals(Open())


def goals_for(body: Body, seen: Sequence[int], *, scope: Scope, locale: str) -> Goals:
    """`seen`: places of the elements that this reader sees. Nothing is asked of the database where
    no guide is among them."""
    said = [part_of(body["parts"][n]) for n in seen if "part" in body["parts"][n]]
    guides = [part.guide for part in said if part.guide]
    if not guides:
        return NONE
    wanted = [Candidate(key, locale) for key in answers_named(guides)]
    found = authorize(scope=scope, candidates=wanted)
    edges = [answer.valid_until for answer in found if answer.valid_until]
    elements = tuple((part.element, _name_of(part)) for part in said)
    answers = tuple((answer.key, answer.document.question) for answer in found)
    return Goals(Open(elements, answers), min(edges, default=None))


def _name_of(part: Part) -> str:
    """Its title, or how it begins; the name of its kind would be in the screen's language."""
    return part.label or part.text.partition("\n")[0][:LONGEST_NAME]

"""Which changes of an answer are worth a reader's time: those of what is said, not of a comma."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.access import Scope
from kb.care.levels import TYPO, level_of
from kb.document import Document, Kind, Passage
from kb.publication.impact.marking import Runs, mark
from kb.publication.ports import outlets

# What a reader acts on. Explanations, notes, examples, links, pictures and suggested words are
# shown where something of these has changed, and make no news by themselves.
MATERIAL_KINDS = frozenset({
    Kind.ANSWER, Kind.STEPS, Kind.CONDITION, Kind.FEE, Kind.TABLE, Kind.CAUTION, Kind.ACTION,
    Kind.REQUIRED_SCRIPT, Kind.INTERNAL_NOTE, Kind.NEVER_SAY,
})  # fmt: skip
QUESTION = ""
# Signs that change nothing, unless they stand between digits or beside a word that turns a
# sentence round.
TURNING = "不没无勿免禁须必非"
SIGN = r"[\s,.;:!?()\[\]\"'“”‘’、。；：！？（）《》〈〉【】…—·]"
IDLE_SIGNS = re.compile(rf"(?<![{TURNING}]){SIGN}+(?![{TURNING}]|{SIGN})")


@dataclass(frozen=True, slots=True)
class ElementText:
    """An element as the reader's channel says it."""

    element: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ElementChange:
    """`state`: new, changed or gone; of what is gone no words are told."""

    element: str
    kind: str
    state: str
    before: Runs = ()
    after: Runs = ()
    is_material: bool = False


def texts_of(document: Document, *, scope: Scope) -> dict[str, ElementText]:
    """`document`: as this scope of one channel sees it. By element, in its order."""
    (code,) = scope.channels
    said = next((o.say(document) for o in outlets() if o.code == code), None)
    parts = said.parts if said else ()
    return {part.element: ElementText(part.element, part.kind, part.text) for part in parts}


def is_same_sense(before: str, after: str) -> bool:
    """Nothing differs but signs that change nothing of what is said."""
    if _bare(before) == _bare(after):
        return True
    return level_of({"": before}, {"": after}) in ("", TYPO)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()

    def keep(found: re.Match[str]) -> str:
        sides = (
            plain[max(found.start() - 1, 0) : found.start()],
            plain[found.end() : found.end() + 1],
        )
        return found[0] if all(side.isdigit() for side in sides) else ""

    return IDLE_SIGNS.sub(keep, plain)


def changes_between(before: Document, now: Document, *, scope: Scope) -> tuple[ElementChange, ...]:
    """In the order of the new version; what is gone comes last. Empty where nothing said differs,
    and also where nothing material does."""
    found = (*_question(before, now), *_elements(before, now, scope=scope))
    return found if any(one.is_material for one in found) else ()


def _question(before: Document, now: Document) -> Iterator[ElementChange]:
    if before.question != now.question:
        is_material = not is_same_sense(before.question, now.question)
        runs = mark(before.question, now.question)
        yield ElementChange(QUESTION, "", "changed", *runs, is_material=is_material)


def _elements(before: Document, now: Document, *, scope: Scope) -> Iterator[ElementChange]:
    old, new = ({p.element: p for p in document.passages} for document in (before, now))
    # Most elements are the same: what they say is not even made.
    differ = {e for e, p in new.items() if e not in old or old[e].version != p.version}
    said_before = texts_of(_only(before, differ), scope=scope)
    for element, text in texts_of(_only(now, differ), scope=scope).items():
        was = said_before.get(element)
        if was is None:
            runs = mark("", text.text)
            is_material = text.kind in MATERIAL_KINDS
            yield ElementChange(element, text.kind, "new", (), runs[1], is_material)
        elif was.text != text.text:
            yield _changed(was, text)
    yield from (_gone(passage) for element, passage in old.items() if element not in new)


def _only(document: Document, elements: set[str]) -> Document:
    return replace(document, passages=tuple(p for p in document.passages if p.element in elements))


def _changed(was: ElementText, now: ElementText) -> ElementChange:
    is_material = now.kind in MATERIAL_KINDS and not is_same_sense(was.text, now.text)
    return ElementChange(now.element, now.kind, "changed", *mark(was.text, now.text), is_material)


def _gone(passage: Passage) -> ElementChange:
    is_material = passage.kind in MATERIAL_KINDS
    return ElementChange(passage.element, passage.kind, "gone", is_material=is_material)

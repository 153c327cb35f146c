"""What Word's styles and numbering say about a paragraph: a heading, a point of a list, a quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

HEADING = re.compile(r"^(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
TITLES = frozenset({"title", "标题"})
NUMBERED, BULLETED = re.compile(r"list number", re.IGNORECASE), re.compile(r"list bullet", re.I)
NUMBER_AT_END = re.compile(r"([2-9])$")
QUOTES = frozenset({"quote", "intense quote"})
OFF = frozenset({"0", "false", "off", "none"})
MAX_BASES = 10


@dataclass(frozen=True, slots=True)
class Place:
    depth: int
    ordered: bool


class Styles:
    """Of one document, each looked up once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._styles = {style.style_id: style for style in document.styles}
        self._formats = _number_formats(document)
        self._notes: dict[str, dict[str, str]] = {}

    def heading_level(self, paragraph: Any) -> int:
        """1 to 9, 0 for what is no heading."""
        properties = paragraph.find(qn("w:pPr"))
        outline = None if properties is None else properties.find(qn("w:outlineLvl"))
        if outline is not None and (level := int(outline.get(qn("w:val")) or 9)) < 9:
            return level + 1
        for style in self._bases(paragraph):
            name = (style.name or "").strip()
            if name.lower() in TITLES:
                return 1
            if found := HEADING.match(name):
                return int(found.group(1))
            outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if outline is not None and (level := int(outline.get(qn("w:val")) or 9)) < 9:
                return level + 1
        return 0

    def is_quote(self, paragraph: Any) -> bool:
        return any((style.name or "").lower() in QUOTES for style in self._bases(paragraph))

    def list_place(self, paragraph: Any) -> Place | None:
        """By its own numbering, else by its style's."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if own is not None:
            return self._place(own)
        for style in self._bases(paragraph):
            name = style.name or ""
            depth = int(found.group(1)) - 1 if (found := NUMBER_AT_END.search(name)) else 0
            if NUMBERED.match(name) or BULLETED.match(name):
                return Place(depth, ordered=bool(NUMBERED.match(name)))
            said = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if said is not None:
                return self._place(said)
        return None

    def note(self, kind: str, number: str) -> str:
        """The words of a footnote or endnote."""
        if kind not in self._notes:
            self._notes[kind] = _notes_of(self._document, kind)
        return self._notes[kind].get(number, "")

    def _place(self, properties: Any) -> Place | None:
        number = _value(properties, "w:numId")
        depth = int(_value(properties, "w:ilvl") or 0)
        if not number or number == "0":
            return None
        form = self._formats.get((number, depth), "bullet")
        return Place(depth, ordered=form not in ("bullet", "none"))

    def _bases(self, paragraph: Any) -> list[Any]:
        """The paragraph's style and those it is based on."""
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style = self._styles.get(named.get(qn("w:val"))) if named is not None else None
        found: list[Any] = []
        while style is not None and len(found) < MAX_BASES:
            found.append(style)
            style = getattr(style, "base_style", None)
        return found


def is_on(run: Any, name: str) -> bool:
    """Is this said of the run, as of bold?"""
    found = run.find(f"{qn('w:rPr')}/{qn(name)}")
    return found is not None and (found.get(qn("w:val")) or "1").lower() not in OFF


def _value(node: Any, name: str) -> str:
    found = node.find(qn(name))
    return "" if found is None else found.get(qn("w:val")) or ""


def _number_formats(document: Document) -> dict[tuple[str, int], str]:
    """List number and depth → how it counts: decimal, chineseCounting, bullet …"""
    numbering = _part(document, "numbering")
    if numbering is None:
        return {}
    kinds = {
        (node.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl")) or 0)): _form(level)
        for node in numbering.iter(qn("w:abstractNum"))
        for level in node.iter(qn("w:lvl"))
    }
    return {
        (node.get(qn("w:numId")), depth): form
        for node in numbering.iter(qn("w:num"))
        for (kind, depth), form in kinds.items()
        if kind == _value(node, "w:abstractNumId")
    }


def _form(level: Any) -> str:
    return _value(level, "w:numFmt")


def _notes_of(document: Document, kind: str) -> dict[str, str]:
    root = _part(document, kind)
    if root is None:
        return {}
    return {node.get(qn("w:id")) or "": " ".join("".join(node.itertext()).split()) for node in root}


def _part(document: Document, kind: str) -> Any:
    """The root of the part of this kind beside the main one, if there is one."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None

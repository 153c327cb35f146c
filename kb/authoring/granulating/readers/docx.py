"""DOCX → blocks: what a reader of the printed page sees, tracked changes taken as accepted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.document import Document
from docx.oxml.ns import qn

from kb.authoring.granulating import limits
from kb.authoring.granulating.readers.docx_styles import Styles, is_on
from kb.authoring.granulating.readers.errors import too_much, unreadable
from kb.authoring.granulating.readers.inline import BREAK, Run, is_bold, plain_runs, render_runs
from kb.authoring.granulating.readers.packed import check_package
from kb.authoring.granulating.source import Block, BlockKind, Blocks, Item

MAIN = "word/document.xml"
KIND = "DOCX"
P, TBL, R, T = qn("w:p"), qn("w:tbl"), qn("w:r"), qn("w:t")
HYPERLINK = qn("w:hyperlink")
UNSAID = frozenset({qn("w:del"), qn("w:moveFrom")})
# What wraps paragraphs or runs and is looked through.
WRAPPERS = frozenset(
    qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag",
                          "w:customXml", "w:fldSimple", "w:dir", "w:bdo")
)  # fmt: skip
BREAKS = frozenset({qn("w:br"), qn("w:cr")})
PICTURES = frozenset({qn("w:drawing"), qn("w:pict"), qn("w:object")})
TEXT_BOX = qn("w:txbxContent")
COMMENT = qn("w:commentReference")
NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
DESCRIPTION = ("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr",)


def read_docx(data: bytes) -> tuple[Block, ...]:
    """Raises BadFile."""
    check_package(data, main=MAIN, kind=KIND)
    try:
        document = docx.Document(io.BytesIO(data))
        reader = DocxReader(document, Styles(document))
        reader.read(document.element.body)
        reader.omit_margins()
    except (KeyError, ValueError, AttributeError, TypeError, SyntaxError):
        raise unreadable(KIND) from None
    return tuple(reader.blocks.found)


@dataclass(slots=True)
class DocxReader:
    document: Document
    styles: Styles
    blocks: Blocks = field(default_factory=Blocks)
    items: list[Item] = field(default_factory=list)
    # Named once the paragraph they stand in is through.
    left_out: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)

    def read(self, body: Any) -> None:
        for node in _blocks_in(body):
            if node.tag == P:
                self._paragraph(node)
            else:
                self._flush()
                self._table(node)
            if len(self.blocks.found) > limits.MAX_BLOCKS:
                raise too_much(_("paragraphs"), most=limits.MAX_BLOCKS)
        self._flush()

    def omit_margins(self) -> None:
        """Headers and footers repeat on every page and belong to the paper."""
        said = {
            " ".join(paragraph.text for paragraph in part.paragraphs).strip(): None
            for section in self.document.sections
            for part in (section.header, section.footer)
            if not part.is_linked_to_previous
        }
        for text in filter(None, said):
            self.blocks.omit("margin", text)

    def _flush(self) -> None:
        if self.items:
            self.blocks.add("list", items=tuple(self.items))
            self.items = []

    def _paragraph(self, node: Any) -> None:
        runs = list(self._runs(node))
        text = render_runs(runs)
        level, item = self.styles.heading_level(node), self.styles.list_place(node)
        if text and level:
            self._flush()
            self.blocks.add("heading", plain_runs(runs), level=level)
        elif text and item:
            if self.items and item.depth == 0 and self.items[0].ordered != item.ordered:
                self._flush()
            self.items.append(Item(text, item.depth, item.ordered))
        elif text:
            self._flush()
            kind: BlockKind = "quote" if self.styles.is_quote(node) else "paragraph"
            self.blocks.add(kind, text, bold=is_bold(runs))
        self._after_paragraph()

    def _after_paragraph(self) -> None:
        left_out, self.left_out = self.left_out, []
        boxes, self.boxes = self.boxes, []
        for why, words in left_out:
            self.blocks.omit(why, words)
        for box in boxes:
            self.read(box)

    def _runs(self, node: Any, href: str = "") -> Iterator[Run]:
        for child in node:
            if child.tag == R:
                yield from self._run(child, href)
            elif child.tag == HYPERLINK:
                yield from self._runs(child, self._address(child) or href)
            elif child.tag in WRAPPERS:
                yield from self._runs(child, href)
            elif child.tag in UNSAID and (words := _words_in(child)):
                self.left_out.append(("deleted", words))

    def _run(self, node: Any, href: str) -> Iterator[Run]:
        bold, italic = is_on(node, "w:b"), is_on(node, "w:i")
        if is_on(node, "w:vanish"):
            if words := _words_in(node):
                self.left_out.append(("hidden", words))
            return
        for child in node:
            if child.tag == T:
                yield Run(child.text or "", bold, italic, href)
            elif child.tag in BREAKS:
                yield BREAK
            elif child.tag == qn("w:tab"):
                yield Run(" ", bold, italic, href)
            elif child.tag == qn("w:noBreakHyphen"):
                yield Run("-", bold, italic, href)
            elif child.tag in NOTES:
                self.left_out.append(("footnote", self._note(child)))
            elif child.tag == COMMENT:
                self.left_out.append(("comment", self._comment(child)))
            else:
                self._other(child)

    def _comment(self, node: Any) -> str:
        found = self.document.comments.get(int(node.get(qn("w:id"))))
        return " ".join(found.text.split()) if found else ""

    def _other(self, node: Any) -> None:
        """Pictures are named; the text of boxes is read after the paragraph that holds them. Word
        writes a box twice, for old versions too."""
        chosen = node.find(".//{*}Choice") if node.tag.endswith("}AlternateContent") else node
        if chosen is None or (chosen is node and node.tag not in PICTURES):
            return
        boxes = list(chosen.iter(TEXT_BOX))
        self.boxes += boxes
        if not boxes:
            said = next((d.get("descr") or d.get("name") for d in chosen.iter(*DESCRIPTION)), "")
            self.left_out.append(("picture", said or ""))

    def _address(self, node: Any) -> str:
        relation = self.document.part.rels.get(node.get(qn("r:id")) or "")
        return relation.target_ref if relation is not None and relation.is_external else ""

    def _note(self, node: Any) -> str:
        return self.styles.note(NOTES[node.tag], node.get(qn("w:id")))

    def _table(self, node: Any) -> None:
        """A table for layout, of one row or one column, is read as what its cells hold."""
        rows = [[cell for cell in _cells_in(row)] for row in node.iter(qn("w:tr"))
                if _own(row, node)]  # fmt: skip
        if len(rows) < 2 or max(map(len, rows)) < 2 or node.find(f".//{TBL}") is not None:
            for cell in (cell for row in rows for cell in row):
                self.read(cell)
            return
        texts = [[self._cell(cell) for cell in row] for row in rows]
        width = max(map(len, texts))
        even = tuple(tuple([*row, *[""] * (width - len(row))]) for row in texts if any(row))
        if even:
            self.blocks.add("table", rows=even)
        self._after_paragraph()

    def _cell(self, cell: Any) -> str:
        lines = (render_runs(self._runs(node)) for node in _blocks_in(cell) if node.tag == P)
        return " ".join(" ".join(line.split("\n")) for line in lines if line)


def _words_in(node: Any) -> str:
    return "".join(text.text or "" for text in node.iter(T, qn("w:delText"))).strip()


def _blocks_in(node: Any) -> Iterator[Any]:
    for child in node:
        if child.tag in (P, TBL):
            yield child
        elif child.tag in WRAPPERS:
            yield from _blocks_in(child)


def _cells_in(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in WRAPPERS:
            yield from _cells_in(child)


def _own(row: Any, table: Any) -> bool:
    return next(parent for parent in row.iterancestors() if parent.tag == TBL) is table

"""HTML → blocks. Nothing in the page is fetched or run; what is no text of it is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag
from django.utils.translation import gettext as _

from kb.authoring.granulating import limits
from kb.authoring.granulating.readers.errors import too_much
from kb.authoring.granulating.readers.html_nodes import (
    ACTIVE,
    AROUND,
    AROUND_ROLES,
    BLOCK_TAGS,
    HEADINGS,
    LISTS,
    PICTURES,
    SILENT,
    cells_of,
    even,
    has_blocks,
    is_text,
    line_of,
    nearest_list,
    rows_of,
    styled,
    text_of,
)
from kb.authoring.granulating.readers.inline import BREAK, Run, is_bold, plain_runs, render_runs
from kb.authoring.granulating.source import Block, Blocks, Item
from kb.authoring.importers.problems import BadFile

DEFINED = 6


def read_html(text: str) -> tuple[Block, ...]:
    """The main content of a page. Raises BadFile."""
    if text.count("<") > limits.MAX_TAGS:
        raise too_much(_("tags"), most=limits.MAX_TAGS)
    tree = BeautifulSoup(text, "lxml")
    _refuse_depth(tree)
    reader = HtmlReader()
    main = tree.find("main") or tree.find(role="main") or tree.body or tree
    assert isinstance(main, Tag)
    reader.omit_around(tree, main)
    reader.read(main)
    return tuple(reader.blocks.found)


def _refuse_depth(tree: Tag) -> None:
    """Walked without recursion, which deep nesting would break."""
    depth = 0
    opened: list[PageElement | None] = []
    for node in tree.descendants:
        while opened and node.parent is not opened[-1]:
            opened.pop()
        if isinstance(node, Tag):
            opened.append(node)
            depth = max(depth, len(opened))
    if depth > limits.MAX_DEPTH:
        raise BadFile(_("The file is nested deeper than any program writes it."))


@dataclass(slots=True)
class HtmlReader:
    """Goes through one tree; text outside any block becomes a paragraph."""

    blocks: Blocks = field(default_factory=Blocks)
    runs: list[Run] = field(default_factory=list)
    line: int = 0

    def omit_around(self, tree: Tag, main: Tag) -> None:
        """What stands beside a named main part is navigation, and said to be."""
        if main.name in ("body", "[document]"):
            return
        inside = {id(main), *(id(parent) for parent in main.parents)}
        for parent in main.parents:
            for child in parent.children:
                if isinstance(child, Tag) and id(child) not in inside and child.name not in SILENT:
                    self._omit("navigation", child)

    def read(self, node: Tag) -> None:
        self._children(node)
        self.flush()

    def flush(self) -> None:
        runs, self.runs = self.runs, []
        if text := render_runs(runs):
            self.blocks.add("paragraph", text, bold=is_bold(runs), line=self.line)

    def _children(self, node: Tag) -> None:
        for child in list(node.children):
            self._node(child)

    def _node(self, node: PageElement) -> None:
        if isinstance(node, Tag):
            self.line = line_of(node) or self.line
            if node.name in BLOCK_TAGS or has_blocks(node):
                self.flush()
                self._block(node)
                self.flush()
            else:
                self.runs += self._inline(node)
        elif is_text(node):
            self.runs.append(Run(text_of(node)))

    def _block(self, node: Tag) -> None:
        name = node.name
        if name in AROUND or node.get("role") in AROUND_ROLES:
            self._omit("navigation", node)
        elif name in HEADINGS:
            self._heading(node, HEADINGS[name])
        elif name in LISTS:
            self._list(node)
        elif name == "table":
            self._table(node)
        elif name in ("dt", "summary"):
            self._heading(node, DEFINED)
        elif name == "pre":
            self.blocks.add("paragraph", node.get_text().strip("\n"), line=self.line)
        elif name == "blockquote":
            self._quote(node)
        else:
            self._children(node)

    def _heading(self, node: Tag, level: int) -> None:
        if text := plain_runs(self._inline(node)):
            self.blocks.add("heading", text, level=level, line=self.line)

    def _quote(self, node: Tag) -> None:
        """A quote of more than paragraphs is read as what it holds."""
        start = len(self.blocks.found)
        self._children(node)
        self.flush()
        quoted = self.blocks.found[start:]
        if all(block.kind == "paragraph" for block in quoted) and quoted:
            del self.blocks.found[start:]
            text = "\n\n".join(block.text for block in quoted)
            self.blocks.add("quote", text, line=quoted[0].line)

    def _list(self, node: Tag) -> None:
        """A list that holds more than text is read as what its points hold."""
        if node.find([*HEADINGS, "table", "blockquote", "pre", "dl"]):
            self._children(node)
            return
        items = tuple(self._items(node, depth=0))
        if items:
            self.blocks.add("list", items=items, line=self.line)

    def _items(self, node: Tag, *, depth: int) -> Iterator[Item]:
        ordered = node.name == "ol"
        for child in node.children:
            if not isinstance(child, Tag):
                if is_text(child) and (text := str(child).strip()):
                    yield Item(render_runs([Run(text)]), depth, ordered)
            elif child.name in LISTS:
                yield from self._items(child, depth=depth + 1)
            else:
                yield from self._item(child, depth=depth, ordered=ordered)

    def _item(self, node: Tag, *, depth: int, ordered: bool) -> Iterator[Item]:
        inner = [one for one in node.find_all(list(LISTS)) if nearest_list(one, node)]
        detached = [one.extract() for one in inner]
        text = render_runs(self._inline(node))
        if text:
            yield Item(text, depth, ordered)
        for one in detached:
            yield from self._items(one, depth=depth + 1 if text else depth)

    def _table(self, node: Tag) -> None:
        """A table for layout, of one row or one column, is read as what its cells hold."""
        cells = [cells_of(row) for row in rows_of(node)]
        if caption := node.find("caption"):
            self._children(caption)
            self.flush()
        if len(cells) < 2 or max(map(len, cells), default=0) < 2 or node.find("table"):
            for cell in (cell for row in cells for cell in row):
                self._children(cell)
                self.flush()
            return
        rows = [[" ".join(render_runs(self._inline(c)).split("\n")) for c in row] for row in cells]
        if any(any(row) for row in rows):
            self.blocks.add("table", rows=even(rows), line=self.line)

    def _inline(self, node: Tag) -> list[Run]:
        return list(self._runs(node, Run("")))

    def _runs(self, node: Tag, style: Run) -> Iterator[Run]:
        name = node.name
        if name in PICTURES:
            self._omit_picture(node)
        elif name in ACTIVE:
            self._omit("active", node)
        elif name == "br":
            yield BREAK
        elif name not in SILENT:
            style = styled(node, style)
            if name in BLOCK_TAGS:
                yield BREAK
            for child in node.children:
                if isinstance(child, Tag):
                    yield from self._runs(child, style)
                elif is_text(child):
                    yield Run(text_of(child), style.bold, style.italic, style.href)

    def _omit_picture(self, node: Tag) -> None:
        picture = node if node.name == "img" else node.find("img")
        alt = str(picture.get("alt") or "") if isinstance(picture, Tag) else ""
        self.blocks.omit("picture", " ".join(alt.split()), line=self.line)

    def _omit(self, why: str, node: Tag) -> None:
        if node.name in PICTURES:
            self._omit_picture(node)
        elif (text := " ".join(node.get_text(" ").split())) or why == "active":
            self.blocks.omit(why, text or f"<{node.name}>", line=self.line)

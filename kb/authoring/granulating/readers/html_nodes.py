"""What the nodes of a page are: which are blocks, which are never read, what their text is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4.element import CData, NavigableString, PageElement, Tag

from kb.authoring.granulating.readers.inline import Run

HEADINGS = {f"h{n}": n for n in range(1, 7)}
LISTS = frozenset({"ul", "ol", "menu", "dir"})
ACTIVE = frozenset(
    {"script", "iframe", "object", "embed", "applet", "form", "input", "select", "button",
     "textarea", "audio", "video", "canvas", "svg", "math", "frame", "frameset"}
)  # fmt: skip
SILENT = frozenset({"style", "head", "template", "link", "meta", "base", "noscript", "colgroup"})
AROUND = frozenset({"nav", "header", "footer", "aside"})
AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
PICTURES = frozenset({"img", "picture"})
BOLD, ITALIC = frozenset({"b", "strong"}), frozenset({"i", "em", "cite"})
BLOCK_TAGS = frozenset(
    {*HEADINGS, *LISTS, "p", "div", "section", "article", "main", "table", "blockquote", "pre",
     "dl", "dt", "dd", "li", "hr", "figure", "figcaption", "details", "summary", "address",
     "body", "html", "center", "fieldset", "hgroup", "caption", "tbody", "thead", "tfoot", "tr",
     "td", "th"}
) | AROUND  # fmt: skip
SPACE = re.compile(r"[ \t\r\n\f]+")
WIDE = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
CHINESE_LINE_END = re.compile(rf"(?<=[{WIDE}])[ \t]*\r?\n[ \t]*(?=[{WIDE}])")


def is_text(node: PageElement) -> bool:
    return type(node) in (NavigableString, CData)


def text_of(node: PageElement) -> str:
    """White space as a browser shows it; between Chinese characters a line's end is no space."""
    text = CHINESE_LINE_END.sub("", str(node))
    return SPACE.sub(" ", text)


def has_blocks(node: Tag) -> bool:
    return bool(node.name not in ACTIVE | PICTURES and node.find(list(BLOCK_TAGS)))


def line_of(node: Tag) -> int:
    """Of the Markdown it was made from, where it was."""
    said = str(node.get("data-line") or "")
    return int(said) if said.isdecimal() else 0


def styled(node: Tag, style: Run) -> Run:
    href = str(node.get("href") or "").strip() if node.name == "a" else ""
    bold, italic = style.bold or node.name in BOLD, style.italic or node.name in ITALIC
    return Run("", bold, italic, href or style.href)


def nearest_list(node: Tag, item: Tag) -> bool:
    """Belongs to this item, not to a list inside it."""
    for parent in node.parents:
        if parent is item:
            return True
        if parent.name in LISTS:
            return False
    return False


def rows_of(table: Tag) -> Iterator[Tag]:
    for row in table.find_all("tr"):
        if row.find_parent("table") is table:
            yield row


def cells_of(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)


def even(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    width = max(map(len, rows))
    return tuple(tuple([*row, *[""] * (width - len(row))]) for row in rows if any(row))

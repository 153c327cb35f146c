"""Markdown (a small subset) → safe HTML and → plain text, with values set in as plain words.

The subset: paragraphs, line breaks, strong, emphasis, lists, links, tables. Everything else,
HTML above all, is shown as it was typed. Two walls: the parser knows no HTML, and nh3 lets only
the listed tags through. Values never pass the parser, so no value can act as markup.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import markdown
import nh3

from kb.plain_text import Punctuation, read_plain

TAGS = {
    "p", "br", "ul", "ol", "li", "strong", "em", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
URL_SCHEMES = {"http", "https", "tel", "mailto"}
UNWANTED_BLOCKS = ("code", "hashheader", "setextheader", "hr", "quote", "reference")
UNWANTED_INLINE = (
    "backtick", "reference", "image_link", "image_reference", "short_reference",
    "short_image_ref", "automail", "html",
)  # fmt: skip

# Without one of these the text is paragraphs and line breaks, and needs no parser.
MARKUP = re.compile(r"[*_\[\\|<&\t]|^\s|^[-+]\s|^\d+\.\s", re.MULTILINE)
# People start a list right under its heading line; the parser wants an empty line there.
LIST_UNDER_LINE = re.compile(
    r"^(?![ \t]|[-*+][ \t]|\d+\.[ \t])(\S.*)\n(?=(?:[-*+]|\d+\.)[ \t])", re.MULTILINE
)
# Two or three spaces are meant as one step in; the parser counts in fours.
SHALLOW_STEP = re.compile(r"^ {2,3}(?=\S)", re.MULTILINE)
TRAILING_SPACE = re.compile(r"[ \t]+$", re.MULTILINE)
# A value stands in the source as its number between two non-characters; `kb.text.clean` keeps
# these out of what people type, and whatever comes from elsewhere loses them here.
SLOT = re.compile("\ufdd0(\\d+)\ufdd1")
SLOT_MARKS = re.compile("[\ufdd0\ufdd1\x02\x03]")


@dataclass(frozen=True, slots=True)
class Filled:
    """One text in both its shapes."""

    html: str
    text: str


def slot(position: int) -> str:
    """What stands in the source for the value at this position."""
    return f"\ufdd0{position}\ufdd1"


def without_slots(text: str) -> str:
    return SLOT_MARKS.sub("", text)


@lru_cache(maxsize=4096)
def mark_up(source: str, *, values: Sequence[str] = (), punctuation: Punctuation) -> Filled:
    """`source` may hold `slot(n)` for `values[n]`; `values` a tuple, since results are kept."""
    lines = TRAILING_SPACE.sub("", source.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not lines:
        return Filled("", "")
    if not MARKUP.search(lines):
        return _plain_paragraphs(lines, values)
    html = _parser.convert(SHALLOW_STEP.sub(" " * 4, LIST_UNDER_LINE.sub(r"\1\n\n", lines)))
    html = _cleaner.clean(SLOT.sub(lambda m: escape(values[int(m[1])]), html)).strip()
    return Filled(html, read_plain(html, punctuation=punctuation))


def _plain_paragraphs(lines: str, values: Sequence[str]) -> Filled:
    """The same result as the long way, some forty times faster (a test holds them together)."""
    said = SLOT.sub(lambda m: values[int(m[1])], lines)
    paragraphs = [block.strip() for block in re.split(r"\n{2,}", said)]
    marked = (escape(block, quote=False).replace("\n", "<br>\n") for block in paragraphs)
    html = "\n".join(f"<p>{block}</p>" for block in marked)
    return Filled(html, re.sub(" {2,}", " ", "\n".join(paragraphs)))


class _Parser(threading.local):
    """One parser per thread: it keeps state while it works, and making one costs more."""

    def __init__(self) -> None:
        self.markdown = markdown.Markdown(
            extensions=["tables", "nl2br", "sane_lists"], output_format="html"
        )
        self.markdown.preprocessors.deregister("html_block")
        for name in UNWANTED_BLOCKS:
            self.markdown.parser.blockprocessors.deregister(name)
        for name in UNWANTED_INLINE:
            self.markdown.inlinePatterns.deregister(name)

    def convert(self, source: str) -> str:
        self.markdown.reset()
        return self.markdown.convert(source)


_parser = _Parser()
_cleaner = nh3.Cleaner(
    tags=TAGS,
    # "*" is said too, or nh3 lets its own attributes for all tags through.
    attributes={**ATTRIBUTES, "*": set()},
    url_schemes=URL_SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer",
)

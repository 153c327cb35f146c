"""Safe HTML of our subset → plain text: numbered lines for lists, sentences for table rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

INDENT = "  "
BULLET = "- "
CONTACT_SCHEMES = ("tel:", "mailto:")


@dataclass(frozen=True, slots=True)
class Punctuation:
    """How a language joins a name to its value, one value to the next, and brackets a list."""

    colon: str
    semicolon: str
    brackets: tuple[str, str]


def read_plain(html: str, *, punctuation: Punctuation) -> str:
    """One line for each paragraph, list item and table row; links keep their address."""
    reader = _Reader(punctuation)
    reader.feed(html)
    reader.close()
    reader.end_line()
    return "\n".join(reader.lines)


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)

    def lines(self, punctuation: Punctuation) -> list[str]:
        head, *body = self.rows
        body = [row for row in body if any(row)]
        if not body:
            return [punctuation.semicolon.join(filter(None, head))]
        return [self._line(head, row, punctuation) for row in body]

    @staticmethod
    def _line(head: list[str], row: list[str], punctuation: Punctuation) -> str:
        first, rest = row[0], []
        opening, closing = punctuation.brackets
        for name, cell in zip(head[1:], row[1:], strict=False):
            # A list inside a list: without brackets nobody knows where it ends.
            if punctuation.semicolon in cell:
                rest.append(f"{name}{opening}{cell}{closing}".strip())
            elif cell:
                rest.append(f"{name} {cell}".strip())
        return punctuation.colon.join(filter(None, [first, punctuation.semicolon.join(rest)]))


class _Reader(HTMLParser):
    def __init__(self, punctuation: Punctuation) -> None:
        super().__init__(convert_charrefs=True)
        self.punctuation = punctuation
        self.lines: list[str] = []
        self.line = ""
        self.marker = ""
        self.counters: list[int | None] = []
        self.table: _Table | None = None
        self.link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self.end_line()
            self.counters.append(int(dict(attrs).get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            self._begin_item()
        elif tag == "br":
            self._break_line()
        elif tag == "a":
            self.link = (dict(attrs).get("href") or "", len(self.line))
        elif tag == "table":
            self.end_line()
            self.table = _Table()
        elif tag == "tr" and self.table:
            self.table.rows.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link:
            self._end_link(*self.link)
        elif tag in ("th", "td") and self.table:
            self.table.rows[-1].append(_tidy(self.line))
            self.line = ""
        elif tag == "table" and self.table:
            self.lines += self.table.lines(self.punctuation)
            self.table = None
        elif tag in ("p", "li"):
            self.end_line()
        elif tag in ("ul", "ol"):
            self.end_line()
            self.counters.pop()
            self.marker = ""

    def handle_data(self, data: str) -> None:
        self.line += data.replace("\n", "")

    def end_line(self) -> None:
        text = _tidy(self.line)
        if text:
            self.lines.append(self.marker + text)
            self.marker = " " * len(self.marker)
        self.line = ""

    def _begin_item(self) -> None:
        self.end_line()
        count = self.counters[-1]
        mark = BULLET if count is None else f"{count}. "
        self.marker = INDENT * (len(self.counters) - 1) + mark
        if count is not None:
            self.counters[-1] = count + 1

    def _break_line(self) -> None:
        if self.table:
            self.line += " "
        else:
            self.end_line()

    def _end_link(self, href: str, start: int) -> None:
        address = href
        for scheme in CONTACT_SCHEMES:
            address = address.removeprefix(scheme)
        if address and address not in self.line[start:]:
            # Spaces, not brackets: phones take a closing bracket for a part of the address.
            self.line += f" {address} "
        self.link = None


def _tidy(line: str) -> str:
    return re.sub(" {2,}", " ", line).strip(" ")

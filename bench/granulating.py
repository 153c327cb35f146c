"""How much of real pages is found again in what is proposed of them, and how long it takes.

The measure is made of the Markdown files by regular expressions of its own, not by the readers:
front matter, template tags, attributes, pictures, HTML tags and the addresses of links are taken
off; what remains is cut at empty lines, list points, headings, table cells and sentence ends. A
sentence counts as found when its letters and digits stand, in their order, inside one proposed
element, its title, its question or one table cell with its row. Pieces of fewer than eight letters
are not counted. Of the DOCX made from a page the same sentences are asked for.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import place
from bench.tables import as_table

PAGES = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "plainlanguage_pages"
NEEDED_SHARE, NEEDED_SECONDS = 0.95, 30.0
SHORTEST = 8
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?:[^()]|\([^()]*\))*\)")
NOISE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|^\s*\{:[^}\n]*\}|<[^>\n]*>", re.DOTALL | re.MULTILINE)
CUTS = re.compile(r"\n\s*\n|\n\s*(?:[-*+]|\d+[.)])\s+|\n#+|\|")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“(])")


@dataclass(frozen=True, slots=True)
class Found:
    pages: int
    points: int
    pieces: int
    left_out: int
    sentences: int
    found: int
    seconds: float
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.found / self.sentences


def sentences_of(page: str) -> Iterator[str]:
    body = LINK.sub(r"\1", PICTURE.sub("", NOISE.sub(" ", FRONT_MATTER.sub("", page))))
    for piece in CUTS.split("\n" + body):
        yield from (one for one in SENTENCE_END.split(piece) if len(fold(one)) >= SHORTEST)


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isalnum())


def measure(pages: Iterable[Path], *, data_of: Callable[[Path], tuple[str, bytes]]) -> Found:
    """`data_of` a page: the file that is granulated for it."""
    from kb.authoring.granulating.proposing import propose
    from kb.authoring.granulating.reading import read_source

    counts = {"pages": 0, "points": 0, "pieces": 0, "left_out": 0, "sentences": 0, "found": 0}
    missing: list[str] = []
    seconds = 0.0
    for path in pages:
        name, data = data_of(path)
        begun = time.perf_counter()
        proposal = propose(read_source(name, data), locale="en")
        seconds += time.perf_counter() - begun
        asked = list(sentences_of(path.read_text("utf-8")))
        lost = list(_missing(asked, proposal))
        missing += [f"{path.name}: {' '.join(sentence.split())}" for sentence in lost]
        counts["pages"] += 1
        counts["points"] += len(proposal.points)
        counts["pieces"] += sum(len(point.pieces) for point in proposal.points)
        counts["left_out"] += len(proposal.left_out)
        counts["sentences"] += len(asked)
        counts["found"] += len(asked) - len(lost)
    return Found(**counts, seconds=seconds, missing=tuple(missing))


def _missing(asked: Iterable[str], proposal: Any) -> Iterator[str]:
    said = [fold(LINK.sub(r"\1", text)) for point in proposal.points for text in _texts(point)]
    for sentence in asked:
        words = fold(sentence)
        if not any(words in text for text in said):
            yield sentence


def _texts(point: Any) -> Iterator[str]:
    yield point.question
    yield from (piece.words for piece in point.pieces)


def as_it_is(path: Path) -> tuple[str, bytes]:
    return path.name, path.read_bytes()


def as_html(path: Path) -> tuple[str, bytes]:
    """The page as a browser gets it: with navigation around the main part."""
    body = _html_of(path)
    page = f"<html><body><nav>Home</nav><main>{body}</main><footer>Foot</footer></body></html>"
    return f"{path.stem}.html", page.encode()


def as_docx(path: Path) -> tuple[str, bytes]:
    """With Word's own headings, lists and tables."""
    from bs4 import BeautifulSoup, Tag
    from docx import Document

    document = Document()
    for node in BeautifulSoup(_html_of(path), "html.parser").find_all(
        ["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "tr"]
    ):
        assert isinstance(node, Tag)
        _write(document, node)
    data = io.BytesIO()
    document.save(data)
    return f"{path.stem}.docx", data.getvalue()


def _html_of(path: Path) -> str:
    from markdown_it import MarkdownIt

    body = NOISE.sub(" ", FRONT_MATTER.sub("", path.read_text("utf-8")))
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return str(parser.render(LINK.sub(r"\1", PICTURE.sub("", body))))


def _write(document: Any, node: Any) -> None:
    """Paragraphs in list points are read with the point."""
    if node.name == "tr":
        cells = [" ".join(cell.get_text().split()) for cell in node.find_all(["td", "th"])]
        last = document.element.body[-2] if len(document.element.body) > 1 else None
        if cells and (last is None or not last.tag.endswith("}tbl") or not _fits(document, cells)):
            document.add_table(rows=0, cols=len(cells))
        for cell, text in zip(document.tables[-1].add_row().cells, cells, strict=False):
            cell.text = text
        return
    if node.name == "p" and node.find_parent("li"):
        return
    if node.name == "li":
        style = "List Number" if node.parent.name == "ol" else "List Bullet"
        for inner in node.find_all(["ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"]):
            inner.extract()
        for text in filter(None, (" ".join(node.get_text().split()),)):
            document.add_paragraph(text, style=style)
        return
    text = " ".join(node.get_text().split())
    if text and node.name.startswith("h"):
        document.add_heading(text, level=int(node.name[1]))
    elif text:
        document.add_paragraph(text)


def _fits(document: Any, cells: list[str]) -> bool:
    return len(document.tables[-1].columns) == len(cells)


WAYS = {"Markdown": as_it_is, "HTML": as_html, "DOCX": as_docx}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--missing", action="store_true", help="show what was not found")
    options = parser.parse_args()
    if not PAGES.is_dir():
        print(f"The pages are not here ({PAGES.name}).")
        return 1
    with TemporaryDirectory() as made:
        place.prepare(Path(made))
        pages = sorted(PAGES.glob("*.md"))
        found = {name: measure(pages, data_of=way) for name, way in WAYS.items()}
    rows = [
        (name, one.pages, one.points, one.pieces, one.left_out, one.sentences,
         f"{one.share:.1%}", f"{one.seconds:.1f}")
        for name, one in found.items()
    ]  # fmt: skip
    head = ("as", "pages", "answers", "elements", "not placed", "sentences", "found", "seconds")
    print(as_table(head, rows))
    if options.missing:
        print("\n".join(line for one in found.values() for line in one.missing))
    kept = all(f.share >= NEEDED_SHARE and f.seconds <= NEEDED_SECONDS for f in found.values())
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

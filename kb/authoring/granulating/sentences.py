"""Where sentences end, and texts cut there so that no element grows too long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

# After Chinese full stops at once, after Latin ones where a space and a new beginning follow;
# closing quotation marks and brackets belong to the sentence.
ENDS = re.compile(
    r"(?<=[。！？；])[”’」』）)》]*|(?<=[.!?])[\"”’')\]*]*(?=\s+[\"“‘'(\[*]?[A-Z0-9\u4e00-\u9fff])"
)
ABBREVIATIONS = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|vs|etc|e\.g|i\.e|No|Nos|Inc|Ltd|Co|Corp|U\.S|a\.m|p\.m|"
    r"Sec|Fig|Art|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|ed|eds|pp|cf|al)|\b[A-Z])\.\Z"
)
LONGEST_ABBREVIATION = 12
PARAGRAPHS = re.compile(r"\n{2,}")


def sentences(text: str) -> list[str]:
    """Of one paragraph; joined with nothing lost but the space between them."""
    found: list[str] = []
    start = 0
    for end in ENDS.finditer(text):
        # Only the last word matters, and a sentence may be the whole file.
        last = text[max(start, end.end() - LONGEST_ABBREVIATION) : end.end()]
        if last.strip() and not ABBREVIATIONS.search(last.rstrip()):
            found.append(text[start : end.end()].strip())
            start = end.end()
    if rest := text[start:].strip():
        found.append(rest)
    return found


def paragraphs(text: str) -> list[str]:
    return [piece for piece in PARAGRAPHS.split(text) if piece.strip()]


def join_sentences(pieces: Iterable[str]) -> str:
    """With a space between them, save after Chinese punctuation."""
    text = ""
    for piece in pieces:
        gap = "" if not text or text[-1] in "。！？；”’」』）》" else " "
        text += gap + piece
    return text


def cut(text: str, *, most: int) -> list[str]:
    """Pieces of at most `most` characters: at paragraphs where they are short enough, else at
    sentence ends, else at a space, else anywhere; a list stays whole lines."""
    if len(text) <= most:
        return [text]
    pieces = [piece for part in paragraphs(text) for piece in _cut_paragraph(part, most)]
    return list(_gather(pieces, most, lambda parts: "\n\n".join(parts)))


def _cut_paragraph(text: str, most: int) -> list[str]:
    if len(text) <= most:
        return [text]
    if "\n" in text:
        lines = [piece for line in text.split("\n") for piece in _cut_line(line, most)]
        return list(_gather(lines, most, "\n".join))
    return _cut_line(text, most)


def _cut_line(line: str, most: int) -> list[str]:
    if len(line) <= most:
        return [line]
    pieces = [piece for sentence in sentences(line) for piece in _cut_sentence(sentence, most)]
    return list(_gather(pieces, most, join_sentences))


def _cut_sentence(sentence: str, most: int) -> Iterator[str]:
    while len(sentence) > most:
        space = sentence.rfind(" ", most // 2, most)
        end = space if space > 0 else most
        yield sentence[:end].strip()
        sentence = sentence[end:].strip()
    if sentence:
        yield sentence


def _gather(pieces: Iterable[str], most: int, join: Callable[[list[str]], str]) -> Iterator[str]:
    """As many neighbours together as fit."""
    held: list[str] = []
    for piece in pieces:
        if held and len(join([*held, piece])) > most:
            yield join(held)
            held = []
        held.append(piece)
    if held:
        yield join(held)

"""Terms explained where they stand: what the bank calls it, what is said to customers, and what
customers say themselves. Shown on hover and on focus, so each is a button with a description."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape

from django.template.loader import render_to_string

from kb.publication.terms import Explained

# A tag, with its quoted values, in which a bracket may stand.
TAG = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^'">])*>)""")
# Nothing to press stands inside another.
CLOSED = re.compile(r"</?a[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Word:
    """As it is looked for; `is_plain`: what is said to customers, put in by the editor."""

    text: str
    term: Explained
    is_plain: bool


def explain(html: str, terms: Sequence[Explained], *, uses: Iterable[str], element: str) -> str:
    """The same words; the first place of each term becomes a button that explains it. `html`: of
    one element, made by us; `uses`: the terms that its editor has put in."""
    words = _words(terms, frozenset(uses))
    if not words or not html:
        return html
    pattern = re.compile("|".join(_pattern(word.text) for word in words), re.IGNORECASE)
    by_text = {word.text.lower(): word for word in words}
    told: set[str] = set()

    def button(found: re.Match[str]) -> str:
        word = by_text[found[0].lower()]
        if word.term.ref in told:
            return escape(found[0], quote=False)
        told.add(word.term.ref)
        name = f"term-{element}-{len(told)}"
        context = {"said": found[0], "term": word.term, "is_plain": word.is_plain, "name": name}
        return render_to_string("desk/term.html", context).strip()

    return "".join(_in_texts(html, lambda text: _replaced(text, pattern, button)))


def _words(terms: Sequence[Explained], uses: frozenset[str]) -> list[_Word]:
    """The longest first: a term may stand in another."""
    found = [_Word(term.jargon, term, False) for term in terms]
    found += [_Word(term.plain, term, True) for term in terms if term.ref in uses]
    return sorted((word for word in found if word.text), key=lambda word: -len(word.text))


def _pattern(text: str) -> str:
    """Whole words where words have spaces between them: APR is not in April."""
    begins = r"(?<![A-Za-z0-9])" if text[0].isascii() and text[0].isalnum() else ""
    ends = r"(?![A-Za-z0-9])" if text[-1].isascii() and text[-1].isalnum() else ""
    return f"{begins}{re.escape(text)}{ends}"


def _replaced(text: str, pattern: re.Pattern[str], button: Callable[[re.Match[str]], str]) -> str:
    plain, made, end = unescape(text), [], 0
    for found in pattern.finditer(plain):
        made += [escape(plain[end : found.start()], quote=False), button(found)]
        end = found.end()
    return "".join([*made, escape(plain[end:], quote=False)]) if made else text


def _in_texts(html: str, change: Callable[[str], str]) -> Iterator[str]:
    """What stands between tags, but not inside links."""
    in_link = False
    for place, piece in enumerate(TAG.split(html)):
        if place % 2:
            if CLOSED.match(piece):
                in_link = not piece.startswith("</")
            yield piece
        else:
            yield piece if in_link else change(piece)

"""Runs of text → our small Markdown: bold, emphasis and links stay, nothing else acts as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.text import clean

KEPT_SCHEMES = re.compile(r"(?:https?://|tel:|mailto:)\S+\Z", re.IGNORECASE)
# Signs that would mark something up where they stand.
EMPHASIS = re.compile(r"(?<!\s)\*|\*(?!\s)|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")
LIST_SIGN = re.compile(r"^([-+])(?=\s)")
NUMBER_SIGN = re.compile(r"^(\d+)\.(?=\s)")
LINK_SIGN = re.compile(r"\](?=\()")
SPACES = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


BREAK = Run("\n")


def render_runs(runs: Iterable[Run]) -> str:
    """One paragraph; its line breaks stay."""
    joined = _join(runs)
    text = "".join(_render(run) for run in joined)
    lines = (SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(_without_list_sign(line) for line in lines if line)


def plain_runs(runs: Iterable[Run]) -> str:
    """The words alone, on one line."""
    return " ".join(clean("".join(run.text for run in runs)).text.split())


def is_bold(runs: Iterable[Run]) -> bool:
    said = [run for run in runs if run.text.strip()]
    return bool(said) and all(run.bold for run in said)


def _join(runs: Iterable[Run]) -> list[Run]:
    """Neighbours that look alike become one; Word cuts a sentence into many."""
    joined: list[Run] = []
    for run in runs:
        if joined and (joined[-1].bold, joined[-1].italic, joined[-1].href) == (
            run.bold,
            run.italic,
            run.href,
        ):
            joined[-1] = Run(joined[-1].text + run.text, run.bold, run.italic, run.href)
        else:
            joined.append(run)
    return joined


def _render(run: Run) -> str:
    text = _escape(clean(run.text).text)
    inner = text.strip()
    if not inner:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if run.href and KEPT_SCHEMES.match(run.href):
        # A bracket in an address would end it.
        address = run.href.replace("(", "%28").replace(")", "%29")
        inner = f"[{inner}]({address})"
    mark = "**" if run.bold else "*" if run.italic else ""
    lines = (f"{mark}{line.strip()}{mark}" if line.strip() else "" for line in inner.split("\n"))
    return lead + "\n".join(lines) + tail


def _escape(text: str) -> str:
    text = EMPHASIS.sub(lambda m: "\\" + m.group(), text.replace("\\", "\\\\"))
    return LINK_SIGN.sub(r"\\]", text)


def _without_list_sign(line: str) -> str:
    """A hyphen or number that begins a line of prose begins no list."""
    return NUMBER_SIGN.sub(r"\1\\.", LIST_SIGN.sub(r"\\\1", line))


LINK = re.compile(r"(?<!\\)\[([^\[\]]{0,500})\]\([^)]{0,2000}\)")
STARS = re.compile(r"(?<!\\)\*{1,2}")
ESCAPED = re.compile(r"\\([\\*_\]\-+.])")


def without_marks(text: str) -> str:
    """The words of a marked-up text, for questions, titles and comparing."""
    return ESCAPED.sub(r"\1", STARS.sub("", LINK.sub(r"\1", text)))
